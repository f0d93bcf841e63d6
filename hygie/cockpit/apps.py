from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "hygie.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from hygie.core.persondata import PersonData, person_data

        from . import api, audit_kinds, offers, tasks
        from .actions import personal_data

        audit_kinds.register()
        api.register()
        tasks.register()
        offers.register()
        person_data.register(PersonData("cockpit", personal_data.export, personal_data.erase))
