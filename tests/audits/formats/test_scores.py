"""Scores and numbers of vulnerabilities."""

import pytest

from hygie.audits.formats.observation import Severity
from hygie.audits.formats.scores import cves_in, cvss_in, cwes_in, severity_of


def test_cves_are_upper_case_sorted_and_each_once():
    assert cves_in("cve-2025-0002, CVE-2025-0001", "", "(CVE-2025-0002)") == ("CVE-2025-0001", "CVE-2025-0002")
    assert cves_in("CVE-25-1 XCVE-2025-0001 CVE-2025-123") == ()


def test_weaknesses_are_numbers():
    assert cwes_in(["CWE-79", "20", "none", "cwe-79"]) == (20, 79)


@pytest.mark.parametrize("written", [None, "", "n/a", "-1", "10.1", "nan", "inf"])
def test_what_is_no_base_score_is_none(written):
    assert cvss_in(written) is None


@pytest.mark.parametrize(
    ("score", "severity"),
    [(None, "INFO"), (0.0, "INFO"), (0.1, "LOW"), (4.0, "MEDIUM"), (6.9, "MEDIUM"), (7.0, "HIGH"), (9.0, "CRITICAL")],
)
def test_the_severity_of_a_score_is_that_of_cvss(score, severity):
    assert severity_of(score) is Severity[severity]
