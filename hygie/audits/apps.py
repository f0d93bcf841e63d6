from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from . import registrations

        registrations.register()
