from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from . import audit_kinds, overview_offers, tasks

        audit_kinds.register()
        tasks.register()
        overview_offers.register()
