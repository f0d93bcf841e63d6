from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    name = "hygie.web"
    label = "web"

    def ready(self) -> None:
        from .checks import front_end_files

        register(front_end_files)
