"""Keeps the stored statuses true: gather, judge purely, write what differs. The only owner of their tables.

An action judges its own organisation inside its own transaction, which holds the organisation's `Assessment`: two
writers of one organisation queue. A job judges many at once outside any transaction, and writes only what nobody has
judged since (`Assessment.turn`). Both ways end in the same rows, and doing either again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from hygie.core import statistics
from hygie.core.actions import Recording
from hygie.core.clock import now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.enums import MembershipKind
from hygie.territory.models import Membership, Organisation
from hygie.territory.queries import running

from ..catalogue_reader import load_catalogue
from ..models import Assessment
from ..queries.dossiers import Case, cases_of, in_pieces
from ..requirements import Requirement
from ..rules import judge_all
from ..rules.calendar import soonest
from .intervals import Judgement, write

SYSTEM = Scope.system()
AT_ONCE = 100
"""Organisations judged together: a short transaction, and what is read fits in a few megabytes."""
MANY = 1000
"""Statuses changed at once that make another table of it."""
ROUNDS = 3
"""How often a judgement overtaken by another is made again before it is made under the lock."""
Touched = Collection[Requirement] | None
"""The requirements to judge again; None: all of them."""

_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, actions neither judge nor queue: whoever writes many proofs judges once, with `reassess`."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


# One organisation, inside an action ---------------------------------------------------------------------------------


def hold(organisation: Organisation) -> Assessment:
    """Lock the organisation's assessment until the end of the transaction: its writers queue here, first of all."""
    return _held([organisation.pk])[organisation.pk]


def follow_proof(record: Recording, organisation: Organisation, held: Assessment, kind: str) -> None:
    """Judge again what a proof of this kind can change: the organisation's now, its GHT's or members' by a job."""
    catalogue = load_catalogue()
    touched = catalogue.touched_by(kind)
    if _postponed.get() or not touched:
        return
    case = _judge_held(organisation, held, touched)
    travels = any(requirement.group_proof_counts or requirement.rule.share is not None for requirement in touched)
    if case is not None and travels and (case.dossier.facts.ghts or case.dossier.members):
        once = f"obligations.around:{organisation.pk}:{kind}"
        record.after_commit("obligations.around", once=once, organisation=organisation.pk, kind=kind)


def follow_waiver(organisation: Organisation, held: Assessment, requirement: str) -> None:
    """A waiver speaks for its organisation alone."""
    wanted = load_catalogue().get(requirement)
    if wanted is not None and not _postponed.get():
        _judge_held(organisation, held, (wanted,))


def _judge_held(organisation: Organisation, held: Assessment, touched: Collection[Requirement]) -> Case | None:
    with aside(SYSTEM):
        mine = {organisation.pk: held}
        judgements = _judge(mine, touched, mine)
        _write(judgements, mine)
    return next((judgement.case for judgement in judgements), None)


# Many organisations, in a job ---------------------------------------------------------------------------------------


