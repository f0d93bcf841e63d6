from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from . import (
            audit_kinds,
            commands,
            finding_offers,
            finding_tasks,
            kinds,
            knowledge_commands,
            knowledge_offers,
            knowledge_tasks,
        )

        audit_kinds.register()
        commands.register()
        kinds.register()
        finding_offers.register()
        finding_tasks.register()
        knowledge_commands.register()
        knowledge_offers.register()
        knowledge_tasks.register()
