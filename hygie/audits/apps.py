from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "hygie.audits"
    label = "audits"

    def ready(self) -> None:
        from hygie.accounts.registries import InvitationHandler, invitation_handlers
        from hygie.core.demo import DemoLoader, demo_loaders
        from hygie.core.persondata import PersonData, person_data

        from . import (
            audit_kinds,
            demo,
            notices,
            offers,
            overview_offers,
            plan_offers,
            proofs,
            report_command,
            report_tasks,
            tasks,
        )
        from .actions import auditors, personal_data

        audit_kinds.register()
        proofs.register()
        tasks.register()
        notices.register()
        report_command.register()
        report_tasks.register()
        overview_offers.register()
        offers.register()
        plan_offers.register()
        invitation_handlers.register(
            InvitationHandler("audits.auditor", auditors.access_promised, auditors.describe_promise)
        )
        demo_loaders.register(DemoLoader("audits", 35, demo.load))
        person_data.register(PersonData("audits.rooms", personal_data.export, personal_data.erase))
