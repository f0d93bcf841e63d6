"""The check of translations finds each kind of fault."""

import polib
import pytest

from tools.check_translations import faults_of


def _catalogue(path, **entry):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(**entry))
    catalogue.save(str(path))
    return path


def test_a_complete_catalogue_has_no_fault(tmp_path):
    path = _catalogue(tmp_path / "django.po", msgid="%(count)s proofs", msgstr="%(count)s preuves")
    assert list(faults_of(path)) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"msgid": "Proof", "msgstr": ""}, "untranslated"),
        ({"msgid": "Proof", "msgstr": "Preuve", "flags": ["fuzzy"]}, "fuzzy"),
        ({"msgid": "Proof", "msgstr": "Preuve", "obsolete": True}, "obsolete"),
        ({"msgid": "%(n)s proofs", "msgstr": "des preuves"}, "lost"),
        ({"msgid": "A proof", "msgstr": "%(n)s preuves"}, "lacks"),
        ({"msgid": "A", "msgid_plural": "B", "msgstr_plural": {0: "A", 1: ""}}, "untranslated"),
    ],
)
def test_a_fault_is_found(tmp_path, entry, fault):
    (found,) = faults_of(_catalogue(tmp_path / "django.po", **entry))
    assert fault in found


def test_a_singular_may_spell_its_number_out(tmp_path):
    forms = {0: "une preuve", 1: "%(n)s preuves"}
    path = _catalogue(tmp_path / "django.po", msgid="%(n)s proof", msgid_plural="%(n)s proofs", msgstr_plural=forms)
    assert list(faults_of(path)) == []
