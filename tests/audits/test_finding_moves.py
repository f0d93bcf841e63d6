"""States × moves × roles: what each may do of a finding, one or many at once."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from hygie.audits.access import finding_or_404
from hygie.audits.actions import acceptances, finding_moves, findings
from hygie.audits.actions.finding_moves import Terms
from hygie.audits.enums import Decision, FindingSeverity, FindingState
from hygie.audits.finding_tasks import reopen_all_expired
from hygie.audits.models import FindingSummary
from hygie.audits.rules.acceptance import latest_end, needs_signature
from hygie.audits.workflow import FINDING_MOVES
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused, Stale
from hygie.core.clock import frozen, now, today
from tests.factories.accounts import PersonFactory
from tests.factories.audits import AuditFactory, FindingFactory
from tests.obligations.page_world import seat

from .finding_world import SYSTEM, all_of, events_of, fresh, go, proposals, seen, told

PLAIN = [move for move in FINDING_MOVES if move.code not in {"accept", "set_aside"}]
IN_A_MONTH = timedelta(days=30)


def terms(**more):
    return Terms(**{"until": today() + IN_A_MONTH, "reason": "The scanner is isolated.", "risk_owner": "CIO"} | more)


def finding(world, state=FindingState.NEW, **more):
    opens = state not in (FindingState.CLOSED, FindingState.ACCEPTED, FindingState.FALSE_POSITIVE)
    return FindingFactory(organisation=world.hospital, state=state, is_open=opens, **more)


def contributor(world):
    person = PersonFactory()
    seat(Role.CONTRIBUTOR, world.hospital, person)
    return person


@pytest.mark.parametrize("state", list(FindingState))
@pytest.mark.parametrize("move", PLAIN, ids=lambda move: move.code)
def test_a_finding_goes_only_where_the_table_says(world, state, move):
    one = finding(world, state)
    if state in move.before:
        assert go(world.ciso_context, one, move.code).state == move.after
    elif state == move.after:
        go(world.ciso_context, one, move.code)
        assert events_of(one) == []
    else:
        with pytest.raises(Refused):
            go(world.ciso_context, one, move.code)
        assert fresh(one).state == state


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CISO])
def test_an_establishments_director_and_ciso_may_every_move(world, role):
    one = finding(world)
    codes = [move.code for move in seen(world.context(role), one).moves(world.context(role))]
    assert codes == ["confirm", "take_up", "say_fixed", "accept", "set_aside"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT])
def test_the_region_sees_no_finding(world, role):
    with pytest.raises(Http404):
        finding_or_404(world.context(role, world.region), finding(world).uid)


def test_a_neighbours_ciso_sees_no_finding(world):
    with pytest.raises(Http404):
        finding_or_404(world.context(Role.CISO, world.neighbour), finding(world).uid)


def test_a_contributor_takes_up_and_says_fixed_what_is_theirs_and_nothing_else(world):
    person = contributor(world)
    context = world.context(Role.CONTRIBUTOR, person=person)
    mine, other = finding(world, assignee=person), finding(world)
    with pytest.raises(Http404):
        finding_or_404(context, other.uid)
    assert [move.code for move in seen(context, mine).moves(context)] == ["take_up", "say_fixed"]
    assert go(context, mine, "take_up").state == FindingState.IN_PROGRESS
    assert go(context, mine, "say_fixed").state == FindingState.TO_VERIFY
    for act in (
        lambda: finding_moves.move(context, seen(context, mine), "verify", fresh(mine).version),
        lambda: finding_moves.accept(context, seen(context, mine), terms(), fresh(mine).version),
        lambda: finding_moves.set_aside(context, seen(context, mine), terms(), fresh(mine).version),
        lambda: finding_moves.move_many(context, world.hospital, all_of(world.hospital), "verify"),
        lambda: findings.assign(context, world.hospital, all_of(world.hospital), person),
        lambda: findings.change_due(context, world.hospital, all_of(world.hospital), today(), "Later"),
    ):
        with pytest.raises(Denied):
            act()
    assert fresh(mine).state == FindingState.TO_VERIFY


def test_what_was_taken_back_from_a_contributor_is_theirs_no_more(world):
    person = contributor(world)
    context = world.context(Role.CONTRIBUTOR, person=person)
    mine = finding(world, assignee=person)
    door = seen(context, mine)
    findings.assign(world.ciso_context, world.hospital, all_of(world.hospital), None)
    with pytest.raises(Denied):
        finding_moves.move(context, door, "say_fixed", fresh(mine).version)


def test_an_auditor_reads_the_findings_of_an_audit_opened_to_them_until_it_closes(world):
    from hygie.audits.models import AuditorAccess

    person = PersonFactory()
    seat(Role.AUDITOR, world.hospital, person)
    audit = AuditFactory(organisation=world.hospital)
    place = {"organisation": world.hospital, "region_id": world.hospital.region_pk}
    AuditorAccess.objects.create(**place, audit=audit, person=person, given_at=now())
    context = world.context(Role.AUDITOR, person=person)
    one, other = finding(world, audit=audit), finding(world)
    assert seen(context, one).moves(context) == []
    with pytest.raises(Denied):
        finding_moves.move(context, seen(context, one), "confirm", one.version)
    with pytest.raises(Http404):
        finding_or_404(context, other.uid)
    audit.state = "closed"
    audit.save(update_fields=["state"])
    with pytest.raises(Http404):
        finding_or_404(context, one.uid)


def test_a_move_made_on_an_old_reading_is_refused(world):
    one = finding(world)
    old = seen(world.ciso_context, one)
    go(world.ciso_context, one, "confirm")
    with pytest.raises(Stale):
        finding_moves.move(world.ciso_context, old, "say_fixed", one.version)


def test_pressing_twice_changes_once(world):
    one = finding(world)
    go(world.ciso_context, one, "confirm")
    go(world.ciso_context, one, "confirm")
    assert len(events_of(one)) == len(told("finding.moved")) == 1


def test_a_finding_verified_by_hand_is_closed_and_opens_anew_when_reopened(world):
    one = finding(world, FindingState.TO_VERIFY)
    closed = go(world.ciso_context, one, "verify")
    assert (closed.is_open, closed.closed_because, closed.closed_at) == (False, "verified", now())
    with frozen(now() + IN_A_MONTH):
        again = go(world.ciso_context, one, "reopen")
        assert (again.is_open, again.times_reopened, again.opened_at, again.closed_at) == (True, 1, now(), None)
        assert again.closed_because == ""


def test_many_findings_move_in_one_act_with_one_audit_event_and_one_event_each(world):
    ready = [finding(world) for _ in range(3)]
    done = finding(world, FindingState.CLOSED)
    foreign = FindingFactory(organisation=world.neighbour)
    chosen = all_of(world.hospital) | all_of(world.neighbour)
    moved = finding_moves.move_many(world.ciso_context, world.hospital, chosen, "say_fixed")
    assert (moved.moved, moved.left) == (3, 1)
    assert [fresh(one).state for one in ready] == [FindingState.TO_VERIFY] * 3
    assert fresh(done).state == FindingState.CLOSED
    assert fresh(foreign).state == FindingState.NEW
    assert [len(events_of(one)) for one in ready] == [1, 1, 1]
    (event,) = told("finding.moved")
    assert event.details == {"count": 3, "move": "say_fixed"}
    assert FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital).to_verify == 3


def test_more_findings_than_a_query_holds_variables_move_together(world, monkeypatch):
    monkeypatch.setattr("hygie.audits.actions.writing.AT_ONCE", 2)
    for _ in range(5):
        finding(world)
    assert finding_moves.move_many(world.ciso_context, world.hospital, all_of(world.hospital), "confirm").moved == 5
    assert all(len(events_of(one)) == 1 for one in all_of(world.hospital).order_by("pk"))


def test_a_ciso_accepts_a_high_risk_until_a_day_with_its_owner(world):
    one = finding(world, severity=FindingSeverity.HIGH)
    waits = finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(), one.version)
    rests = fresh(one)
    assert not waits
    assert (rests.state, rests.is_open, rests.until) == (FindingState.ACCEPTED, False, today() + IN_A_MONTH)
    assert (rests.reason, rests.risk_owner, rests.signed_by) == ("The scanner is isolated.", "CIO", None)
    assert told("finding.accepted")[0].details == {"count": 1}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": date(2026, 10, 5)}, "until"),
        ({"until": date(2027, 10, 6)}, "until"),
        ({"reason": " "}, "reason"),
        ({"risk_owner": ""}, "risk_owner"),
    ],
)
def test_an_acceptance_needs_an_owner_a_reason_and_an_end_within_twelve_months(world, wrong, field):
    one = finding(world)
    with pytest.raises(Refused) as refused:
        finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(**wrong), one.version)
    assert list(refused.value.problems) == [field]
    assert fresh(one).is_open


def test_the_last_day_of_a_leap_year_has_an_end():
    assert latest_end(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(("severity", "decision", "signed"), [(4, 0, True), (1, 3, True), (3, 2, False), (0, 0, False)])
def test_what_is_critical_or_to_act_upon_is_signed(severity, decision, signed):
    assert needs_signature(severity, decision) is signed


@pytest.mark.parametrize("more", [{"severity": FindingSeverity.CRITICAL}, {"decision": Decision.ACT}])
def test_a_critical_risk_stays_open_until_the_director_signs(world, more):
    one = finding(world, **more)
    assert finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(), one.version)
    assert fresh(one).is_open
    assert told("finding.accepted") == []
    signed = acceptances.sign_acceptances(world.director_context, world.hospital, proposals(), world.director)
    assert signed.moved == 1
    rests = fresh(one)
    assert (rests.state, rests.signed_by, rests.risk_owner) == (FindingState.ACCEPTED, world.director, "CIO")
    assert len(proposals("signed")) == 1


def test_a_ciso_signs_nothing(world):
    one = finding(world, severity=FindingSeverity.CRITICAL)
    finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(), one.version)
    with pytest.raises(Denied):
        acceptances.sign_acceptances(world.ciso_context, world.hospital, proposals(), world.director)
    with pytest.raises(Denied):
        finding_moves.accept(
            world.ciso_context, seen(world.ciso_context, one), terms(), fresh(one).version, world.director
        )
    assert fresh(one).is_open


def test_a_director_signs_a_critical_risk_at_once(world):
    one = finding(world, severity=FindingSeverity.CRITICAL)
    door = seen(world.director_context, one)
    assert not finding_moves.accept(world.director_context, door, terms(), one.version, world.director)
    assert fresh(one).signed_by == world.director


def test_a_refused_risk_stays_open_and_says_why(world):
    one = finding(world, severity=FindingSeverity.CRITICAL)
    finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(), one.version)
    with pytest.raises(Refused):
        acceptances.refuse_acceptances(world.director_context, world.hospital, proposals(), " ")
    acceptances.refuse_acceptances(world.director_context, world.hospital, proposals(), "Buy the new scanner.")
    assert fresh(one).is_open
    assert proposals("refused")[0].answer == "Buy the new scanner."


def test_a_proposal_for_a_finding_that_closed_meanwhile_is_not_signed(world):
    one = finding(world, FindingState.TO_VERIFY, severity=FindingSeverity.CRITICAL)
    finding_moves.accept(world.ciso_context, seen(world.ciso_context, one), terms(), one.version)
    waiting = proposals()
    go(world.ciso_context, one, "verify")
    assert len(proposals("withdrawn")) == 1
    assert acceptances.sign_acceptances(world.director_context, world.hospital, waiting, world.director).moved == 0
    assert fresh(one).state == FindingState.CLOSED


def test_a_second_proposal_replaces_the_first(world):
    one = finding(world, severity=FindingSeverity.CRITICAL)
    for owner in ("CIO", "Head of imaging"):
        door = seen(world.ciso_context, one)
        finding_moves.accept(world.ciso_context, door, terms(risk_owner=owner), fresh(one).version)
    assert [one.risk_owner for one in proposals()] == ["Head of imaging"]


def test_many_risks_are_accepted_or_submitted_each_as_its_severity_asks(world):
    high = finding(world, severity=FindingSeverity.HIGH)
    critical = finding(world, severity=FindingSeverity.CRITICAL)
    closed = finding(world, FindingState.CLOSED)
    done = finding_moves.accept_many(world.ciso_context, world.hospital, all_of(world.hospital), terms())
    assert (done.moved, done.to_sign, done.left) == (1, 1, 1)
    assert [fresh(one).state for one in (high, critical, closed)] == ["accepted", "new", "closed"]


def test_false_positives_rest_and_say_why(world):
    ready, closed = finding(world, severity=FindingSeverity.CRITICAL), finding(world, FindingState.CLOSED)
    done = finding_moves.set_aside_many(world.ciso_context, world.hospital, all_of(world.hospital), terms())
    assert (done.moved, done.left) == (1, 1)
    assert fresh(ready).state == FindingState.FALSE_POSITIVE
    assert events_of(ready)[0].note == "The scanner is isolated."
    assert fresh(closed).state == FindingState.CLOSED


def test_what_rests_opens_again_on_its_day_and_not_before(world):
    accepted, aside, longer = (finding(world) for _ in range(3))
    for one, end in ((accepted, 10), (aside, 10), (longer, 20)):
        act = finding_moves.set_aside if one is aside else finding_moves.accept
        act(world.ciso_context, seen(world.ciso_context, one), terms(until=today() + timedelta(days=end)), one.version)
    with frozen(now() + timedelta(days=9)):
        assert reopen_all_expired(Quiet()) == 0
    with frozen(now() + timedelta(days=10)):
        assert reopen_all_expired(Quiet()) == 2
        assert reopen_all_expired(Quiet()) == 0
    assert [fresh(one).state for one in (accepted, aside, longer)] == ["reopened", "reopened", "accepted"]
    again = fresh(accepted)
    assert (again.is_open, again.until, again.reason, again.risk_owner) == (True, None, "", "")
    assert events_of(accepted)[-1].before["until"] == "2026-10-15"
    assert told("finding.expired")[0].details == {"count": 2, "reason": "acceptance over"}
    assert FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital).resting == 1


class Quiet:
    """A job's progress that nobody watches."""

    def update(self, done, total=0, note=""):
        pass


def test_a_deadline_by_hand_goes_no_further_than_an_acceptance(world):
    one = FindingFactory(organisation=world.hospital)
    chosen = all_of(world.hospital).filter(pk=one.pk)
    with pytest.raises(Refused) as refused:
        findings.change_due(
            world.ciso_context, world.hospital, chosen, latest_end(today()) + timedelta(days=1), "Later"
        )
    assert "due_on" in refused.value.problems
    findings.change_due(world.ciso_context, world.hospital, chosen, latest_end(today()), "The supplier comes then.")
    assert fresh(one).due_on == latest_end(today())
