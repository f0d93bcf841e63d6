"""The documented table of findings, and the table of products."""

import io

import pytest

from hygie.audits.formats.generic_csv import GenericCsv
from hygie.audits.formats.observation import AssetKind, Outcome, ProductSeen, Severity
from hygie.audits.formats.products_csv import ProductsCsv

from .reports import broken, read

ENGLISH = "reference,asset,title,severity,cve,cvss,description,solution,location,seen_on,status"
FRENCH = "Référence;Actif;Intitulé;Gravité;CVE;Score CVSS;Constat;Remédiation;Port;Vu le;Statut"
LINE = 'R-1,nas.hopital.example,Old protocol,high,CVE-2024-1234,"8,1","Two\nlines",Update,445,2026-03-31,open\n'
FRENCH_LINE = (
    'R-1;NAS.hopital.example;Old protocol;Élevée;cve-2024-1234;8,1;"Two\nlines";Update;445;31/03/2026;ouvert\r\n'
)


def table(*lines, header="reference,asset,title,severity,status"):
    return "\n".join([header, *lines]).encode()


def one(line, header="reference,asset,title,severity,status"):
    (found,) = read(GenericCsv(), table(line, header=header))
    return found


def test_english_and_french_columns_say_the_same():
    (english,) = read(GenericCsv(), f"{ENGLISH}\n{LINE}".encode())
    (french,) = read(GenericCsv(), f"{FRENCH}\r\n{FRENCH_LINE}".encode())
    (windows,) = read(GenericCsv(), f"{FRENCH}\r\n{FRENCH_LINE}".encode("cp1252"))
    assert english == french == windows
    assert english.identity == ("R-1", "nas.hopital.example")
    assert (english.severity, english.cves, english.cvss) == (Severity.HIGH, ("CVE-2024-1234",), 8.1)
    assert (english.location, english.seen_at.day, english.description) == ("445", 31, "Two\nlines")


@pytest.mark.parametrize("header", [ENGLISH, FRENCH, FRENCH.replace(";", "\t"), "\ufeff" + FRENCH.upper()])
def test_its_columns_recognise_it(header):
    assert GenericCsv.recognises(header.encode())
    assert not ProductsCsv.recognises(header.encode())


@pytest.mark.parametrize("missing", ["reference", "asset", "title", "severity"])
def test_a_missing_column_is_named(missing):
    assert missing in broken(GenericCsv(), f"{ENGLISH.replace(missing, 'x')}\n{LINE}".encode())


def test_a_column_said_twice_is_refused():
    assert "twice" in broken(GenericCsv(), table("a,b,c,d,e", header="reference,asset,title,severity,actif"))


@pytest.mark.parametrize(
    ("said", "asset", "kind"),
    [
        ("SRV-01", "srv-01", AssetKind.HOST),
        ("192.0.2.7", "192.0.2.7", AssetKind.HOST),
        ("https://portail.example:8443/a?b", "portail.example:8443", AssetKind.WEB),
        ("Serveur PACS (bloc B)", "serveur pacs (bloc b)", AssetKind.PRODUCT),
        ("pkg:npm/left@1.2", "pkg:npm/left", AssetKind.PRODUCT),
    ],
)
def test_an_asset_is_a_host_a_site_or_a_product(said, asset, kind):
    found = one(f"R,{said},t,low,")
    assert (found.asset, found.asset_kind, found.identity) == (asset, kind, ("R", asset))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("", Outcome.FOUND),
        ("ouvert", Outcome.FOUND),
        ("Fixed", Outcome.ABSENT),
        ("corrigé", Outcome.ABSENT),
        ("Absent", Outcome.ABSENT),
        ("Non évalué", Outcome.NOT_EVALUATED),
    ],
)
def test_a_status_says_what_became_of_it(said, outcome):
    assert one(f"R,nas,t,low,{said}").outcome is outcome


def test_what_nobody_evaluated_is_counted():
    reader = GenericCsv()
    read(reader, table("R,nas,t,low,Non testé", "S,nas,t,low,ouvert"))
    assert reader.facts.not_evaluated == 1


@pytest.mark.parametrize(
    "line",
    [
        ",nas,t,low,",
        "R,,t,low,",
        "R,nas,t,terrible,",
        "R,nas,t,low,perhaps",
        "R,nas,t",
        "R,nas,t,low,,more",
    ],
)
def test_a_bad_line_is_left_out_with_its_number_and_the_others_stand(line):
    reader = GenericCsv()
    assert len(read(reader, table("R,nas,t,low,", line, "", "S,nas,t,low,"))) == 2
    assert [refusal.line for refusal in reader.facts.refusals] == [3]
    assert "None of" in broken(GenericCsv(), table(line, line))


@pytest.mark.parametrize(
    ("column", "said"), [("cve", "2024-1"), ("cvss", "11"), ("seen_on", "31/31/2026"), ("seen_on", "soon")]
)
def test_a_value_that_cannot_be_understood_is_never_guessed(column, said):
    reader = GenericCsv()
    header = f"reference,asset,title,severity,{column}"
    assert len(read(reader, table(f"R,nas,t,low,{said}", "R,nas,t,low,", header=header))) == 1


@pytest.mark.parametrize("content", [b"", b"\n", table('R,nas,"t,low,'), b'"' + b"x" * 2_000_000])
def test_an_empty_or_damaged_table_is_broken(content):
    assert broken(GenericCsv(), content)


@pytest.mark.parametrize(
    ("content", "complete"),
    [
        (ENGLISH.encode() + b"\n", False),
        (table("R,nas,t,low,") + b"\n", True),
        (table("R,nas,t,low,"), False),
        (table("R,nas,t,low,", "") + b"\n", True),
    ],
)
def test_a_table_without_rows_or_whose_last_line_has_no_end_may_be_cut(content, complete):
    reader = GenericCsv()
    read(reader, content)
    assert reader.facts.complete is complete


PRODUCTS = "Éditeur;Nom;Version;Actif\nDoux;Pump;2.1;Bloc B\n;Sans éditeur;;\nDoux;;1;\n"


def test_products_are_read_and_a_line_without_a_name_is_left_out():
    reader = ProductsCsv()
    assert ProductsCsv.recognises(PRODUCTS.encode())
    assert list(reader.products(io.BytesIO(PRODUCTS.encode()))) == [
        ProductSeen("Pump", "Doux", "2.1", "", "Bloc B"),
        ProductSeen("Sans éditeur"),
    ]
    assert [refusal.line for refusal in reader.facts.refusals] == [4]
