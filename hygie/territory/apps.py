from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "hygie.territory"
    label = "territory"

    def ready(self) -> None:
        from hygie.accounts.registries import (
            DeactivationGuard,
            InvitationHandler,
            deactivation_guards,
            invitation_handlers,
        )
        from hygie.core.demo import DemoLoader, demo_loaders

        from . import (
            api,
            audit_kinds,
            commands,
            fact_kinds,
            offers,
            policies,  # noqa: F401 — registers the resources
            role_command,
            tasks,
        )
        from .actions import seats
        from .demo import loader

        audit_kinds.register()
        api.register()
        demo_loaders.register(DemoLoader("territory", 10, loader.load))
        fact_kinds.register_fact_kinds()
        tasks.register()
        commands.register()
        role_command.register()
        offers.register()
        invitation_handlers.register(InvitationHandler("territory.seat", seats.seat_promised, seats.describe_promise))
        deactivation_guards.register(
            DeactivationGuard("territory.last_administrator", seats.last_administrator_objection)
        )
