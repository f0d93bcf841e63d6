"""What governance shows elsewhere: menu, next things, timeline, search, indicators, a summary on each organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hygie.core.access import ESTABLISHMENT_ROLES, Level, Role, Verb
from hygie.core.actions import Context
from hygie.exchanges.registries import SubjectKind, subject_kinds
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    Task,
    TaskSource,
    TimelineEntry,
    TimelineSource,
    grant_offers,
    task_sources,
    timeline_sources,
)
from hygie.web.formats import day
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.slots import SlotItem, slot_items
from hygie.web.tones import Tone

from . import indicators, risk_offers, supplier_offers
from .enums import PolicyStanding, Theme, VersionState
from .policies import ACCREDITATION, APPOINTMENT, REGIME, RISK, SECURITY_INDICATORS, SECURITY_POLICY, SUPPLIER
from .queries.appointments import functions_of
from .queries.elsewhere import appointments_named, events_of
from .queries.security_policies import policy_lines
from .queries.subjects import appointment_subject, engagement_subject, risk_subject, system_subject, version_subject

POLICY_EVENTS = ("policy.approved", "policy.reviewed", "policy.withdrawn", "reading.opened", "reading.closed")
#: the kinds of event that the timeline shows to those who see so much of each resource
EVENTS = (
    (SECURITY_POLICY, Level.STATUS, POLICY_EVENTS),
    (APPOINTMENT, Level.STATUS, ("appointment.started", "appointment.ended")),
    (ACCREDITATION, Level.STATUS, ("accreditation.decided", "accreditation.withdrawn")),
    (SECURITY_INDICATORS, Level.STATUS, ("indicators.filed",)),
    (SUPPLIER, Level.DETAIL, ("supplier.engaged", "supplier.access_reviewed", "supplier.ended")),
    (RISK, Level.STATUS, ("risk.reviewed",)),
)
WHERE_APPOINTED = {OrganisationKind.ENTITY}


def register() -> None:
    navigation.register(
        NavItem(
            "governance.mine",
            gettext_lazy("Governance"),
            "governance:mine",
            "shield-check",
            10,
            _answers,
            section=Section.ACTIVITIES,
        )
    )
    navigation.register(
        NavItem(
            "governance.directory",
            gettext_lazy("Crisis directory"),
            "governance:directory",
            "address-book",
            20,
            _calls,
            section=Section.ACTIVITIES,
        )
    )
    grant_offers.register(
        GrantOffer(
            SECURITY_POLICY.code, gettext_lazy("Security policies"), gettext_lazy("their text, versions and comments")
        )
    )
    subject_kinds.register(SubjectKind("governance.version", version_subject, SECURITY_POLICY))
    subject_kinds.register(SubjectKind("governance.appointment", appointment_subject, APPOINTMENT))
    subject_kinds.register(SubjectKind("governance.system", system_subject, ACCREDITATION))
    subject_kinds.register(SubjectKind("governance.engagement", engagement_subject, SUPPLIER))
    subject_kinds.register(SubjectKind("governance.risk", risk_subject, RISK))
    task_sources.register(TaskSource("governance", tasks_of))
    timeline_sources.register(TimelineSource("governance", gettext_lazy("Governance"), happened))
    search_sources.register(SearchSource("governance.appointments", gettext_lazy("People appointed"), find_people))
    slot_items.register(SlotItem("governance.summary", "organisation.summary", 20, organisation_summary))
    indicators.register()
    supplier_offers.register()
    risk_offers.register()


def context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _answers(request: HttpRequest) -> bool:
    return context_of(request).role in ESTABLISHMENT_ROLES - {Role.CONTRIBUTOR}


def _calls(request: HttpRequest) -> bool:
    return APPOINTMENT.may(context_of(request).role).allows(see=Level.DETAIL)


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """What to write, sign or review; which function is vacant. For those who can do it."""
    tasks: list[Task] = []
    if organisation.kind_value not in WHERE_APPOINTED or organisation.is_closed:
        return tasks
    if context.may(Verb.EDIT, SECURITY_POLICY, organisation):
        tasks += _policy_tasks(context, organisation)
    if context.may(Verb.EDIT, APPOINTMENT, organisation):
        url = reverse("governance:appoint", args=[organisation.uid])
        tasks += [
            Task(
                _("Appoint: %(function)s") % {"function": line.function.label},
                _("Nobody is appointed, here nor above."),
                f"{url}?function={line.function.value}",
                tone=Tone.WARNING,
            )
            for line in functions_of(organisation)
            if line.is_vacant
        ]
    return tasks


def _policy_tasks(context: Context, organisation: Organisation) -> list[Task]:
    tasks = []
    signs = context.may(Verb.APPROVE, SECURITY_POLICY, organisation)
    for line in policy_lines(context, organisation, with_chapters=False):
        if line.open_version and line.open_version.state == VersionState.SUBMITTED and signs:
            url = reverse("governance:sign", args=[line.open_version.uid])
            title = _("Sign: %(policy)s") % {"policy": line.theme.label}
            tasks.append(Task(title, _("It is ready and waits for your signature."), url, tone=Tone.WARNING))
        elif line.in_force and line.standing in {PolicyStanding.DUE, PolicyStanding.OVERDUE}:
            url = reverse("governance:version", args=[line.in_force.uid])
            title = _("Review: %(policy)s") % {"policy": line.theme.label}
            why = _("To be reviewed by %(day)s.") % {"day": day(line.in_force.review_on)}
            tasks.append(Task(title, why, url, line.in_force.review_on, line.standing.tone))
        elif line.theme is Theme.PSSI and line.standing is PolicyStanding.MISSING:
            url = reverse("governance:start", args=[organisation.uid, line.theme.value])
            why = _("A model with its chapters is ready to be adapted.")
            tasks.append(Task(_("Write the security policy (PSSI)"), why, url, tone=Tone.WARNING))
    return tasks


def happened(
    context: Context, organisation: Organisation, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """What of governance the reader may know to have happened. At most two queries."""
    kinds = [kind for resource, level, shown in EVENTS if context.sees(level, resource, organisation) for kind in shown]
    return events_of(context, organisation, before, limit, kinds) if kinds else []


def find_people(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    context = context_of(request)
    if not APPOINTMENT.may(context.role).allows(see=Level.DETAIL):
        return []
    return [
        SearchHit(
            one.name,
            reverse("governance:appointment", args=[one.uid]),
            f"{one.function_value.label} – {one.organisation}",
            icon="id-badge-2",
        )
        for one in appointments_named(context, text, limit)
    ]


def organisation_summary(request: HttpRequest, **context: object) -> str:
    """The way to policies and appointments, on the organisation's own page in the territory."""
    organisation, reader = context.get("organisation"), context_of(request)
    if not isinstance(organisation, Organisation) or not organisation.kind_value.is_establishment:
        return ""
    if not reader.sees(Level.STATUS, SECURITY_POLICY, organisation):
        return ""
    shown = {
        "organisation": organisation,
        "registers": reader.sees(Level.STATUS, ACCREDITATION, organisation),
        "regimes": reader.sees(Level.DETAIL, REGIME, organisation),
        "sees_suppliers": reader.sees(Level.STATUS, SUPPLIER, organisation),
    }
    return render_to_string("governance/_organisation_summary.html", shown, request=request)
