"""Where one organisation stands on each requirement, now and before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hygie.core.actions import Context
from hygie.core.paging import paginate
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Reach, Scope, TenantQuerySet
from hygie.territory.models import Organisation

from ..catalogue_reader import load_catalogue
from ..enums import Status
from ..models import StatusInterval
from ..requirements import Requirement
from ..rules import Verdict, Why
from .visible import codes_of, programmes_for


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement of one organisation, as judged from `since` until `until` (None: still)."""

    requirement: Requirement
    verdict: Verdict
    since: datetime
    until: datetime | None = None

    @property
    def status(self) -> Status:
        return self.verdict.status


def standings_of(context: Context, organisation: Organisation) -> list[Standing]:
    """Today's standings of what binds it, the most urgent first (what does not has no interval). One query."""
    rows = _in_sight(context).filter(organisation=organisation, until__isnull=True).order_by("pk")
    return sorted(_read(rows), key=_urgency)


@dataclass(frozen=True, slots=True)
class Held:
    """A standing with the organisation that answers for it: the one that shows, or the GHT above it."""

    organisation: Organisation
    standing: Standing


def standings_reading(context: Context, organisation: Organisation, kind: str) -> list[Held]:
    """Today's standings that read evidence of a kind from this organisation, its own first. One query.

    A GHT judged by the share of its members reads theirs.
    """
    above = Reach.objects.filter(organisation_id=organisation.pk).values("holder_id")
    codes = [requirement.code for requirement in load_catalogue().touched_by(kind)]
    rows = _in_sight(context).filter(organisation_id__in=above, requirement__in=codes, until__isnull=True)
    found = list(rows.select_related("organisation").order_by("pk"))
    held = [Held(row.organisation, standing) for row in found for standing in _read([row])]
    kept = [one for one in held if one.organisation == organisation or one.standing.requirement.rule.share is not None]
    return sorted(kept, key=lambda one: (one.organisation != organisation, _urgency(one.standing)))


def members_judged(context: Context, standing: Standing) -> list[tuple[Organisation, bool]]:
    """Of a GHT judged by share: its members in sight, and whether each shows everything. At most one query."""
    shared = next((reason for reason in standing.verdict.explanation if reason.code is Why.SHARE), None)
    if shared is None:
        return []
    met = set(shared.values["met"])
    rows = Organisation.objects.within(context.scope).filter(pk__in=[*met, *shared.values["unmet"]])
    return [(member, member.pk in met) for member in rows.order_by("name", "pk")]


def history_of(context: Context, organisation: Organisation, requirement: Requirement) -> list[Standing]:
    """Every recorded interval of one requirement, newest first. One query."""
    rows = _in_sight(context).filter(organisation=organisation, requirement=requirement.code)
    return list(_read(rows.order_by("-since", "-pk")))


def history_page(
    context: Context, organisation: Organisation, requirement: Requirement, cursor: str
) -> tuple[list[Standing], str]:
    """The same a page at a time, with the cursor of the next one. One query."""
    rows = _in_sight(context).filter(organisation=organisation, requirement=requirement.code)
    found = paginate(rows, ["-since", "-pk"], cursor)
    return list(_read(found.rows)), found.next_cursor


def names_said(standings: Iterable[Standing]) -> Mapping[int, str]:
    """Names of the other organisations that explanations speak of. At most one query.

    Read in the system's scope on purpose: a hospital may be told the name of the GHT whose proof it relies on, as the
    national register publishes it, though it sees nothing else of that GHT.
    """
    said: set[int] = set()
    for standing in standings:
        for reason in standing.verdict.explanation:
            values = reason.values
            said.update(pk for pk in (values.get("holder"), values.get("organisation")) if pk)
            for several in ("met", "unmet", "ghts", "organisations"):
                found = values.get(several)
                said.update(found if isinstance(found, list) else ())
    if not said:
        return {}
    with aside(Scope.system()):
        rows = Organisation.objects.within(Scope.system()).filter(pk__in=said).order_by("pk")
        return {pk: short or name for pk, short, name in rows.values_list("pk", "short_name", "name")}


def _in_sight(context: Context) -> TenantQuerySet[StatusInterval]:
    programmes = codes_of(programmes_for(context))
    return StatusInterval.objects.within(context.scope).filter(programme__in=programmes)


def _read(rows: Iterable[StatusInterval]) -> Iterable[Standing]:
    """What the catalogue no longer knows is not shown: its intervals stay in the history of the database."""
    catalogue = load_catalogue()
    for row in rows:
        requirement = catalogue.get(row.requirement)
        if requirement is not None:
            yield Standing(requirement, row.verdict, row.since, row.until)


def _urgency(standing: Standing) -> tuple[int, str, str]:
    by = standing.verdict.lasts_until or standing.verdict.due_on
    return standing.status.urgency, by.isoformat() if by else "9999", standing.requirement.code
