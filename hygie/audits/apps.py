from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from . import audit_kinds, report_command, report_tasks

        audit_kinds.register()
        report_command.register()
        report_tasks.register()
