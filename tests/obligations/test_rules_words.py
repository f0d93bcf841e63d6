"""The explanation in words: every verdict is said, in both languages, and says the right thing."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Decision
from hygie.obligations.requirements import Spacing, Text
from hygie.obligations.rules import (
    Dossier,
    Member,
    OrganisationFacts,
    ProofFact,
    ReviewFact,
    WaiverFact,
    Why,
    next_things,
    status_of,
)
from hygie.obligations.words import _SENTENCES, advice, say_day, why, why_next

from .rule_builders import HOSPITAL, TODAY, base_kinds, clause, dossier, proof, requirement, review

KINDS = base_kinds()
ALL_FACTS = {
    "regime": frozenset({"ose", "important"}),
    "candidature": frozenset({"care-d1", "care-d2"}),
    "insurance": frozenset({"cyber"}),
}
UNFILLED = re.compile(r"%\(|\{\w*\}|%%|None|\[\]")

values = {
    "approved": st.booleans(),
    "level": st.integers(1, 5),
    "participants": st.lists(st.sampled_from(["direction", "it", "care"]), unique=True),
    "topics": st.lists(st.sampled_from(["mapping", "logging"]), unique=True),
    "scope": st.sampled_from(["care_service", "technical_platform"]),
    "field_exercise": st.booleans(),
    "covers_saas": st.booleans(),
}


def said(asked, held, today=TODAY, names=None):
    return why(asked, status_of(asked, held, today), KINDS, names)


@st.composite
def hospitals(draw: st.DrawFn, number: int = 1) -> Dossier:
    catalogue_kinds = sorted(kind.code for kind in KINDS)
    proofs = [
        ProofFact(
            number * 100 + index,
            draw(st.sampled_from([number, number, 50])),
            draw(st.sampled_from(catalogue_kinds)),
            TODAY - timedelta(days=draw(st.integers(-10, 1500))),
            measures=draw(st.fixed_dictionaries({}, optional=values)),
        )
        for index in range(draw(st.integers(0, 12)))
    ]
    decisions = [(each, draw(st.sampled_from([None, *Decision]))) for each in proofs]
    reviews = [ReviewFact(each.id, each.id, decision, TODAY) for each, decision in decisions if decision]
    facts = OrganisationFacts(
        number,
        draw(st.sampled_from(["entity", "ght", "site"])),
        draw(st.sampled_from([frozenset(), frozenset({"355"}), frozenset({"500"})])),
        draw(st.sampled_from([{}, ALL_FACTS])),
        draw(st.sampled_from([(), (50,)])),
        draw(st.booleans()),
    )
    waivers = [WaiverFact(1, "rgpd-register", TODAY, TODAY)] if draw(st.booleans()) else []
    return Dossier.of(facts, proofs, reviews, waivers)


@st.composite
def anyone(draw: st.DrawFn) -> Dossier:
    held = draw(hospitals())
    members = [Member(draw(st.none() | st.integers(0, 9)), draw(hospitals(number))) for number in (2, 3)]
    proofs = [each for kind in held.proofs.values() for each in kind]
    return Dossier.of(held.facts, proofs, held.reviews.values(), members=draw(st.sampled_from([(), members])))


@pytest.mark.parametrize("language", ["fr", "en"])
@given(held=anyone(), today=st.sampled_from([TODAY, date(2024, 1, 1), date(2025, 3, 1), date(2026, 12, 25)]))
def test_every_verdict_is_said_in_whole_sentences(language, held, today):
    with translation.override(language):
        for asked in load_catalogue():
            verdict = status_of(asked, held, today)
            sentences = why(asked, verdict, KINDS, {2: "Hôpital des Tilleuls"})
            assert sentences
            for sentence in (*sentences, advice(asked, verdict)):
                assert not UNFILLED.search(sentence), sentence
                assert not sentence or sentence[-1] in ".:!»”", sentence


@given(anyone(), st.integers(1, 5))
def test_every_next_thing_says_why(held, limit):
    judged = [(asked, status_of(asked, held, TODAY)) for asked in load_catalogue()]
    for thing in next_things(judged, TODAY, limit):
        assert not UNFILLED.search(why_next(thing))
        assert advice(thing.requirement, thing.verdict)


def test_there_is_one_sentence_for_each_reason():
    assert set(_SENTENCES) == set(Why)


@pytest.mark.parametrize(("language", "first", "other"), [
    ("fr", "1er mars 2026", "2 mars 2026"),
    ("en", "1 March 2026", "2 March 2026"),
])  # fmt: skip
def test_dates_are_said_as_people_say_them(language, first, other):
    with translation.override(language):
        assert (say_day(date(2026, 3, 1)), say_day(date(2026, 3, 2))) == (first, other)


def test_a_lapsed_yearly_exercise_says_when_it_was_and_how_often_it_is_asked():
    yearly = requirement(clause("crisis_exercise", months=12))
    with translation.override("en"):
        (sentence,) = said(yearly, dossier(proof(happened_on=date(2025, 2, 3), kind="crisis_exercise")))
    assert sentence == (
        "The latest cyber-crisis exercise dates from 3 February 2025 and counted until 3 February 2026; "
        "this is asked every year."
    )


def test_what_an_exercise_lacks_is_said_with_the_schemas_own_words():
    measures = {"participants": ["direction", "it"], "review_written": True, "review_in_quality_plan": True}
    held = dossier(proof(kind="crisis_exercise", measures=measures))
    with translation.override("en"):
        (sentence,) = said(load_catalogue()["dns-2025-12-1"], held)
    assert sentence == (
        "The latest cyber-crisis exercise dates from 10 January 2026, but does not suffice: "
        "“Who took part” lacks Care, Communication."
    )


def test_one_audit_of_a_pair_says_in_which_days_the_second_is_wanted():
    pair = requirement(clause("exposure_audit", spacing=Spacing(45, 60)))
    with translation.override("en"):
        (sentence,) = said(pair, dossier(proof(happened_on=date(2026, 2, 1), kind="exposure_audit")))
    assert sentence == (
        "Audit of exposure on the Internet of 1 February 2026: a second one is needed between "
        "18 March 2026 and 2 April 2026."
    )


def test_a_clause_with_a_title_begins_with_it():
    titled = requirement(clause(title=Text("Plan blanc", "Emergency plan")))
    with translation.override("en"):
        assert said(titled, dossier())[0].startswith("Emergency plan: ")


def test_a_member_that_the_reader_may_not_name_is_a_member():
    shared = requirement(share=66)
    held = Dossier.of(OrganisationFacts(50, "ght"), members=[Member(1, dossier(facts=HOSPITAL))])
    with translation.override("en"):
        assert said(shared, held)[1].startswith("A member: ")
        assert said(shared, held, names={1: "Hôpital des Tilleuls"})[1].startswith("Hôpital des Tilleuls: ")


@pytest.mark.parametrize(("decision", "advised"), [
    (Decision.REFUSED, "Read the reason given by the ARS, correct the evidence and add a new version."),
    (Decision.ASKED, "Complete the evidence as the ARS asks, or add a new version of it."),
    (Decision.ACCEPTED, ""),
])  # fmt: skip
def test_what_to_do_follows_from_what_the_ars_answered(decision, advised):
    verdict = status_of(requirement(), dossier(proof(), reviews=[review(1, decision)]), TODAY)
    with translation.override("en"):
        assert advice(requirement(), verdict) == advised


@pytest.mark.parametrize(("language", "advised"), [("fr", "Faites-le."), ("en", "Do it.")])
def test_what_is_missing_is_advised_in_the_catalogues_own_words(language, advised):
    with translation.override(language):
        assert advice(requirement(), status_of(requirement(), dossier(), TODAY)) == advised