def reassess(
    organisations: Iterable[int],
    requirements: Collection[str] | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Judge organisations again, all requirements or these. Returns how many intervals opened or closed.

    Each piece is one short transaction: a worker killed between two leaves the rest to the next run.
    """
    touched = None
    if requirements is not None:
        touched = tuple(each for each in load_catalogue() if each.code in requirements)
    ids, changed = sorted(_to_judge(set(organisations))), 0
    for start in range(0, len(ids), AT_ONCE):
        changed += _reassess_piece(ids[start : start + AT_ONCE], touched)
        tell(min(start + AT_ONCE, len(ids)), len(ids))
    if changed >= MANY:
        statistics.refresh()
    return changed


def recompute_all(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Judge everything again. Returns how many intervals changed: none, unless something escaped the actions."""
    return reassess(_everyone(), tell=tell)


def reassess_due(tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """What the calendar moves today, what was judged with another catalogue, and what was never judged."""
    return reassess(_due(), tell=tell)


def catalogue_changed() -> bool:
    """Whether an organisation was judged with another catalogue than this version's."""
    with aside(SYSTEM):
        return Assessment.objects.within(SYSTEM).exclude(catalogue=load_catalogue().digest).exists()


def around(organisation: int, kind: str) -> set[int]:
    """Whom a proof of one organisation can concern besides itself: its GHTs, its members, and the GHTs of these."""
    with aside(SYSTEM):
        case = cases_of([organisation], today(), kinds=()).get(organisation)
        if case is None:
            return set()
        found = set(case.dossier.facts.ghts)
        for member in case.dossier.members:
            found |= {member.organisation, *member.dossier.facts.ghts}
    return found - {organisation}


def concerned_by(organisations: Collection[int]) -> set[int]:
    """Those whose statuses may follow from what is true of these: themselves, a site's entity, their GHTs."""
    found = set(organisations)
    with aside(SYSTEM):
        for chosen in in_pieces(set(organisations)):
            sites = Organisation.objects.within(SYSTEM).filter(pk__in=chosen, entity__isnull=False).order_by("pk")
            found.update(sites.values_list("entity_id", flat=True))
        for chosen in in_pieces(set(found)):
            members = Membership.objects.within(SYSTEM).filter(running(today()), organisation_id__in=chosen)
            found.update(members.filter(kind=MembershipKind.GHT).order_by("pk").values_list("group_id", flat=True))
    return found


def _reassess_piece(ids: Collection[int], touched: Touched) -> int:
    changed, waiting = 0, set(ids)
    for _ in range(ROUNDS):
        with aside(SYSTEM):
            before = _as_assessed(waiting)
            judgements = _judge(waiting, touched, before)
        with aside(SYSTEM), transaction.atomic():
            held = _held(waiting)
            overtaken = {pk for pk in held if held[pk].turn != (before[pk].turn if pk in before else 0)}
            changed += _write([each for each in judgements if each.organisation not in overtaken], held)
        waiting = overtaken
        if not waiting:
            return changed
    with aside(SYSTEM), transaction.atomic():
        held = _held(waiting)
        return changed + _write(_judge(waiting, touched, held), held)


def _judge(ids: Collection[int], touched: Touched, assessed: Mapping[int, Assessment]) -> list[Judgement]:
    """Judge these requirements, or all of them where the organisation was never judged with this catalogue."""
    catalogue, day = load_catalogue(), today()
    known = {pk for pk in ids if pk in assessed and assessed[pk].catalogue == catalogue.digest}
    partly = known if touched is not None else set[int]()
    judgements = []
    if touched and partly:
        kinds = frozenset(kind for requirement in touched for kind in requirement.rule.kinds)
        for pk, case in cases_of(partly, day, kinds).items():
            judgements.append(Judgement(pk, case, tuple(judge_all(touched, case.dossier, day)), whole=False))
    for pk, case in cases_of(set(ids) - partly, day).items():
        judgements.append(Judgement(pk, case, tuple(judge_all(catalogue, case.dossier, day)), whole=True))
    return judgements


def _write(judgements: Collection[Judgement], held: Mapping[int, Assessment]) -> int:
    """Write what differs, and count the turn of every organisation that was judged."""
    changed, moved = write(judgements, now()), []
    for judgement in judgements:
        assessment = held[judgement.organisation]
        changes_on = soonest(*(verdict.changes_on for verdict in judgement.verdicts))
        if not judgement.whole:
            # Sooner than needed at worst: the other requirements were not looked at.
            changes_on = soonest(assessment.changes_on, changes_on)
        if (assessment.changes_on, assessment.region_id) != (changes_on, judgement.region):
            assessment.changes_on, assessment.region_id = changes_on, judgement.region
            moved.append(assessment)
    _count_the_turn(held, [judgement.organisation for judgement in judgements], moved)
    return changed


def _count_the_turn(held: Mapping[int, Assessment], judged: list[int], moved: list[Assessment]) -> None:
    """One update for all, since few of them move: to write each by itself costs more than to judge it."""
    values: dict[str, Any] = {"turn": F("turn") + 1, "catalogue": load_catalogue().digest, "assessed_at": now()}
    if len(judged) == 1:
        values |= {"changes_on": held[judged[0]].changes_on, "region": held[judged[0]].region_id}
    else:
        Assessment.objects.within(SYSTEM).bulk_update(moved, ["changes_on", "region"])
    Assessment.objects.within(SYSTEM).filter(organisation_id__in=judged).update(**values)


def _as_assessed(ids: Collection[int]) -> dict[int, Assessment]:
    rows = Assessment.objects.within(SYSTEM).filter(organisation_id__in=ids).order_by("organisation_id")
    return {row.organisation_id: row for row in rows}


def _held(ids: Collection[int]) -> dict[int, Assessment]:
    """The assessments, locked in the order of their organisations, so that no two writers wait for each other."""
    locked = Assessment.objects.within(SYSTEM).filter(organisation_id__in=ids).order_by("organisation_id")
    held = {row.organisation_id: row for row in locked.select_for_update()}
    if missing := set(ids) - held.keys():
        known = Organisation.objects.within(SYSTEM).filter(pk__in=missing, region__isnull=False)
        rows = known.order_by("pk").values_list("pk", "region_id")
        fresh = [Assessment(organisation_id=pk, region_id=region) for pk, region in rows]
        Assessment.objects.bulk_create(fresh, ignore_conflicts=True)
        held = {row.organisation_id: row for row in locked.select_for_update()}
    return held


def _to_judge(ids: Collection[int]) -> set[int]:
    """Those that the catalogue can bind, and those it could bind once."""
    found: set[int] = set()
    if not ids:
        return found
    with aside(SYSTEM):
        for chosen in in_pieces(ids):
            judged = Assessment.objects.within(SYSTEM).filter(organisation_id__in=chosen).order_by("organisation_id")
            found.update(_bindable().filter(pk__in=chosen).values_list("pk", flat=True))
            found.update(judged.values_list("organisation_id", flat=True))
    return found


def _everyone() -> set[int]:
    """Whoever was ever judged, and whoever the catalogue can bind."""
    with aside(SYSTEM):
        judged = Assessment.objects.within(SYSTEM).order_by("organisation_id").values_list("organisation_id", flat=True)
        return {*judged, *_bindable().values_list("pk", flat=True)}


def _due() -> set[int]:
    digest = load_catalogue().digest
    with aside(SYSTEM):
        assessed = Assessment.objects.within(SYSTEM)
        due = assessed.filter(Q(changes_on__lte=today()) | ~Q(catalogue=digest)).order_by("organisation_id")
        never = _bindable().exclude(pk__in=assessed.values("organisation_id"))
        return {*due.values_list("organisation_id", flat=True), *never.values_list("pk", flat=True)}


def _bindable() -> QuerySet[Organisation]:
    """Organisations of the kinds that some requirement binds: a department's office owes nothing."""
    kinds = {kind for requirement in load_catalogue() for kind in requirement.binds.kinds}
    return Organisation.objects.within(SYSTEM).filter(kind__in=kinds, region__isnull=False).order_by("pk")
