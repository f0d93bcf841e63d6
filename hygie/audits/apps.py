from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders
        from hygie.core.persondata import PersonData, person_data

        from . import (
            audit_kinds,
            commands,
            demo,
            finding_offers,
            finding_tasks,
            kinds,
            knowledge_commands,
            knowledge_offers,
            knowledge_tasks,
        )
        from .actions import finding_person_data

        audit_kinds.register()
        commands.register()
        kinds.register()
        finding_offers.register()
        finding_tasks.register()
        knowledge_commands.register()
        knowledge_offers.register()
        knowledge_tasks.register()
        demo_loaders.register(DemoLoader("audits", 35, demo.load))
        person_data.register(PersonData("audits.findings", finding_person_data.export, finding_person_data.erase))
