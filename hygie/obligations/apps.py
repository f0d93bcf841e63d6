from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "hygie.obligations"
    label = "obligations"

    def ready(self) -> None:
        from hygie.core.demo import DemoLoader, demo_loaders

        from . import (
            api,
            audit_kinds,
            base_kinds,
            commands,
            demo,
            policies,  # noqa: F401 — registers the resources
            registrations,
            tasks,
        )

        base_kinds.register_base_kinds()
        commands.register_commands()
        audit_kinds.register()
        api.register()
        tasks.register()
        demo_loaders.register(DemoLoader("obligations", 20, demo.load))
        registrations.register()
