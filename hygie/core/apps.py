from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "hygie.core"
    label = "core"
    verbose_name = "core"

    def ready(self) -> None:
        from . import maintenance

        maintenance.register()
