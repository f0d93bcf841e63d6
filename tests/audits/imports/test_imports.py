"""Reports through the real action: what they open, keep, close and reopen."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hygie.audits.actions.reports.applying import Unconfirmed, apply_report, drop_report
from hygie.audits.actions.reports.reading import RefusedReport
from hygie.audits.enums import AuditState, AuditType, ClosedBecause, FindingState
from hygie.audits.formats.observation import BrokenReport, Outcome, Severity
from hygie.audits.models import Asset, Finding, FindingCve, FindingEvent, FindingSummary, ReportImport, Weakness
from hygie.audits.rules.identity import fingerprint
from hygie.core.access import Role
from hygie.core.actions import Denied, Refused
from hygie.core.models import AuditEvent
from hygie.territory.models import Organisation
from tests.audits.conftest import MORNING, SYSTEM
from tests.budgets import at_most
from tests.factories.audits import AuditFactory, FindingFactory

from .conftest import Report, counts, covered, one


def test_a_first_report_opens_its_findings(imports, world):
    report = imports.bring(one("a", cves=("CVE-2024-0001",), evidence="seen"), one("b"), one("a", "srv-2.example"))
    assert counts(report) == (3, 0, 0, 0, 0)
    first = imports.findings()[0]
    assert (first.state, first.lane, first.identity) == ("new", "invented", ["a", "srv-1.example"])
    assert first.fingerprint == fingerprint("invented", first.identity)
    assert (first.evidence, first.cves) == ("seen", ["CVE-2024-0001"])
    assert first.last_seen_at == report.made_at
    assert FindingCve.objects.within(SYSTEM).get().finding_id == first.pk
    assert Weakness.objects.within(SYSTEM).count() == Asset.objects.within(SYSTEM).count() == 2
    assert FindingSummary.objects.within(SYSTEM).get(organisation=world.hospital).open_high == 3
    assert not FindingEvent.objects.within(SYSTEM).exists()


def test_what_comes_in_is_judged_at_once(imports):
    imports.bring(one("a", severity=Severity.CRITICAL, cvss=9.8), one("b", severity=Severity.LOW))
    worse, other = imports.findings()
    assert worse.weight > other.weight
    assert worse.due_on is not None
    imports.bring(one("a", severity=Severity.LOW, cvss=2.0), one("b", severity=Severity.LOW))
    assert imports.findings()[0].weight < worse.weight


def test_the_same_file_twice_changes_nothing(imports):
    first = imports.bring(one("a"), one("b"))
    before = list(Finding.objects.within(SYSTEM).order_by("pk").values())
    again = imports.read(Report.kept[0])
    assert again.pk == first.pk
    assert list(Finding.objects.within(SYSTEM).order_by("pk").values()) == before
    assert ReportImport.objects.within(SYSTEM).count() == 1


def test_the_same_findings_in_another_file_are_unchanged(imports):
    imports.bring(one("a"), one("b"))
    again = imports.bring(one("b"), one("a"))
    assert counts(again) == (0, 2, 0, 0, 0)
    assert {row.last_seen_at for row in imports.findings()} == {again.made_at}
    assert not FindingEvent.objects.within(SYSTEM).exists()


def test_what_a_report_no_longer_shows_closes_and_comes_back_in_the_same_row(imports):
    imports.bring(one("a"), one("b"), one("c"), one("d"))
    keys = {row.weakness.rule: row.pk for row in imports.findings()}
    assert counts(imports.bring(one("b"), one("c"), one("d"))) == (0, 3, 0, 1, 0)
    closed = imports.findings(weakness__rule="a")[0]
    assert (closed.state, closed.closed_because, closed.is_open) == ("closed", ClosedBecause.NOT_SEEN, False)
    assert closed.closed_at == MORNING
    assert counts(imports.bring(one("a"), one("b"), one("c"), one("d"))) == (0, 3, 0, 0, 1)
    back = imports.findings(weakness__rule="a")[0]
    assert (back.pk, back.state, back.times_reopened) == (keys["a"], "reopened", 1)
    assert back.closed_at is None
    events = FindingEvent.objects.within(SYSTEM).filter(finding=back).order_by("pk")
    assert [event.after["state"] for event in events] == ["closed", "reopened"]


def test_fixing_one_host_closes_one_finding(imports):
    hosts = [f"srv-{number}.example" for number in range(5)]
    imports.bring(*(one("a", host) for host in hosts), covered=covered(*hosts))
    assert counts(imports.bring(*(one("a", host) for host in hosts[1:]), covered=covered(*hosts))) == (0, 4, 0, 1, 0)


def test_a_changed_severity_or_text_updates_and_is_told(imports):
    imports.bring(one("a", severity=Severity.LOW), one("b", evidence="old"))
    report = imports.bring(one("a", severity=Severity.CRITICAL), one("b", evidence="new"))
    assert counts(report) == (0, 0, 2, 0, 0)
    worse, other = imports.findings()
    assert (worse.severity, other.evidence) == (Severity.CRITICAL, "new")
    events = {event.kind: event for event in FindingEvent.objects.within(SYSTEM).order_by("pk")}
    assert (events["severity"].before["severity"], events["severity"].after) == (1, {"severity": 4})
    assert events["text"].before["evidence"] == "old"


def test_changed_cves_are_found_again_by_their_new_names(imports):
    imports.bring(one("a", cves=("CVE-2024-0001", "CVE-2024-0002")))
    imports.bring(one("a", cves=("CVE-2024-0002", "CVE-2024-0003")))
    spoken = FindingCve.objects.within(SYSTEM).order_by("cve").values_list("cve", flat=True)
    assert list(spoken) == ["CVE-2024-0002", "CVE-2024-0003"]


def test_only_what_the_report_examined_may_close(imports):
    imports.bring(one("a", "one"), one("a", "two"), one("a", "three"), covered=covered("one", "two", "three"))
    report = imports.bring(covered=covered("one", "two"), unreachable=covered("two"))
    assert report.closed == 1
    assert imports.states() == {"a@one": "closed", "a@two": "new", "a@three": "new"}


@pytest.mark.parametrize(
    ("asked", "closed"),
    [
        ({"scope": "nothing"}, set()),
        ({"scope": "source"}, {"a@one", "a@two"}),
        ({"scope": "named", "assets": tuple(covered("two"))}, {"a@two"}),
    ],
)
def test_the_person_says_what_may_close(imports, asked, closed):
    imports.bring(one("a", "one"), one("a", "two"), one("b", "three"))
    imports.bring(one("b", "three"), **asked)
    assert {name for name, state in imports.states().items() if state == "closed"} == closed


def test_what_was_not_evaluated_neither_opens_nor_closes(imports):
    imports.bring(one("a"))
    report = imports.bring(one("a", outcome=Outcome.NOT_EVALUATED), one("b", outcome=Outcome.NOT_EVALUATED))
    assert counts(report) == (0, 0, 0, 0, 0)
    assert imports.states() == {"a@srv-1.example": "new"}


def test_what_the_report_says_to_be_gone_closes(imports):
    imports.bring(one("a"), one("b"), one("c"), one("d"))
    imports.bring(one("a", outcome=Outcome.ABSENT), one("b"), one("c"), one("d"))
    assert imports.findings(weakness__rule="a")[0].closed_because == ClosedBecause.STATED


def test_another_source_closes_nothing(imports, world):
    other = FindingFactory(organisation=world.hospital, lane="nuclei")
    imports.bring(one("a"))
    imports.bring(one("b"))
    assert Finding.objects.within(SYSTEM).get(pk=other.pk).state == "new"


def test_another_establishment_is_never_touched(imports, world):
    imports.bring(one("a"), place=world.hospital)
    context = world.context(Role.CISO, world.neighbour)
    apply_report(context, imports.read(Report(one("b")), place=world.neighbour, context=context))
    assert imports.states() == {"a@srv-1.example": "new"}


def test_a_report_asks_before_more_than_three_in_ten_close(imports, world):
    imports.bring(one("a"), one("b"))
    report = imports.read(Report(one("b")))
    assert (report.asks, report.closed) == (["share"], 1)
    with pytest.raises(Unconfirmed):
        apply_report(world.ciso_context, report)
    assert set(imports.states().values()) == {"new"}
    apply_report(world.ciso_context, report, confirmed=True)
    assert imports.states() == {"a@srv-1.example": "closed", "b@srv-1.example": "new"}


def test_an_empty_report_asks(imports):
    imports.bring(one("a"))
    assert imports.read(Report()).asks == ["share", "empty"]


def test_a_broken_off_report_asks(imports):
    imports.bring(*(one(name) for name in "abcdefghij"))
    assert imports.read(Report(*(one(name) for name in "abcdefghi"), complete=False)).asks == ["incomplete"]


def test_a_report_older_than_the_latest_changes_nothing(imports):
    imports.bring(one("a"), made_at=MORNING - timedelta(days=1))
    older = imports.bring(one("b"), made_at=MORNING - timedelta(days=2))
    assert (older.state, older.asks, counts(older)) == ("dropped", ["outdated"], (0, 0, 0, 0, 0))
    assert imports.states() == {"a@srv-1.example": "new"}


def test_an_older_report_of_machines_that_no_later_one_looked_at_is_news(imports):
    imports.bring(one("a", "srv-1.example"), made_at=MORNING - timedelta(days=1), covered=covered("srv-1.example"))
    older = MORNING - timedelta(days=2)
    elsewhere = imports.bring(one("b", "srv-2.example"), made_at=older, covered=covered("srv-2.example"))
    assert (elsewhere.state, elsewhere.fresh) == ("applied", 1)
    both = covered("srv-1.example", "srv-2.example")
    assert imports.bring(one("c", "srv-2.example"), made_at=older, covered=both).asks == ["outdated"]


def test_a_report_from_the_future_does_not_bar_the_next_ones(imports):
    report = imports.bring(one("a"), made_at=MORNING + timedelta(days=400))
    assert report.made_at == MORNING


def test_findings_close_after_as_many_absences_as_the_platform_is_set_to(imports, settings):
    settings.HYGIE_ABSENCES_TO_CLOSE = 2
    imports.bring(one("a"), one("b"))
    assert counts(imports.bring(one("b"))) == (0, 1, 0, 0, 0)
    assert imports.findings(weakness__rule="a")[0].absences == 1
    imports.bring(one("a"), one("b"))
    assert imports.findings(weakness__rule="a")[0].absences == 0
    imports.bring(one("b"))
    assert imports.bring(one("b")).closed == 1


def test_accepted_risks_rest_whatever_the_report_says(imports, world):
    imports.bring(one("a"), one("b"))
    Finding.objects.within(SYSTEM).update(state="accepted", is_open=False, until=MORNING.date() + timedelta(days=9))
    imports.bring(one("a", severity=Severity.CRITICAL))
    assert set(imports.states().values()) == {"accepted"}
    assert imports.findings()[0].severity == Severity.CRITICAL


def test_a_repair_that_failed_reopens(imports):
    imports.bring(one("a"))
    Finding.objects.within(SYSTEM).update(state="to_verify", state_since=MORNING - timedelta(days=200))
    assert counts(imports.bring(one("a"))) == (0, 0, 0, 0, 1)
    assert imports.states() == {"a@srv-1.example": FindingState.REOPENED}


def test_an_asset_merged_into_another_is_found_under_both_names(imports, world):
    imports.bring(one("a", "old"), one("b", "new"))
    old, new = (Asset.objects.within(SYSTEM).get(name=name) for name in ("old", "new"))
    Asset.objects.within(SYSTEM).filter(pk=old.pk).update(merged_into=new)
    Finding.objects.within(SYSTEM).filter(asset=old).update(asset=new)
    report = imports.bring(one("a", "old"), one("b", "new"), one("c", "old"))
    assert counts(report) == (1, 2, 0, 0, 0)
    assert {row.asset_id for row in imports.findings()} == {new.pk}


def test_findings_of_an_older_fingerprint_are_renamed_before_they_are_compared(imports):
    imports.bring(one("a"), one("b"))
    for row in imports.findings():
        row.fingerprint, row.algorithm = fingerprint("old", row.identity), 0
        row.save()
    assert counts(imports.bring(one("a"), one("b"))) == (0, 2, 0, 0, 0)


def test_a_report_repeating_itself_counts_once(imports):
    report = imports.bring(one("a", severity=Severity.LOW), one("a", severity=Severity.HIGH), one("a"))
    assert (report.observations, counts(report)) == (3, (1, 0, 0, 0, 0))
    assert imports.findings()[0].severity == Severity.HIGH


def test_a_lane_told_last_is_the_lane_of_all(imports):
    report = imports.bring(one("a"), lane="tool")
    assert report.lane == "invented:tool"
    assert imports.findings()[0].fingerprint == fingerprint("invented:tool", ["a", "srv-1.example"])


def test_a_broken_report_leaves_its_trace_and_nothing_else(imports, tmp_path):
    with pytest.raises(RefusedReport) as refused:
        imports.bring(one("a"), BrokenReport("The entry is not a nuclei finding.", 7))
    assert refused.value.problems["file"] == "Line 7: The entry is not a nuclei finding."
    report = ReportImport.objects.within(SYSTEM).get()
    assert (report.state, report.refused, report.refusals[0]["line"]) == ("refused", 1, 7)
    assert not imports.findings()
    assert not list((tmp_path / "files" / "reports").iterdir())


@pytest.mark.parametrize("text", ["half \ud800", "nul \x00"])
def test_what_no_database_keeps_is_left_out_with_its_reason(imports, text):
    report = imports.bring(one("a", title=text), one("b"))
    assert (counts(report), report.refused) == ((1, 0, 0, 0, 0), 1)


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "../../etc/passwd", "' OR 1=1 --", "%s %(a)s", "é" * 400, "{}"]


def test_hostile_texts_are_kept_as_texts(imports):
    imports.bring(*(one(text, text, title=text, evidence=text, location=text) for text in HOSTILE))
    assert {row.title for row in imports.findings()} == {text[:300] for text in HOSTILE}


def test_a_path_in_the_name_of_a_file_is_no_path(imports, world):
    from hygie.audits.actions.reports.reading import Asked, read_report

    report = read_report(world.ciso_context, world.hospital, Report(one("a")).file(), Asked("..\\..\\a/../../b.xml"))
    assert report.file_name == "b.xml"


def test_confirming_twice_is_confirming_once(imports, world):
    report = imports.read(Report(one("a")))
    apply_report(world.ciso_context, report)
    assert apply_report(world.ciso_context, report).state == "applied"
    assert len(imports.findings()) == 1
    assert AuditEvent.objects.within(SYSTEM).filter(kind="report.imported").count() == 1


def test_two_readings_of_one_file_are_one_import(imports, world):
    report = imports.read(Report(one("a")))
    again = imports.read(Report.kept[0])
    assert ReportImport.objects.within(SYSTEM).get(pk=report.pk).state == "dropped"
    assert apply_report(world.ciso_context, again).state == "applied"


def test_a_report_dropped_is_not_applied(imports, world, tmp_path):
    report = imports.read(Report(one("a")))
    drop_report(world.ciso_context, report)
    with pytest.raises(Refused):
        apply_report(world.ciso_context, report)
    assert not imports.findings()


def test_a_reading_that_was_lost_must_be_sent_again(imports, world, tmp_path):
    report = imports.read(Report(one("a")))
    (tmp_path / "files" / report.staged_path).write_bytes(b"not a database at all, but longer than one page" * 99)
    with pytest.raises(Refused, match="Send the report again"):
        apply_report(world.ciso_context, report)


def test_what_people_did_meanwhile_is_compared_again(imports, world):
    imports.bring(*(one(name) for name in "abcd"))
    report = imports.read(Report(*(one(name) for name in "abc")))
    row = imports.findings(weakness__rule="a")[0]
    row.state, row.version = FindingState.CONFIRMED, row.version + 1
    row.save()
    apply_report(world.ciso_context, report)
    assert imports.states()["a@srv-1.example"] == "confirmed"
    assert imports.states()["d@srv-1.example"] == "closed"


def test_a_killed_import_leaves_nothing_written(imports, world, monkeypatch):
    from hygie.audits.actions.reports import applying

    report = imports.read(Report(one("a")))

    def killed(organisation: Organisation) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(applying, "recount", killed)
        with pytest.raises(KeyboardInterrupt):
            apply_report(world.ciso_context, report)
    assert not imports.findings()
    assert not Asset.objects.within(SYSTEM).exists()
    assert apply_report(world.ciso_context, report).fresh == 1


def test_an_audit_is_told_of_its_report(imports, world):
    audit = AuditFactory(organisation=world.hospital, kind=AuditType.DIRECTORY)
    report = imports.bring(one("a"), audit=audit, level=2, not_evaluated=4)
    audit.refresh_from_db()
    assert (audit.state, audit.level, audit.not_evaluated) == (AuditState.RECEIVED, 2, 4)
    assert audit.ran_on == report.made_at.date()
    assert imports.findings()[0].audit_id == audit.pk
    assert [proof.measures["level"] for proof in world.proofs("directory_audit")] == [2]


def test_a_counter_audit_closes_in_its_own_name(imports, world, settings):
    settings.HYGIE_ABSENCES_TO_CLOSE = 3
    first = AuditFactory(organisation=world.hospital)
    imports.bring(one("a"), one("b"), audit=first)
    imports.bring(one("b"), audit=AuditFactory(organisation=world.hospital, follows=first))
    assert imports.findings(weakness__rule="a")[0].closed_because == ClosedBecause.COUNTER_AUDIT


def test_another_establishments_audit_and_one_that_is_over_are_refused(imports, world):
    with pytest.raises(Refused):
        imports.bring(one("a"), audit=AuditFactory(organisation=world.neighbour))
    with pytest.raises(Refused):
        imports.bring(one("a"), audit=AuditFactory(organisation=world.hospital, state=AuditState.CLOSED))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EXPERT, Role.CONTRIBUTOR])
def test_whoever_may_not_edit_findings_brings_no_report(imports, world, role):
    place = world.region if role in {Role.COORDINATOR, Role.EXPERT} else world.hospital
    with pytest.raises(Denied):
        imports.read(Report(one("a")), context=world.context(role, place))


def test_the_timeline_tells_numbers_only(imports):
    imports.bring(one("secret-rule", "secret-host", title="Secret title"))
    event = AuditEvent.objects.within(SYSTEM).get(kind="report.imported")
    assert "secret" not in str(event.details).lower()
    assert "report.xml" not in str(event.details)
    assert event.details["counts"]["new"] == 1


RULES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "two"])), max_size=6)


@given(RULES, RULES, st.randoms(use_true_random=False))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_the_same_two_reports_leave_the_same_findings(imports, first, second, chance):
    from django.db import transaction

    outcomes = []
    for shuffled in (False, True):
        told = [[one(rule, asset) for rule, asset in report] for report in (first, second)]
        if shuffled:
            for report in told:
                chance.shuffle(report)
        with transaction.atomic():
            for report in told:
                imports.bring(*report)
            outcomes.append(imports.states())
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    expected = {f"{rule}@{asset}": "new" if (rule, asset) in second else "closed" for rule, asset in [*first, *second]}
    assert outcomes[0] == expected


def test_queries_grow_with_handfuls_and_not_with_findings(imports):
    """Under 60 for 10,000 findings: four thousand new ones, then as many again with one in four gone or changed."""
    first = [one(f"rule-{number % 50}", f"srv-{number}", cves=("CVE-2024-0001",)) for number in range(4000)]
    with at_most(58):
        imports.bring(*first)
    changed = [told._replace(severity=Severity.LOW) for told in first[:500]]
    with at_most(58):
        assert counts(imports.bring(*changed, *first[500:3500])) == (0, 3000, 500, 500, 0)
