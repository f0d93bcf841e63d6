"""One spelling for each asset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.audits.formats.assets import domain, host, product, web
from hygie.audits.formats.text import ASSET


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Server.CHU.example.", "server.chu.example"),
        (" srv_01 ", "srv_01"),
        ("10.0.0.1", "10.0.0.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("hôpital.example", "xn--hpital-ixa.example"),
        ("Éa.example", "xn--a-9fa.example"),
    ],
)
def test_a_host_has_one_spelling(written, kept):
    assert host(written) == kept
    assert host(kept) == kept


@pytest.mark.parametrize(
    "written",
    ["", ".", "a b", "a..b", "010.0.0.1", "10.0.0", "1", "x" * 64, "a." * 200, "../../etc", "<b>", "a:80", "é" * 300],
)
def test_what_is_neither_a_name_nor_an_address_is_no_host(written):
    assert host(written) == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://user:secret@Portal.CHU.example:443/a?b#c", "portal.chu.example"),
        ("http://portal.chu.example:8080", "portal.chu.example:8080"),
        ("http://portal.chu.example:443", "portal.chu.example:443"),
        ("portal.chu.example:443", "portal.chu.example"),
        ("https://[2001:DB8::1]:8443/", "[2001:db8::1]:8443"),
        ("2001:db8::1", "[2001:db8::1]"),
        ("https://portal.chu.example\\@other.example/", "portal.chu.example"),
    ],
)
def test_a_site_is_its_name_and_its_unusual_port(written, kept):
    assert web(written) == kept


@pytest.mark.parametrize(
    "written", ["", "javascript:alert(1)", "https://", "https:///path", "http://a:99999", "http://a:b"]
)
def test_what_has_no_authority_is_no_site(written):
    assert web(written) == ""


def test_a_domain_is_its_name_or_its_sid():
    assert domain("CHU.Example.") == "chu.example"
    assert domain("CHU") == "chu"
    assert domain("s-1-5-21-1-2-3") == "S-1-5-21-1-2-3"
    assert domain("10.0.0.1") == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("pkg:npm/%40Angular/core@1.2.3?arch=x#src", "pkg:npm/%40angular/core"),
        ("pkg:npm/@angular/core", "pkg:npm/%40angular/core"),
        ("PKG:Maven/org.example/lib@1.0", "pkg:maven/org.example/lib"),
        ("Vue  PACS\t12", "vue pacs 12"),
    ],
)
def test_a_product_has_no_version_in_its_package_url(written, kept):
    assert product(written) == kept


@pytest.mark.parametrize("spell", [host, web, domain, product])
@given(written=st.text(max_size=400))
def test_any_text_gives_a_bounded_spelling_that_spelling_again_keeps(spell, written):
    kept = spell(written)
    assert len(kept) <= ASSET
    assert spell(kept) == kept
