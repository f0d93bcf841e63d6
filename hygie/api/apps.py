from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hygie.api"
    label = "api"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders
        from hygie.core.persondata import person_data

        from . import audit_kinds, commands, demo, offers, policies, tasks  # noqa: F401 — policies registers its resource
        from .actions.personal_data import PERSON_DATA

        audit_kinds.register()
        commands.register()
        offers.register()
        tasks.register()
        person_data.register(PERSON_DATA)
        demo_loaders.register(DemoLoader("api", 15, demo.load))
