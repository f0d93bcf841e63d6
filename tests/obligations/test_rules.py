"""The rules by example: one test, one rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Assurance, Decision, Nature, ProofState, Status
from hygie.obligations.requirements import Binding, Condition, FactValue, Family, Spacing, Test
from hygie.obligations.rules import (
    Member,
    NextWhy,
    OrganisationFacts,
    WaiverFact,
    Why,
    explanation_to_json,
    judge_all,
    next_things,
    status_of,
    stored_verdict,
)

from .rule_builders import HOSPITAL, TEXT, TODAY, clause, dossier, proof, requirement, review, verified

GHT = OrganisationFacts(50, "ght")
EXERCISE = {"participants": ["direction", "it", "care", "communication"], "review_written": True}
WHOLE_EXERCISE = {**EXERCISE, "review_in_quality_plan": True}
YEARLY = requirement(clause(months=12))


def codes(verdict):
    return [reason.code for reason in verdict.explanation]


def reason(verdict, code):
    return next(each.values for each in verdict.explanation if each.code is code)


# What counts, and until when


def test_nothing_shown_and_no_due_date_is_missing():
    verdict = status_of(requirement(), dossier(), TODAY)
    assert (verdict.status, codes(verdict), verdict.changes_on) == (Status.MISSING, [Why.NOTHING], None)


def test_a_declared_proof_meets_a_requirement_that_demands_no_review_and_is_shown_as_declared():
    verdict = status_of(requirement(), dossier(proof()), TODAY)
    assert (verdict.status, verdict.proofs, verdict.assurance) == (Status.MET, (1,), Assurance.DECLARED)


def test_a_proof_that_expires_tomorrow_is_still_met_today_and_says_so():
    verdict = status_of(requirement(), dossier(proof(expires_on=TODAY + timedelta(days=1))), TODAY)
    assert verdict.status is Status.EXPIRES_SOON
    assert reason(verdict, Why.LASTS)["until"] == "2026-03-03"


def test_a_proof_counts_on_its_last_day_and_not_on_the_next():
    held = dossier(proof(expires_on=TODAY))
    assert status_of(requirement(), held, TODAY).changes_on == TODAY + timedelta(days=1)
    assert status_of(requirement(), held, TODAY + timedelta(days=1)).status is Status.OVERDUE


def test_a_yearly_proof_counts_until_the_same_date_of_the_next_year():
    held = dossier(proof(happened_on=date(2025, 3, 2)))
    assert status_of(YEARLY, held, date(2026, 3, 2)).status is Status.EXPIRES_SOON
    lapsed = status_of(YEARLY, held, date(2026, 3, 3))
    assert (lapsed.status, codes(lapsed)) == (Status.OVERDUE, [Why.LAPSED])


def test_what_happened_on_29_february_lapses_after_28_february():
    verdict = status_of(YEARLY, dossier(proof(happened_on=date(2024, 2, 29))), date(2025, 2, 1))
    assert verdict.lasts_until == date(2025, 2, 28)


def test_it_expires_soon_from_the_first_day_of_the_horizon():
    held, warned = dossier(proof(expires_on=date(2026, 12, 31))), requirement(warn_days=30)
    before = status_of(warned, held, date(2026, 11, 30))
    assert (before.status, before.changes_on) == (Status.MET, date(2026, 12, 1))
    assert status_of(warned, held, date(2026, 12, 1)).status is Status.EXPIRES_SOON


def test_the_longest_lasting_proof_decides_until_when_it_is_met():
    held = dossier(proof(1, date(2025, 6, 1)), proof(2, date(2026, 1, 10)))
    verdict = status_of(YEARLY, held, TODAY)
    assert (verdict.proofs, verdict.lasts_until) == ((2,), date(2027, 1, 10))


def test_a_proof_of_tomorrow_does_not_count_yet_and_the_verdict_says_when_it_will():
    verdict = status_of(requirement(), dossier(proof(happened_on=TODAY + timedelta(days=9))), TODAY)
    assert (verdict.status, verdict.changes_on) == (Status.MISSING, TODAY + timedelta(days=9))


def test_a_proof_older_than_the_date_asked_does_not_count_and_is_named():
    verdict = status_of(requirement(clause(since=date(2026, 2, 1))), dossier(proof()), TODAY)
    assert (verdict.status, codes(verdict)) == (Status.MISSING, [Why.TOO_OLD])


@pytest.mark.parametrize("state", [ProofState.WITHDRAWN, ProofState.SUPERSEDED])
def test_withdrawn_and_superseded_proofs_never_count(state):
    assert status_of(requirement(), dossier(proof(state=state)), TODAY).status is Status.MISSING


def test_the_assurance_is_that_of_the_least_sure_proof():
    asked = requirement(clause("security_policy"), clause("risk_analysis"))
    held = dossier(verified(1, TODAY), proof(2, TODAY, kind="risk_analysis", assurance=Assurance.PRODUCED))
    assert status_of(asked, held, TODAY).assurance is Assurance.PRODUCED


# Conditions


def test_an_exercise_without_the_care_team_does_not_meet_the_yearly_exercise():
    measures = {**WHOLE_EXERCISE, "participants": ["direction", "it", "communication"]}
    held = dossier(proof(kind="crisis_exercise", measures=measures))
    verdict = status_of(load_catalogue()["dns-2025-12-1"], held, TODAY)
    assert verdict.status is Status.MISSING
    assert reason(verdict, Why.CONDITION)["measure"] == "participants"


def test_an_exercise_with_everyone_and_its_review_in_the_quality_plan_meets_both_instructions():
    held = dossier(proof(kind="crisis_exercise", measures=WHOLE_EXERCISE))
    catalogue = load_catalogue()
    for code in ("dns-2025-12-1", "fssi-2023-15-exercise"):
        assert status_of(catalogue[code], held, TODAY).status is Status.MET


def test_the_first_condition_that_fails_is_named_with_what_was_found():
    level = Condition("level", Test.AT_LEAST, 3)
    held = dossier(proof(kind="directory_audit", measures={"level": 2}))
    said = reason(status_of(requirement(clause("directory_audit", conditions=(level,))), held, TODAY), Why.CONDITION)
    assert (said["measure"], said["expected"], said["found"]) == ("level", 3, 2)


def test_an_older_proof_that_fulfils_the_conditions_still_counts_beside_a_newer_one_that_does_not():
    approved = requirement(clause(conditions=(Condition("approved", Test.IS, expected=True),)))
    old, new = proof(1, measures={"approved": True}), proof(2, TODAY, measures={"approved": False})
    assert status_of(approved, dossier(old, new), TODAY).proofs == (1,)


def test_of_what_measures_a_state_only_the_newest_speaks():
    level = Condition("level", Test.AT_LEAST, 3)
    asked = requirement(clause("directory_audit", conditions=(level,), latest=True))
    good = proof(1, date(2026, 1, 1), kind="directory_audit", measures={"level": 4})
    bad = proof(2, date(2026, 2, 1), kind="directory_audit", measures={"level": 1})
    assert status_of(asked, dossier(good, bad), TODAY).status is Status.MISSING


@pytest.mark.parametrize(("dedicated", "level", "status"), [
    (True, 2, Status.MISSING),
    (True, None, Status.MISSING),
    (True, 3, Status.MET),
    (False, None, Status.MET),
])  # fmt: skip
def test_the_level_of_the_backup_directory_matters_only_where_it_is_dedicated(dedicated, level, status):
    measures = {"separate": True, "fine_roles": True, "second_factor": True, "dedicated_directory": dedicated}
    measures |= {"directory_level": level} if level else {}
    asked = replace(load_catalogue()["care-d2-o3a"], binds=Binding(frozenset({"entity"})))
    assert (
        status_of(asked, dossier(verified(1, TODAY, kind="backup_authentication", measures=measures)), TODAY).status
        is status
    )


def test_central_alerts_are_asked_of_a_ght_only():
    asked = replace(load_catalogue()["care-d2-o3d"], binds=Binding(frozenset({"entity", "ght"})))
    shown = verified(1, TODAY, kind="backup_monitoring", measures={"central_alerts": False})
    assert status_of(asked, dossier(shown), TODAY).status is Status.MET
    assert status_of(asked, dossier(shown, facts=GHT), TODAY).status is Status.MISSING


@pytest.mark.parametrize(
    ("apart", "status"), [(44, Status.MISSING), (45, Status.MET), (60, Status.MET), (61, Status.MISSING)]
)
def test_a_pair_of_exposure_audits_is_45_to_60_days_apart(apart, status):
    pair = requirement(clause("exposure_audit", spacing=Spacing(45, 60)))
    audits = [
        proof(number, TODAY - timedelta(days=days), kind="exposure_audit") for number, days in ((1, apart), (2, 0))
    ]
    verdict = status_of(pair, dossier(*audits), TODAY)
    assert verdict.status is status
    assert verdict.proofs == ((1, 2) if status is Status.MET else ())


def test_two_restore_tests_where_two_are_asked():
    twice = requirement(clause("restore_test", number=2))
    one, two = proof(1, kind="restore_test"), proof(2, kind="restore_test")
    assert reason(status_of(twice, dossier(one), TODAY), Why.TOO_FEW)["have"] == 1
    assert status_of(twice, dossier(one, two), TODAY).proofs == (1, 2)


def test_a_requirement_of_several_clauses_says_how_many_are_met_and_what_the_others_lack():
    asked = requirement(clause("security_policy"), clause("risk_analysis"), clause("restore_test"))
    verdict = status_of(asked, dossier(proof()), TODAY)
    assert codes(verdict) == [Why.PROGRESS, Why.NOTHING, Why.NOTHING]
    assert verdict.explanation[0].values == {"met": 1, "of": 3}


# Reviews


def test_a_declared_proof_waits_for_the_review_that_the_requirement_demands():
    verdict = status_of(requirement(review=True), dossier(proof()), TODAY)
    assert (verdict.status, codes(verdict)) == (Status.IN_REVIEW, [Why.WAITING])


def test_waiting_for_the_ars_is_not_being_late():
    verdict = status_of(requirement(review=True, due_on=date(2026, 1, 1)), dossier(proof()), TODAY)
    assert verdict.status is Status.IN_REVIEW


def test_an_accepted_proof_is_met_and_verified():
    verdict = status_of(requirement(review=True), dossier(proof(), reviews=[review(1, Decision.ACCEPTED)]), TODAY)
    assert (verdict.status, verdict.assurance) == (Status.MET, Assurance.VERIFIED)


def test_a_refused_proof_is_refused_even_where_no_review_is_demanded():
    verdict = status_of(requirement(), dossier(proof(), reviews=[review(1, Decision.REFUSED)]), TODAY)
    assert (verdict.status, codes(verdict)) == (Status.REFUSED, [Why.REFUSED])


def test_an_accepted_valid_proof_wins_over_a_later_refused_one():
    held = dossier(proof(1), proof(2, TODAY), reviews=[review(1, Decision.ACCEPTED, 1), review(2, Decision.REFUSED, 2)])
    assert status_of(requirement(review=True), held, TODAY).proofs == (1,)


def test_the_last_review_of_a_proof_stands():
    reviews = [review(1, Decision.ACCEPTED, 2), review(1, Decision.REFUSED, 1)]
    assert status_of(requirement(), dossier(proof(), reviews=reviews), TODAY).status is Status.MET


def test_a_question_of_the_ars_is_in_review_and_waits_for_the_establishment():
    verdict = status_of(requirement(review=True), dossier(proof(), reviews=[review(1, Decision.ASKED)]), TODAY)
    assert (verdict.status, verdict.asked) == (Status.IN_REVIEW, True)


def test_a_refused_proof_out_of_its_time_no_longer_says_refused():
    held = dossier(proof(happened_on=date(2024, 1, 1)), reviews=[review(1, Decision.REFUSED)])
    assert status_of(YEARLY, held, TODAY).status is Status.MISSING


# Due dates, waivers, closed programmes


def test_nothing_shown_after_the_due_date_is_overdue():
    dated = requirement(due_on=TODAY)
    on_the_day = status_of(dated, dossier(), TODAY)
    assert (on_the_day.status, on_the_day.changes_on) == (Status.MISSING, TODAY + timedelta(days=1))
    assert status_of(dated, dossier(), TODAY + timedelta(days=1)).status is Status.OVERDUE


def test_a_waiver_wins_on_both_its_days_and_ends_after_the_last():
    waiver = WaiverFact(7, "test-1", TODAY, TODAY + timedelta(days=10))
    held = dossier(waivers=[waiver])
    verdict = status_of(requirement(), held, TODAY)
    assert (verdict.status, verdict.waiver, verdict.changes_on) == (Status.WAIVED, 7, TODAY + timedelta(days=11))
    assert status_of(requirement(), held, TODAY - timedelta(days=1)).changes_on == TODAY
    assert status_of(requirement(), held, TODAY + timedelta(days=11)).status is Status.MISSING


def test_a_closed_programme_keeps_the_status_of_its_last_day():
    ended = requirement(due_on=date(2025, 6, 30), ends_on=date(2025, 12, 31))
    late = dossier(proof(happened_on=date(2026, 1, 10)))
    verdict = status_of(ended, late, TODAY)
    assert (verdict.status, verdict.closed, verdict.changes_on) == (Status.OVERDUE, True, None)
    assert codes(verdict)[-1] is Why.CLOSED


# Whom it binds


def test_an_organisation_of_another_kind_is_not_bound():
    verdict = status_of(requirement(), dossier(facts=OrganisationFacts(9, "site")), TODAY)
    assert (verdict.status, codes(verdict)) == (Status.NOT_APPLICABLE, [Why.OTHER_KIND])


def test_an_unknown_category_is_told_from_another_category():
    hospitals = Family("health", TEXT, frozenset({"355"}))
    asked = requirement(binds=Binding(frozenset({"entity"}), (hospitals,)))
    nursing_home = replace(HOSPITAL, categories=frozenset({"500"}))
    assert status_of(asked, dossier(), TODAY).status is Status.MISSING
    assert codes(status_of(asked, dossier(facts=nursing_home), TODAY)) == [Why.OTHER_FAMILY]
    assert codes(status_of(asked, dossier(facts=replace(HOSPITAL, categories=frozenset())), TODAY)) == [Why.NO_CATEGORY]


def test_a_dated_fact_binds_while_it_is_true_and_the_verdict_ends_with_it():
    asked = requirement(binds=Binding(frozenset({"entity"}), facts=(FactValue("regime", "ose", TEXT),)))
    designated = replace(HOSPITAL, facts={"regime": frozenset({"ose"})}, until=date(2026, 6, 1))
    assert codes(status_of(asked, dossier(), TODAY)) == [Why.NO_FACT]
    verdict = status_of(asked, dossier(facts=designated), TODAY)
    assert (verdict.status, verdict.changes_on) == (Status.MISSING, date(2026, 6, 1))


def test_inside_a_ght_the_ght_answers_the_call():
    catalogue = load_catalogue()
    candidate = {"candidature": frozenset({"care-d2"})}
    member, alone = replace(HOSPITAL, facts=candidate, ghts=(50,)), replace(HOSPITAL, facts=candidate)
    asked = catalogue["care-d2-p1"]
    assert codes(status_of(asked, dossier(facts=member), TODAY)) == [Why.GHT_ANSWERS]
    assert status_of(asked, dossier(facts=alone), TODAY).status is Status.MISSING
    assert status_of(asked, dossier(facts=replace(GHT, facts=candidate)), TODAY).status is Status.MISSING


def test_before_the_programme_begins_nothing_is_asked():
    verdict = status_of(requirement(starts_on=date(2026, 9, 1)), dossier(), TODAY)
    assert (verdict.status, verdict.changes_on) == (Status.NOT_APPLICABLE, date(2026, 9, 1))


def test_a_ghts_proof_counts_for_its_members_only_where_the_rule_says_so():
    lent = proof(organisation=50)
    verdict = status_of(requirement(group_proof_counts=True), dossier(lent=[lent]), TODAY)
    assert (verdict.status, reason(verdict, Why.COUNTS)["holder"]) == (Status.MET, 50)
    assert status_of(requirement(), dossier(lent=[lent]), TODAY).status is Status.MISSING


# Share of the combined activity

SHARED = requirement(clause(), share=66)


def member(number, weight, *proofs):
    return Member(weight, dossier(*proofs, facts=replace(HOSPITAL, organisation=number)))


def members(*weights, showing):
    """Entities 1, 2, 3… with these weights; those in `showing` show everything."""
    return [
        member(number, weight, *([proof(number, organisation=number)] if number in showing else []))
        for number, weight in enumerate(weights, start=1)
    ]


def test_a_ght_is_met_when_its_members_that_show_everything_make_the_share():
    two_thirds = status_of(SHARED, dossier(facts=GHT, members=members(40, 26, 34, showing={1, 2})), TODAY)
    assert (two_thirds.status, reason(two_thirds, Why.SHARE)["percent"]) == (Status.MET, 66)
    short = status_of(SHARED, dossier(facts=GHT, members=members(40, 25.9, 34.1, showing={1, 2})), TODAY)
    assert (short.status, reason(short, Why.SHARE)["percent"]) == (Status.MISSING, 65)
    assert reason(short, Why.NOTHING)["organisation"] == 3


def test_a_missing_weight_is_said_and_never_taken_for_zero():
    verdict = status_of(SHARED, dossier(facts=GHT, members=members(90, None, showing={1})), TODAY)
    assert verdict.status is Status.MISSING
    assert reason(verdict, Why.WEIGHTS_MISSING)["organisations"] == [2]


def test_all_members_make_the_share_whatever_their_weights():
    assert (
        status_of(SHARED, dossier(facts=GHT, members=members(None, None, showing={1, 2})), TODAY).status is Status.MET
    )


def test_the_share_lasts_as_long_as_enough_members_do():
    yearly = requirement(clause(months=12), share=66)
    held = [
        member(1, 70, proof(1, date(2026, 2, 1), organisation=1)),
        member(2, 30, proof(2, date(2025, 4, 1), organisation=2)),
    ]
    verdict = status_of(yearly, dossier(facts=GHT, members=held), TODAY)
    assert (verdict.lasts_until, verdict.changes_on) == (date(2027, 2, 1), date(2026, 4, 2))


def test_a_proof_too_old_from_the_first_has_not_lapsed():
    asked = requirement(clause(months=12, since=date(2025, 1, 1)))
    assert status_of(asked, dossier(proof(happened_on=date(2024, 6, 1))), TODAY).status is Status.MISSING


def test_a_legal_entity_alone_is_its_own_share():
    assert status_of(SHARED, dossier(proof()), TODAY).status is Status.MET


# What comes next


def judged(code, nature=Nature.LAW, proofs=(), reviews=(), **fields):
    asked = requirement(code=code, nature=nature, **fields)
    return asked, status_of(asked, dossier(*proofs, reviews=reviews), TODAY)


def test_what_the_ars_sent_back_comes_before_what_is_late_soon_to_lapse_or_missing():
    things = [
        judged("a-missing"),
        judged("b-soon", proofs=[proof(expires_on=TODAY)]),
        judged("c-late", due_on=date(2026, 1, 1)),
        judged("d-refused", Nature.CONDITION, [proof()], [review(1, Decision.REFUSED)]),
    ]
    assert [thing.requirement.code[0] for thing in next_things(things, TODAY, limit=4)] == ["d", "c", "b", "a"]


def test_law_comes_before_instruction_before_condition_of_a_call():
    things = [judged("a", Nature.CONDITION), judged("b", Nature.INSTRUCTION), judged("c", Nature.LAW)]
    assert [thing.requirement.code for thing in next_things(things, TODAY)] == ["c", "b", "a"]


def test_a_near_due_date_comes_before_a_law_without_one():
    things = [judged("a"), judged("b", Nature.CONDITION, due_on=TODAY + timedelta(days=7))]
    assert [thing.why for thing in next_things(things, TODAY)] == [NextWhy.DUE, NextWhy.MISSING]


def test_what_is_met_waived_waiting_or_closed_is_nobodys_next_thing():
    waiting = judged("a", proofs=[proof()], review=True)
    closed = judged("b", ends_on=date(2026, 1, 1))
    assert next_things([waiting, closed, judged("c", proofs=[proof()])], TODAY) == []


# As it is stored


def test_a_stored_verdict_reads_back_as_it_was_judged():
    held = dossier(proof(), proof(2, kind="restore_test"), reviews=[review(1, Decision.ASKED)])
    for verdict in judge_all([YEARLY, *load_catalogue()], held, TODAY):
        stored = stored_verdict(
            verdict.requirement,
            verdict.status.value,
            explanation_to_json(verdict.explanation),
            verdict.due_on,
            verdict.changes_on,
        )
        assert replace(stored, assurance=verdict.assurance, proofs=verdict.proofs) == verdict
