"""What the obligations show elsewhere: menu, homes, search, indicators, and a summary on each organisation's page."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hygie.core.access import ESTABLISHMENT_ROLES, Level, Verb
from hygie.core.actions import Context
from hygie.core.notifications import NotificationKind, notification_kinds
from hygie.exchanges.registries import SubjectKind, subject_kinds
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Organisation
from hygie.web.homes import Home, homes
from hygie.web.navigation import NavItem, Section, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.slots import SlotItem, slot_items

from . import elsewhere, indicators
from .actions.reviews import ANSWER
from .catalogue_reader import load_catalogue
from .expectations import kind_label
from .lines import programme_title
from .policies import PROOF, REGION, STATUS
from .queries.establishments import summaries_of
from .queries.proofs import proofs_named
from .queries.reviews import COUNTED, waiting_at_most
from .queries.subjects import EVIDENCE, REQUIREMENT, proof_subject, requirement_standings, requirement_subject
from .queries.visible import codes_of, programmes_for
from .words import in_words

SETS = frozenset({OrganisationKind.GHT, OrganisationKind.GROUP})


def register() -> None:
    _register_navigation()
    for role in ESTABLISHMENT_ROLES:
        homes.register(Home(role, "obligations:mine"))
    search_sources.register(SearchSource("obligations.requirements", _("Requirements"), find_requirements))
    search_sources.register(SearchSource("obligations.proofs", _("Evidence"), find_proofs))
    indicators.register()
    elsewhere.register()
    notification_kinds.register(NotificationKind(ANSWER, _("Answers of the ARS"), "eye-check"))
    subject_kinds.register(SubjectKind(REQUIREMENT, requirement_subject, STATUS, standings=requirement_standings))
    subject_kinds.register(SubjectKind(EVIDENCE, proof_subject, PROOF))
    slot_items.register(SlotItem("obligations.summary", "organisation.summary", 10, organisation_summary))


def _register_navigation() -> None:
    for item in (
        NavItem("obligations.mine", _("My establishment"), "obligations:mine", "building-hospital", 10, _answers),
        NavItem(
            "obligations.review", _("To review"), "obligations:review_queue", "eye-check", 20, _reviews, count=to_review
        ),
        NavItem("obligations.matrix", _("Matrix"), "obligations:matrix", "table", 30, _compares),
        NavItem(
            "obligations.catalogue",
            _("Catalogue of requirements"),
            "obligations:catalogue",
            "books",
            90,
            lambda request: True,
            section=Section.REGION,
        ),
    ):
        navigation.register(item)


def context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _answers(request: HttpRequest) -> bool:
    return context_of(request).role in ESTABLISHMENT_ROLES


def _follows_region(request: HttpRequest) -> bool:
    return REGION.may(context_of(request).role).allows(see=Level.STATUS)


def _reviews(request: HttpRequest) -> bool:
    return PROOF.may(context_of(request).role).allows(do=Verb.REVIEW)


def _compares(request: HttpRequest) -> bool:
    """Whoever follows several establishments: a region, a GHT, a group."""
    if _follows_region(request):
        return True
    seat = getattr(request, "seat", None)
    several = seat is not None and (len(seat.holders) > 1 or any(holder.kind in SETS for holder in seat.holders))
    return several and STATUS.may(context_of(request).role).allows(see=Level.STATUS)


def to_review(request: HttpRequest) -> int | None:
    """How many proofs wait, up to 100; counted once a request, for the menu and for the page."""
    known: int | None = getattr(request, "_to_review", None)
    if known is None:
        known = waiting_at_most(context_of(request), COUNTED)
        request._to_review = known  # type: ignore[attr-defined]
    return known


def find_requirements(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    """By title or text, in the reader's language. The catalogue is in memory: no query."""
    context, wanted = context_of(request), text.casefold()
    if not STATUS.may(context.role).allows(see=Level.STATUS):
        return []
    seen = set(codes_of(programmes_for(context)))
    found = (
        requirement
        for requirement in load_catalogue()
        if requirement.programme in seen
        and (wanted in in_words(requirement.title).casefold() or wanted in in_words(requirement.text).casefold())
    )
    return [
        SearchHit(
            in_words(requirement.title),
            reverse("obligations:requirement_region", args=[requirement.code]),
            programme_title(requirement.programme),
            icon="checklist",
        )
        for requirement, _number in zip(found, range(limit), strict=False)
    ]


def find_proofs(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    """By title, or by the name of the file, among the evidence whose detail the reader may see."""
    context = context_of(request)
    if not PROOF.may(context.role).allows(see=Level.DETAIL):
        return []
    return [
        SearchHit(
            proof.title or kind_label(proof.kind),
            reverse("obligations:proof", args=[proof.uid]),
            f"{kind_label(proof.kind)} – {proof.organisation}",
            icon="file-certificate",
        )
        for proof in proofs_named(context, text, limit)
    ]


def organisation_summary(request: HttpRequest, **context: object) -> str:
    """Where the organisation stands, on its own page in the territory."""
    organisation, reader = context.get("organisation"), context_of(request)
    if not isinstance(organisation, Organisation) or not reader.sees(Level.STATUS, STATUS, organisation):
        return ""
    summaries = summaries_of(reader, organisation)
    if not summaries:
        return ""
    lines = [
        {
            "programme": summary.programme,
            "met": summary.met,
            "judged": max(summary.applicable - summary.waived, 1),
            "fraction": f"{summary.met} / {summary.applicable - summary.waived}",
        }
        for summary in summaries
    ]
    shown = {"organisation": organisation, "summaries": lines}
    return render_to_string("obligations/_organisation_summary.html", shown, request=request)
