"""PingCastle: a rule that the domain does not respect is one observation of the domain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hygie.audits.formats import pingcastle as formats
from hygie.audits.formats.observation import AssetKind, BrokenReport, Covered, Severity

from .reading import read
from .samples_xml import pingcastle, pingcastle_rule

SID = "S-1-5-21-1-2-3"


def test_a_rule_is_one_observation_of_the_domain():
    one = read(pingcastle(pingcastle_rule(more="<Details><string>DC1</string><string>DC2</string></Details>"))).only
    assert one.identity == ("A-MinPwdLen", SID)
    assert (one.rule, one.asset, one.asset_kind) == ("A-MinPwdLen", "chu.example", AssetKind.DOMAIN)
    assert (one.title, one.location, one.evidence) == ("Passwords are short", "Anomalies / WeakPassword", "DC1\nDC2")
    assert one.seen_at == datetime(2026, 1, 1, 11, 1, 9, 264386, tzinfo=UTC)
    assert one.level is None


def test_points_and_rationale_never_change_which_finding_it_is():
    worse = pingcastle_rule(points=50).replace("short", "very short: 12")
    assert read(pingcastle(worse)).identities == read(pingcastle(pingcastle_rule())).identities


def test_a_domain_that_is_renamed_keeps_its_findings():
    renamed = read(pingcastle(pingcastle_rule(), name="New.example"))
    assert renamed.identities == read(pingcastle(pingcastle_rule())).identities
    assert renamed.only.asset == "new.example"


def test_without_sid_the_name_of_the_domain_stands_in():
    assert read(pingcastle(pingcastle_rule(), sid="")).only.identity == ("A-MinPwdLen", "chu.example")
    assert read(pingcastle(pingcastle_rule(), name="")).only.asset == SID


@pytest.mark.parametrize(
    ("points", "severity"),
    [
        (0, "INFO"),
        (1, "LOW"),
        (5, "LOW"),
        (10, "MEDIUM"),
        (20, "HIGH"),
        (50, "CRITICAL"),
        (100, "CRITICAL"),
        ("x", "INFO"),
    ],
)
def test_the_severity_comes_from_the_points(points, severity):
    assert read(pingcastle(pingcastle_rule(points=points))).only.severity is Severity[severity]


@pytest.mark.parametrize(
    ("maturity", "level"), [("1", 1), ("5", 5), ("0", None), ("6", None), ("", None), ("five", None)]
)
def test_the_maturity_is_the_level_of_the_directory(maturity, level):
    assert read(pingcastle(maturity=maturity)).facts.level == level


def test_a_domain_that_respects_every_rule_is_an_empty_report():
    found = read(pingcastle())
    assert (found.observations, found.facts.complete) == ([], True)
    assert found.facts.covered == {Covered(AssetKind.DOMAIN, "chu.example")}
    assert (found.facts.tool, found.facts.tool_version) == ("PingCastle", "3.2.0.1")


def test_a_report_without_its_list_of_rules_is_not_complete():
    assert not read(pingcastle().replace("<RiskRules></RiskRules>", "")).facts.complete


def test_a_report_without_domain_is_refused():
    with pytest.raises(BrokenReport) as why:
        read(pingcastle(pingcastle_rule(), name="", sid=""))
    assert why.value.reason == formats.NO_DOMAIN


def test_the_domain_may_be_named_after_the_rules():
    content = pingcastle(pingcastle_rule())
    sid = f"<DomainSid>{SID}</DomainSid>"
    later = content.replace(sid, "").replace("</RiskRules>", f"</RiskRules>{sid}")
    assert read(later).identities == read(content).identities


def test_a_rule_without_identifier_is_refused_with_its_line():
    found = read(pingcastle(pingcastle_rule(""), pingcastle_rule()))
    assert len(found.observations) == 1
    assert found.facts.refusals[0].reason == formats.NO_RISK
    assert found.facts.refusals[0].line > 1


def test_what_other_parts_of_the_report_call_by_the_same_names_is_no_rule():
    other = "<Trusts><RiskRules><HealthcheckRiskRule/></RiskRules><DomainSid>S-1-5-21-9-9-9</DomainSid></Trusts>"
    content = pingcastle(pingcastle_rule()).replace("<DomainControllers>", other + "<DomainControllers>")
    found = read(content)
    assert found.identities == [("A-MinPwdLen", SID)]
    assert not found.facts.refused


def test_more_rules_than_pingcastle_has_are_refused(monkeypatch):
    monkeypatch.setattr(formats, "RULES_AT_MOST", 2)
    with pytest.raises(BrokenReport) as why:
        read(pingcastle(*[pingcastle_rule()] * 3))
    assert why.value.reason == formats.TOO_MANY_RULES
