"""The catalogue that ships is sound, and a fault in one is found and placed."""

import json
from datetime import date
from pathlib import Path

import pytest

from hygie.obligations import commands
from hygie.obligations.catalogue_check import check, example_measures
from hygie.obligations.catalogue_reader import CATALOGUE, CatalogueError, load_catalogue, read_catalogue
from hygie.obligations.enums import Certainty, Nature
from hygie.territory.registries import fact_kinds

from .rule_builders import base_kinds

VOCABULARY = (CATALOGUE / "vocabulary.yaml").read_text(encoding="utf-8")
TEXT = "{fr: texte, en: text}"
PROGRAMME = f"""
programme:
  code: test
  version: 1
  order: 1
  nature: law
  title: {TEXT}
  summary: {TEXT}
  source: {{title: {TEXT}, certainty: A}}
  binds: {{kinds: [entity], families: [health]}}
requirements:
  - code: test-1
    title: {TEXT}
    text: {TEXT}
    expected: {TEXT}
    todo: {TEXT}
    effort: short
    clauses:
      - code: level
        kinds: [directory_audit]
        conditions:
          - {{measure: level, at_least: 3}}
"""


def reasons(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """The problems of the small catalogue above, once the changes are made in it."""
    text = PROGRAMME
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "test.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in check(read_catalogue(folder), base_kinds(), fact_kinds)]


def test_the_catalogue_that_ships_has_no_problem():
    assert check(read_catalogue(), base_kinds(), fact_kinds) == []


def test_every_kind_of_evidence_serves_some_requirement():
    asked = {kind for requirement in load_catalogue() for kind in requirement.rule.kinds}
    assert {kind.code for kind in base_kinds()} == asked


def test_the_three_natures_are_never_mixed_in_a_programme():
    natures = {}
    for requirement in load_catalogue():
        natures.setdefault(requirement.programme, set()).add(requirement.nature)
    assert all(len(found) == 1 for found in natures.values())
    assert {nature for found in natures.values() for nature in found} == set(Nature)


def test_each_programme_has_as_many_requirements_as_its_text():
    catalogue = load_catalogue()
    counts = {programme.code: len(catalogue.of_programme(programme.code)) for programme in catalogue.programmes}
    assert counts["care-d2"] == 13
    assert counts["dns-2025-12"] == 7
    assert len([code for code in catalogue if code.code.removeprefix("ose-").isdigit()]) == 23
    assert len(catalogue["ose-04"].rule.clauses) == 6


def test_sensitive_designations_are_marked_in_every_requirement_that_reveals_one():
    for requirement in load_catalogue():
        reveals = any(fact.kind == "regime" for fact in requirement.binds.facts)
        assert requirement.sensitive == reveals


def test_only_a_funding_call_is_reviewed_and_only_accreditation_and_exercises_have_a_period():
    periods = {}
    for requirement in load_catalogue():
        assert requirement.review == (requirement.nature is Nature.CONDITION)
        periods[requirement.code] = {part.months for part in requirement.rule.clauses} - {None}
    asked = {code: months for code, months in periods.items() if months}
    assert asked == {"dns-2025-12-1": {12}, "fssi-2023-15-exercise": {12}, "ose-03": {36}}


def test_dates_and_certainties_are_those_of_the_sources():
    catalogue = load_catalogue()
    assert catalogue["care-d2-p1"].rule.clauses[0].since == date(2022, 7, 16)
    assert catalogue["care-d1-exposure"].source.certainty is Certainty.A
    assert catalogue["care-d1-directory"].source.certainty is Certainty.B
    assert catalogue["rgpd-notify"].source.certainty is Certainty.C
    assert [delay.hours for delay in catalogue["nis2-report"].delays] == [24, 72, None]


def test_french_texts_keep_their_signs_on_the_line():
    for requirement in load_catalogue():
        for text in (requirement.title, requirement.text, requirement.expected, requirement.todo):
            assert not any(f" {sign}" in text.fr for sign in ":;?!»%"), text.fr
            assert "'" not in text.fr + text.en


def test_requirements_are_found_by_the_kind_of_evidence_that_touches_them():
    touched = {requirement.code for requirement in load_catalogue().touched_by("crisis_exercise")}
    assert touched == {"dns-2025-12-1", "fssi-2023-15-exercise"}
    assert load_catalogue().touched_by("nothing") == ()


def test_the_digest_changes_with_any_word(tmp_path):
    reasons(tmp_path)
    before = read_catalogue(tmp_path).digest
    reasons(tmp_path, ("fr: texte", "fr: textes"))
    assert read_catalogue(tmp_path).digest != before


def test_a_sound_catalogue_has_no_problem(tmp_path):
    assert reasons(tmp_path) == []


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("effort: short", "effort: tiny", "effort: should be one of short, medium, long"),
    ("effort: short", "effort: short\n    colour: red", "colour is not a known key"),
    ("    effort: short\n", "", "requirements[0].effort: is missing"),
    ("en: text}, certainty", "}, certainty", "has no translation in en"),
    ("certainty: A", "certainty: D", "should be one of A, B, C"),
    ("  source: {title", "  sauce: {title", "programme.source: is missing"),
    ("code: test-1", "code: other-1", "should begin with test-"),
    ("families: [health]", "families: [wealth]", "wealth is not a family of vocabulary.yaml"),
    ("families: [health]", "facts: {regime: [oiv]}", "oiv is not a fact of vocabulary.yaml"),
    ("at_least: 3}", "at_least: 3, at_most: 4}", "should ask exactly one of"),
    ("at_least: 3}", "above: 3}", "above is not a known key"),
    ("version: 1", "version: 1\n  version: 2", "version is given twice"),
    ("version: 1", "version: &one 1\n  starts_on: *one", "aliases are not used here"),
    ("effort: short", "effort: short\n    due_on: soon", "should be a date, as 2025-07-16"),
    ("effort: short", "effort: short\n    warn_days: 0", "should be a whole number from 1 to 365"),
    ("    clauses:\n", "    clauses: []\n    delays:\n", "names nothing to show"),
])  # fmt: skip
def test_a_fault_of_the_schema_is_found_and_placed(tmp_path, old, new, expected):
    found = reasons(tmp_path, (old, new))
    assert any(expected in problem and problem.startswith("test.yaml: ") for problem in found), found


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("[directory_audit]", "[dictionary_audit]", "dictionary_audit is not a known kind of evidence"),
    ("measure: level", "measure: height", "directory_audit has no measure height"),
    ("at_least: 3", "at_least: 9", "at_least 9 cannot be asked of directory_audit.level"),
    ("at_least: 3", "at_least: three", "at_least three cannot be asked"),
    ("at_least: 3", "is: true", "is True cannot be asked of directory_audit.level"),
    ("at_least: 3", "includes: [a]", "includes a cannot be asked of directory_audit.level"),
])  # fmt: skip
def test_a_condition_that_the_measures_cannot_answer_is_found(tmp_path, old, new, expected):
    assert any(expected in problem for problem in reasons(tmp_path, (old, new)))


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("kinds: [entity]", "kinds: []", "binds nobody: no kind of organisation"),
    ("kinds: [entity]", "kinds: [nation]", "binds nation, which holds no requirement"),
    ("kinds: [entity]", "kinds: [ght], outside_ght: true", "does not bind entities"),
    ("effort: short", "effort: short\n    share: 66", "asks a share of activity but does not bind GHTs"),
    ("effort: short", "effort: short\n    starts_on: 2026-02-01\n    ends_on: 2026-01-01", "ends before it begins"),
    ("at_least: 3}", "at_least: 3}\n          - {measure: level, at_most: 2}", "cannot be satisfied"),
    ("kinds: [directory_audit]", "kinds: [directory_audit]\n        since: 2027-01-01", None),
    ("effort: short", "effort: short\n    ends_on: 2020-01-01", None),
])  # fmt: skip
def test_a_requirement_that_binds_nobody_or_cannot_be_satisfied_is_dead(tmp_path, old, new, expected):
    found = reasons(tmp_path, (old, new))
    assert any(expected in problem for problem in found) if expected else not found


