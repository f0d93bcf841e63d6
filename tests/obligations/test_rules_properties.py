"""The rules by property: what holds for every requirement, every set of proofs and every day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from hygie.obligations.enums import Assurance, Decision, ProofState, Status
from hygie.obligations.requirements import Binding, Clause, Condition, FactValue, Requirement, Spacing, Test
from hygie.obligations.rules import (
    Dossier,
    Member,
    OrganisationFacts,
    ProofFact,
    ReviewFact,
    WaiverFact,
    Why,
    explanation_from_json,
    explanation_to_json,
    not_bound,
    status_of,
)
from hygie.obligations.rules.calendar import add_months

from .rule_builders import TEXT, clause, requirement

START = date(2025, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
KINDS = ("security_policy", "restore_test")
BEST = {"scope": "wide", "level": 5}
"""Measures that fulfil every condition that these tests ask."""

FROM_WORST_TO_BEST = [
    Status.REFUSED,
    Status.OVERDUE,
    Status.MISSING,
    Status.IN_REVIEW,
    Status.EXPIRES_SOON,
    Status.MET,
]

conditions = st.lists(
    st.builds(Condition, st.just("level"), st.just(Test.AT_LEAST), st.integers(1, 5)), max_size=2
).map(tuple)
about = st.sampled_from([(), (Condition("scope", Test.IS, "wide"),)])


@st.composite
def clauses(draw: st.DrawFn, code: str) -> Clause:
    spacing = draw(st.none() | st.just(Spacing(20, 60)))
    return clause(
        draw(st.sampled_from(KINDS)),
        code=code,
        about=draw(about),
        conditions=draw(conditions),
        months=draw(st.none() | st.integers(1, 14)),
        since=draw(st.none() | DAYS),
        number=1 if spacing else draw(st.integers(1, 2)),
        spacing=spacing,
        latest=spacing is None and draw(st.booleans()),
    )


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    asked = [draw(clauses(f"clause{number}")) for number in range(draw(st.integers(1, 3)))]
    ose = (FactValue("regime", "ose", TEXT),)
    return requirement(
        *asked,
        binds=Binding(frozenset({"entity", "ght"}), facts=draw(st.sampled_from([(), ose]))),
        review=draw(st.booleans()),
        group_proof_counts=draw(st.booleans()),
        starts_on=draw(st.none() | DAYS),
        due_on=draw(st.none() | DAYS),
        ends_on=draw(st.none() | DAYS),
        warn_days=draw(st.integers(1, 90)),
    )


@st.composite
def proof_facts(draw: st.DrawFn, organisation: int = 1, first: int = 1) -> list[ProofFact]:
    measures = st.fixed_dictionaries(
        {}, optional={"scope": st.sampled_from(["wide", "narrow"]), "level": st.integers(0, 6)}
    )
    return [
        ProofFact(
            number,
            organisation,
            draw(st.sampled_from(KINDS)),
            draw(DAYS),
            draw(st.none() | DAYS),
            draw(measures),
            draw(st.sampled_from(Assurance)),
            draw(st.sampled_from([ProofState.STANDING, ProofState.STANDING, ProofState.WITHDRAWN])),
        )
        for number in range(first, first + draw(st.integers(0, 5)))
    ]  # fmt: skip


def reviews_of(proofs: list[ProofFact]) -> st.SearchStrategy[list[ReviewFact]]:
    if not proofs:
        return st.just([])
    pairs = st.lists(st.tuples(st.sampled_from(proofs), st.sampled_from(Decision), DAYS), max_size=5)
    return pairs.map(
        lambda drawn: [ReviewFact(number, of.id, decision, day) for number, (of, decision, day) in enumerate(drawn)]
    )


@st.composite
def dossiers(draw: st.DrawFn, organisation: int = 1) -> Dossier:
    proofs = draw(proof_facts(organisation, organisation * 100))
    facts = OrganisationFacts(
        organisation,
        draw(st.sampled_from(["entity", "entity", "ght", "site"])),
        facts=draw(st.sampled_from([{}, {"regime": frozenset({"ose"})}])),
        is_open=draw(st.booleans() | st.just(value=True)),
    )
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=2))
    waivers = [
        WaiverFact(number, "test-1", day, day + timedelta(days=length)) for number, (day, length) in enumerate(spans)
    ]
    return Dossier.of(facts, proofs, draw(reviews_of(proofs)), waivers)


@st.composite
def groups(draw: st.DrawFn) -> Dossier:
    """A GHT with members, all judged together."""
    members = [
        Member(draw(st.none() | st.integers(0, 100)), draw(dossiers(number)))
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return Dossier.of(OrganisationFacts(99, "ght", facts={"regime": frozenset({"ose"})}), members=members)


shares = st.integers(1, 100)


def with_proof(held: Dossier, proof: ProofFact) -> Dossier:
    """The same dossier with one more proof, accepted by the ARS."""
    proofs = [*(each for kind in held.proofs.values() for each in kind), proof]
    reviews = [*held.reviews.values(), ReviewFact(10_000, proof.id, Decision.ACCEPTED, proof.happened_on)]
    waivers = [each for several in held.waivers.values() for each in several]
    return Dossier.of(held.facts, proofs, reviews, waivers, members=held.members)


def valid_proof(kind: str, today: date, organisation: int = 1) -> ProofFact:
    return ProofFact(9_999 + organisation, organisation, kind, today, None, BEST)


@given(requirements(), dossiers(), DAYS)
def test_it_is_not_applicable_if_and_only_if_it_does_not_bind(asked, held, today):
    day = min(today, asked.ends_on) if asked.ends_on else today
    unbound = not_bound(asked, held.facts, day) is not None
    assert (status_of(asked, held, today).status is Status.NOT_APPLICABLE) == unbound


@given(requirements(), dossiers(), DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_waiver_always_wins_in_its_dates(asked, held, today, before, after):
    asked = replace(asked, ends_on=None)
    waiver = WaiverFact(1, "test-1", today - timedelta(days=before), today + timedelta(days=after))
    waived = Dossier.of(held.facts, [each for kind in held.proofs.values() for each in kind], (), [waiver])
    expected = {Status.NOT_APPLICABLE} if not_bound(asked, held.facts, today) else {Status.WAIVED}
    assert {status_of(asked, waived, today).status} == expected


@given(requirements(), dossiers(), DAYS, st.sampled_from(KINDS))
def test_an_accepted_valid_proof_never_worsens_a_status(asked, held, today, kind):
    before = status_of(asked, held, today).status
    after = status_of(asked, with_proof(held, valid_proof(kind, today)), today).status
    if before in (Status.WAIVED, Status.NOT_APPLICABLE):
        assert after is before
    else:
        assert FROM_WORST_TO_BEST.index(after) >= FROM_WORST_TO_BEST.index(before)


@given(requirements(), proof_facts(), st.randoms(use_true_random=False), DAYS, st.data())
def test_the_order_in_which_proofs_and_reviews_are_given_does_not_matter(asked, proofs, rnd, today, data):
    reviews = data.draw(reviews_of(proofs))
    facts = OrganisationFacts(1, "entity", facts={"regime": frozenset({"ose"})})
    shuffled = rnd.sample(proofs, len(proofs)), rnd.sample(reviews, len(reviews))
    assert status_of(asked, Dossier.of(facts, *shuffled), today) == status_of(
        asked, Dossier.of(facts, proofs, reviews), today
    )


@given(requirements(), dossiers(), DAYS, st.data())
def test_the_verdict_stays_the_same_until_the_day_it_says(asked, held, today, data):
    verdict = status_of(asked, held, today)
    assert verdict.changes_on is None or verdict.changes_on > today
    horizon = (verdict.changes_on or today + timedelta(days=1500)) - today
    later = today + timedelta(days=data.draw(st.integers(0, horizon.days - 1)))
    assert status_of(asked, held, later) == verdict


@given(requirements(), shares, groups(), DAYS, st.data())
def test_the_verdict_of_a_group_stays_the_same_until_the_day_it_says(asked, share, held, today, data):
    shared = replace(asked, rule=replace(asked.rule, share=share))
    verdict = status_of(shared, held, today)
    horizon = (verdict.changes_on or today + timedelta(days=1500)) - today
    later = today + timedelta(days=data.draw(st.integers(0, horizon.days - 1)))
    assert status_of(shared, held, later) == verdict


@given(requirements(), dossiers(), DAYS)
def test_it_is_met_if_and_only_if_proofs_that_count_fulfil_every_clause(asked, held, today):
    """Against a slow and simple reading of the same rule."""
    asked = replace(asked, ends_on=None)
    verdict = status_of(asked, held, today)
    if verdict.status in (Status.WAIVED, Status.NOT_APPLICABLE):
        return
    assert verdict.status.satisfies == all(fulfils(asked, each, held, today) for each in asked.rule.clauses)


def fulfils(asked: Requirement, part: Clause, held: Dossier, today: date) -> bool:
    counting = [each for each in held.proofs.get(part.kinds[0], ()) if counts(asked, part, each, held, today)]
    if part.latest and counting:
        newest = max(each.happened_on for each in counting)
        counting = [each for each in counting if each.happened_on == newest]
    good = [each for each in counting if all(condition.holds(each.measures, "") for condition in part.conditions)]
    if part.spacing:
        return any(part.spacing.allows(abs((a.happened_on - b.happened_on).days)) for a, b in combinations(good, 2))
    return len(good) >= part.number


def counts(asked: Requirement, part: Clause, proof: ProofFact, held: Dossier, today: date) -> bool:
    review = held.reviews.get(proof.id)
    accepted = review is not None and review.decision is Decision.ACCEPTED
    unreviewed = review is None and (not asked.review or proof.assurance is Assurance.VERIFIED)
    ends = [proof.expires_on] if proof.expires_on else []
    ends += [add_months(proof.happened_on, part.months)] if part.months else []
    in_time = proof.happened_on <= today and all(today <= end for end in ends)
    recent = part.since is None or proof.happened_on >= part.since
    speaks = all(condition.holds(proof.measures, "") for condition in part.about)
    return (accepted or unreviewed) and in_time and recent and speaks


@given(requirements(), dossiers(), DAYS)
def test_a_verdict_names_only_proofs_that_stand_and_their_least_assurance(asked, held, today):
    verdict = status_of(asked, held, today)
    standing = {each.id for kind in held.proofs.values() for each in kind}
    assert set(verdict.proofs) <= standing
    assert (verdict.assurance is not None) == bool(verdict.proofs)
    assert not verdict.status.satisfies or verdict.proofs


@given(requirements(), shares, groups(), DAYS, st.data())
def test_a_share_grows_with_every_member_that_shows_everything(asked, share, held, today, data):
    shared = replace(asked, rule=replace(asked.rule, share=share), starts_on=None, ends_on=None)
    chosen = data.draw(st.sampled_from(held.members))
    better = chosen
    for kind in KINDS:
        better = replace(better, dossier=with_proof(better.dossier, valid_proof(kind, today, chosen.organisation)))
    others = [each for each in held.members if each is not chosen]
    before = status_of(shared, held, today)
    after = status_of(shared, Dossier.of(held.facts, members=[*others, better]), today)
    assert FROM_WORST_TO_BEST.index(after.status) >= FROM_WORST_TO_BEST.index(before.status)
    for one, other in zip(percents(before.explanation), percents(after.explanation), strict=True):
        assert one is None or other >= one


def percents(explanation) -> Iterator[int | None]:
    return (reason.values["percent"] for reason in explanation if reason.code is Why.SHARE)


@given(requirements(), shares | st.none(), groups() | dossiers(), DAYS)
def test_every_explanation_survives_json(asked, share, held, today):
    asked = replace(asked, rule=replace(asked.rule, share=share))
    explanation = status_of(asked, held, today).explanation
    assert explanation_from_json(explanation_to_json(explanation)) == explanation


@given(DAYS, st.integers(0, 60))
def test_months_are_added_within_the_calendar(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
