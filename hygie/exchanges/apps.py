from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "hygie.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders
        from hygie.core.persondata import PersonData, person_data

        from . import (
            audit_kinds,
            demo,
            kinds,
            offers,
            policies,  # noqa: F401 — registers the resources
            tasks,
        )
        from .actions import personal_data

        audit_kinds.register()
        kinds.register()
        tasks.register()
        offers.register()
        person_data.register(PersonData("exchanges", personal_data.export, personal_data.erase))
        demo_loaders.register(DemoLoader("exchanges", 40, demo.load))
