"""What the audits offer to the floors below, part by part."""

from __future__ import annotations

from hygie.accounts.registries import InvitationHandler, invitation_handlers
from hygie.core.demo import DemoLoader, demo_loaders
from hygie.core.persondata import PersonData, person_data

from . import (
    api,
    audit_kinds,
    demo,
    finding_offers,
    finding_tasks,
    kinds,
    knowledge_commands,
    knowledge_offers,
    knowledge_tasks,
    notices,
    offers,
    overview_offers,
    plan_offers,
    proofs,
    report_command,
    report_tasks,
    room_offers,
    tasks,
)
from .actions import auditors, finding_person_data, personal_data


def register() -> None:
    """Called once, by the app when it is ready."""
    audit_kinds.register()
    api.register()
    proofs.register()
    kinds.register()
    notices.register()
    for jobs in (tasks, report_tasks, finding_tasks, knowledge_tasks):
        jobs.register()
    for orders in (report_command, knowledge_commands):
        orders.register()
    for shown in (overview_offers, finding_offers, offers, plan_offers, knowledge_offers, room_offers):
        shown.register()
    invitation_handlers.register(
        InvitationHandler("audits.auditor", auditors.access_promised, auditors.describe_promise)
    )
    demo_loaders.register(DemoLoader("audits", 35, demo.load))
    person_data.register(PersonData("audits.rooms", personal_data.export, personal_data.erase))
    person_data.register(PersonData("audits.findings", finding_person_data.export, finding_person_data.erase))