@pytest.mark.parametrize(("fact", "expected"), [
    ("{moon: [full]}", "binds nobody: moon full is not a fact that organisations have"),
    ("{regime: [ose]}", "regime is sensitive, its programme should be too"),
])  # fmt: skip
def test_a_fact_that_nobody_has_or_that_should_not_be_told_is_found(tmp_path, monkeypatch, fact, expected):
    moon = "facts:\n  moon:\n    full: {fr: pleine, en: full}\n"
    monkeypatch.setattr("tests.obligations.test_catalogue.VOCABULARY", VOCABULARY.replace("facts:\n", moon))
    found = reasons(tmp_path, ("families: [health]", f"facts: {fact}"))
    assert any(expected in problem for problem in found), found


def test_what_must_happen_after_the_end_of_its_programme_is_dead(tmp_path):
    changes = (
        ("effort: short", "effort: short\n    ends_on: 2026-01-01"),
        ("conditions:", "since: 2027-01-01\n        conditions:"),
    )
    assert any("cannot be satisfied" in problem for problem in reasons(tmp_path, *changes))


def test_a_code_used_twice_is_found(tmp_path):
    twice = PROGRAMME[PROGRAMME.index("  - code: test-1") :]
    found = reasons(tmp_path, (twice, twice + twice))
    assert any("test-1 is used twice" in problem for problem in found)


def test_a_file_that_is_not_yaml_is_a_problem_and_not_a_crash(tmp_path):
    (tmp_path / "broken.yaml").write_bytes(b"\xff\xfe: [")
    assert any(problem.startswith("broken.yaml: ") for problem in reasons(tmp_path))


def test_a_catalogue_with_a_fault_is_refused_whole(tmp_path):
    reasons(tmp_path, ("effort: short", "effort: tiny"))
    with pytest.raises(CatalogueError, match=r"test\.yaml: requirements\[0\]\.effort"):
        load_catalogue(tmp_path)


def test_example_measures_fulfil_their_clause():
    kinds = base_kinds()
    for requirement in load_catalogue():
        for part in requirement.rule.clauses:
            kind = kinds[part.kinds[0]]
            measures = kind.check(example_measures(kind, part, "ght"))
            assert all(condition.holds(measures, "ght") for condition in (*part.about, *part.conditions))


def test_the_command_answers_one_json_object_and_nothing_else(capsys, monkeypatch):
    monkeypatch.setattr(commands, "proof_kinds", base_kinds())
    options = commands.argparse.Namespace(what="check", json=True)
    assert commands.check_catalogue(options) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []


def test_the_command_says_each_problem_on_stderr_and_fails(capsys, monkeypatch, tmp_path):
    reasons(tmp_path, ("effort: short", "effort: tiny"))
    monkeypatch.setattr(commands, "read_catalogue", lambda: read_catalogue(tmp_path))
    assert commands.check_catalogue(commands.argparse.Namespace(what="check", json=False)) == 1
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
