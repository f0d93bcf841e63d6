from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "hygie.governance"
    label = "governance"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders
        from hygie.core.persondata import PersonData, person_data

        from . import api, audit_kinds, demo, offers, proofs, reading_offers, register_offers, tasks
        from .actions import personal_data

        audit_kinds.register()
        api.register()
        proofs.register()
        tasks.register()
        offers.register()
        reading_offers.register()
        register_offers.register()
        person_data.register(PersonData("governance", personal_data.export, personal_data.erase))
        demo_loaders.register(DemoLoader("governance", 30, demo.load))
