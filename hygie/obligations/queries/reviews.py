"""What waits for the ARS's answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from hygie.core.actions import Context
from hygie.core.clock import PARIS, today
from hygie.core.paging import Page, paginate
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Reach, Scope, TenantQuerySet
from hygie.territory.group_rule import GroupRule
from hygie.territory.models import Organisation
from hygie.territory.queries.groups import narrowed

from ..catalogue_reader import load_catalogue
from ..enums import ProofState
from ..models import ProgrammeSummary, Proof
from ..requirements import Programme
from .visible import programmes_for

SIZE = 25
#: beyond, "more than 99" says enough
COUNTED = 100


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What narrows the queue. `everything`: also what no requirement makes wait, such as declared attestations."""

    programme: str = ""
    department: str = ""
    text: str = ""
    everything: bool = False
    group: GroupRule | None = None


EVERYTHING_THAT_WAITS = QueueFilter()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one proof stands in the queue: its number from 1 (0: it is not in it), of how many, and what follows."""

    number: int
    total: int
    next_uid: str


def waiting(context: Context, only: QueueFilter = EVERYTHING_THAT_WAITS) -> TenantQuerySet[Proof]:
    """Proofs that stand unanswered and have not lapsed, within the scope."""
    rows = _unanswered(context).filter(_wanted(context, only))
    if not only.everything:
        rows = rows.filter(source="")  # what an activity here produced waits for nobody's word
    rows = narrowed(context, rows, only.group)
    if only.department:
        rows = rows.filter(organisation__department=only.department)
    if only.text:
        rows = rows.filter(Q(organisation__name__icontains=only.text) | Q(title__icontains=only.text))
    return rows


def waiting_at_most(context: Context, limit: int, only: QueueFilter = EVERYTHING_THAT_WAITS) -> int:
    """How many wait, counted no further than `limit`: a menu needs no exact number of hundreds."""
    return len(waiting(context, only).order_by("deposited_at", "pk").values_list("pk", flat=True)[:limit])


def awaiting_in(context: Context, organisation: Organisation) -> tuple[int, date | None]:
    """How many proofs of one establishment are in the queue, up to 100, and since which day in Paris the oldest is."""
    rows = waiting(context).filter(organisation=organisation).order_by("deposited_at", "pk")
    moments = list(rows.values_list("deposited_at", flat=True)[:COUNTED])
    return len(moments), moments[0].astimezone(PARIS).date() if moments else None


def queue(context: Context, only: QueueFilter, cursor: str) -> Page[Proof]:
    """The oldest first: nobody is answered later than who came after."""
    rows = waiting(context, only).select_related("organisation", "deposited_by", "file")
    return paginate(rows, ["deposited_at", "pk"], cursor, SIZE)


def place_of(context: Context, proof: Proof, only: QueueFilter = EVERYTHING_THAT_WAITS) -> Place:
    """At most five short readings of one index; a proof already answered still knows which one comes next."""
    rows = waiting(context, only)
    before = Q(deposited_at__lt=proof.deposited_at) | Q(deposited_at=proof.deposited_at, pk__lt=proof.pk)
    waiting_before = rows.filter(before).order_by("deposited_at", "pk")
    after = rows.exclude(before).exclude(pk=proof.pk).order_by("deposited_at", "pk")
    following = after.values_list("uid", flat=True).first()
    if following is None:
        following = rows.exclude(pk=proof.pk).order_by("deposited_at", "pk").values_list("uid", flat=True).first()
    waits = rows.filter(pk=proof.pk).exists()
    number = waiting_before.values_list("pk", flat=True)[:COUNTED].count() + 1 if waits else 0
    return Place(number, waiting_at_most(context, COUNTED, only), str(following or ""))


def _unanswered(context: Context) -> TenantQuerySet[Proof]:
    lasting = Q(expires_on__isnull=True) | Q(expires_on__gte=today())
    return Proof.objects.within(context.scope).filter(lasting, state=ProofState.STANDING, decision="")


def _wanted(context: Context, only: QueueFilter) -> Q:
    """Of each programme, the kinds whose answer it asks for, where it binds the establishment or its GHT.

    A programme that has ended is judged as it stood on its last day: an answer would change nothing.
    """
    wanted, running = Q(), [programme for programme in programmes_for(context) if _runs(programme)]
    above = _bound_above(context, running)
    for programme in running:
        kinds = _kinds(programme, everything=only.everything)
        if kinds and only.programme in {"", programme.code}:
            wanted |= Q(_binds(programme, above.get(programme.code, ())), kind__in=kinds)
    return wanted or Q(pk__in=())


def _runs(programme: Programme) -> bool:
    return programme.ends_on is None or programme.ends_on >= today()


def _kinds(programme: Programme, *, everything: bool) -> set[str]:
    requirements = load_catalogue().of_programme(programme.code)
    return {kind for requirement in requirements if everything or requirement.review for kind in requirement.rule.kinds}


def _bound_above(context: Context, programmes: Collection[Programme]) -> Mapping[str, set[int]]:
    """Of each programme, whom it binds above those whose proofs wait, out of the reader's own sight. One query.

    A department's coordinator reaches the hospital and not its GHT: the database would hide the GHT's summary.
    """
    if not context.scope.holders:
        return {}  # a whole region, or the country, has its GHTs in sight
    holders = Reach.objects.filter(organisation_id__in=_unanswered(context).values("organisation_id"))
    bound: dict[str, set[int]] = {}
    with aside(Scope.system()):
        rows = ProgrammeSummary.objects.within(Scope.system()).filter(
            programme__in=[programme.code for programme in programmes],
            until__isnull=True,
            organisation_id__in=holders.values("holder_id"),
        )
        unseen = rows.exclude(organisation_id__in=Organisation.objects.within(context.scope).values("pk"))
        for programme, organisation in unseen.order_by("pk").values_list("programme", "organisation_id"):
            bound.setdefault(programme, set()).add(organisation)
    return bound


def _binds(programme: Programme, above: Collection[int]) -> Exists | Q:
    """Whether a programme binds the proof's organisation or one above it: a GHT is judged on its members' proofs.

    Asked proof by proof, so that the queue is read in its order and only as far as it is shown. Not scoped: it only
    narrows rows that are; `above`: those it binds that the database would not show this reader.
    """
    holders = Reach.objects.filter(organisation_id=OuterRef(OuterRef("organisation_id"))).values("holder_id")
    bound = ProgrammeSummary.objects.filter(programme=programme.code, until__isnull=True, organisation_id__in=holders)
    if not above:
        return Exists(bound)
    return Exists(bound) | Exists(
        Reach.objects.filter(organisation_id=OuterRef("organisation_id"), holder_id__in=above)
    )
