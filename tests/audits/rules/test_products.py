"""Whether an advisory names a product."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.rules.products import KEY, concerns, key_of, keys_of
from hygie.territory.advisories import AdvisedProduct, Advisory


@pytest.mark.parametrize(
    ("vendor", "name", "key"),
    [
        ("Microsoft", "Exchange Server", "microsoft exchange server"),
        ("Microsoft Corporation", "Microsoft Exchange Server", "microsoft exchange server"),
        ("MICROSOFT", "exchange-server", "microsoft exchange server"),
        ("Éditeur Élan", "Dossier (patient)", "editeur elan dossier patient"),
        ("Git", "Git", "git git"),
        ("", "OpenSSL", "openssl"),
        ("Apache", "Log4j2", "apache log4j2"),
        ("Acme", "", ""),
        ("Acme", "§§", ""),
    ],
)
def test_a_key_is_vendor_and_name_without_case_accents_punctuation_or_legal_form(vendor, name, key):
    assert key_of(vendor, name) == key


@pytest.mark.parametrize(("vendor", "name"), [("Moxa", "N/A"), ("", "Windows"), ("Acme", "Multiple Products")])
def test_an_advisory_that_names_no_product_matches_none(vendor, name):
    assert keys_of([AdvisedProduct(vendor, name)]) == set()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_key_does_not_depend_on_case_or_spaces_and_fits_its_column(vendor, name):
    key = key_of(vendor, name)
    assert len(key) <= KEY
    assert key_of(f" {vendor} ", f"  {name}  ") == key
    assert key == " ".join(key.split())


@given(st.from_regex(r"[A-Za-z]{3,10}", fullmatch=True), st.from_regex(r"[A-Za-z0-9 -]{3,20}", fullmatch=True))
def test_case_and_punctuation_change_no_key(vendor, name):
    assert key_of(vendor.upper(), name.upper()) == key_of(vendor.lower(), name.lower().replace("-", " "))


def test_an_advisory_concerns_whoever_has_its_cve_or_runs_its_product():
    advisory = Advisory("A-1", "A", date(2026, 1, 1), ("CVE-2026-1",), (AdvisedProduct("Git", "Git"),))
    assert concerns(advisory, {"CVE-2026-1"}, ())
    assert concerns(advisory, (), {"git git"})
    assert not concerns(advisory, {"CVE-2026-2"}, {"git"})
