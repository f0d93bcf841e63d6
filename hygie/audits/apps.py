from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders

        from . import audit_kinds, demo, report_api, report_command, report_tasks

        audit_kinds.register()
        demo_loaders.register(DemoLoader("audits", 35, demo.load))
        report_api.register()
        report_command.register()
        report_tasks.register()
