from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "hygie.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from . import offers, tasks

        tasks.register()
        offers.register()
