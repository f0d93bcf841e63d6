"""The statements by which a report becomes findings, a few thousand rows each, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hygie.core.identifiers import new_uid

from ...enums import FindingState
from ...formats.observation import Observation
from ...models import Finding, FindingCve, ReportImport
from ...queries.known import SYSTEM, listed
from ...staging.rows import CONTENT, TEXTS, content_of, digest_of
from ...staging.scratch import Scratch
from .priorities import JUDGED, Judge
from .tables import execute, handfuls, insert, quoted, stored, table

#: key, kind of event, columns before and after
Changed = tuple[int, str, dict[str, Any], dict[str, Any]]

#: columns of a finding that an import may change, by kind of value (`tables.TYPES`)
COLUMNS = {
    "title": "text",
    "location": "text",
    "severity": "number",
    "cves": "json",
    "cvss": "real",
    "cvss_vector": "text",
    "evidence": "text",
    "level": "number",
    "count": "number",
    "content": "uuid",
    "state": "text",
    "is_open": "flag",
    "state_since": "moment",
    "closed_because": "text",
    "closed_at": "moment",
    "opened_at": "moment",
    "times_reopened": "number",
    "absences": "number",
    "until": "day",
}
_FRESH = {"uid": "uuid", "fingerprint": "uuid", "identity": "json", "rule": "text", "kind": "text", "asset": "text"}
_SAID = {name: COLUMNS[name] for name in (*CONTENT, "content")}
_EVENT = {"pk": "key", "kind": "text", "before": "json", "after": "json"}
_WEAKNESS = {
    "rule": "text",
    "title": "text",
    "description": "text",
    "solution": "text",
    "references": "json",
    "cwes": "json",
}
MOMENTS = frozenset(name for name, kind in COLUMNS.items() if kind == "moment")
#: in a change: the moment at which it is written
NOW = "now"
#: told by an event; the rest of what changed can be put back, but tells a reader nothing
TOLD = frozenset({"state", "closed_because", "absences", *CONTENT})


class Writer:
    """One report on its way into the rows. `at` is the moment of all that it writes."""

    def __init__(self, report: ReportImport, scratch: Scratch, at: datetime) -> None:
        self._report, self._scratch, self._at = report, scratch, at
        self._judge = Judge(report, at)
        self._place = {"organisation_id": report.organisation_id, "region_id": report.region_id}

    def write(self) -> None:
        for texts in handfuls(self._scratch.weaknesses()):
            self._tell_weaknesses(texts)
        for names in handfuls(self._scratch.assets()):
            self._name_assets(names)
        for fresh in handfuls(self._scratch.fresh()):
            self._add(fresh)
        for keys in handfuls(self._scratch.again()):
            self._see_again(keys)
        for columns, changes in self._scratch.changes():
            for changed in handfuls(changes):
                self._change(columns, changed)

    def _tell_weaknesses(self, some: Sequence[tuple[str, list[Any]]]) -> None:
        """What the latest report says of its rules stands."""
        source, filled = table(_WEAKNESS, [_named(rule, texts) for rule, texts in some])
        texts = [quoted(name) for name in _WEAKNESS if name != "rule"]
        differ = " OR ".join(f"audits_weakness.{name} <> excluded.{name}" for name in texts)
        changes = ", ".join(f"{name} = excluded.{name}" for name in texts)
        insert(
            "audits_weakness",
            self._place | {"lane": self._report.lane},
            {name: f"j.{quoted(name)}" for name in _WEAKNESS},
            f"{source} WHERE true ON CONFLICT (organisation_id, lane, rule) DO UPDATE SET {changes} WHERE {differ}",
            [filled],
        )

    def _name_assets(self, some: Sequence[tuple[str, str]]) -> None:
        rows = [{"uid": new_uid().hex, "kind": kind, "name": name} for kind, name in some]
        source, filled = table({"uid": "uuid", "kind": "text", "name": "text"}, rows)
        unsaid = dict.fromkeys(("label", "exposure", "care_service", "criticality", "owner"), "")
        insert(
            "audits_asset",
            self._place | unsaid | {"made_at": self._at, "version": 1},
            {name: f"j.{name}" for name in ("uid", "kind", "name")},
            f"{source} WHERE true ON CONFLICT (organisation_id, kind, name) DO NOTHING",
            [filled],
        )

    def _add(self, some: Sequence[tuple[bytes, Observation]]) -> None:
        """New findings; on an asset merged into another, they count where it was merged."""
        rows = [_fresh(key, one) for key, one in some]
        self._judge.judge(rows)
        source, filled = table(_FRESH | _SAID | JUDGED, rows)
        report = self._report
        joined = (
            f"{source} CROSS JOIN audits_weakness w CROSS JOIN audits_asset a"
            " WHERE w.organisation_id = %s AND w.lane = %s AND w.rule = j.rule"
            " AND a.organisation_id = %s AND a.kind = j.kind AND a.name = j.asset"
        )
        own = {name: f"j.{quoted(name)}" for name in ("uid", "fingerprint", "identity", *_SAID, *JUDGED)}
        insert(
            "audits_finding",
            self._place | self._first_facts(),
            {"weakness_id": "w.id", "asset_id": "COALESCE(a.merged_into_id, a.id)"} | own,
            joined,
            [filled, report.organisation_id, report.lane, report.organisation_id],
        )
        self._speak_of([(key.hex(), cve) for key, one in some for cve in content_of(one)["cves"]])

    def _first_facts(self) -> dict[str, Any]:
        """What all new findings of a report have in common."""
        report = self._report
        unsaid = ("reason", "risk_owner", "closed_because")
        return dict.fromkeys(unsaid, "") | {
            "algorithm": report.algorithm,
            "lane": report.lane,
            "audit_id": report.audit_id,
            "state": FindingState.NEW.value,
            "is_open": True,
            "state_since": self._at,
            "opened_at": self._at,
            "first_seen_at": report.made_at,
            "last_seen_at": report.made_at,
            "first_import_id": report.pk,
            "last_import_id": report.pk,
            "times_reopened": 0,
            "absences": 0,
            "version": 1,
        }

    def _speak_of(self, pairs: Sequence[tuple[str, str]]) -> None:
        for some in handfuls(pairs):
            rows = [{"fingerprint": fingerprint, "cve": cve} for fingerprint, cve in some]
            source, filled = table({"fingerprint": "uuid", "cve": "text"}, rows)
            insert(
                "audits_findingcve",
                self._place,
                {"finding_id": "f.id", "cve": "j.cve"},
                f"{source} CROSS JOIN audits_finding f"
                " WHERE f.organisation_id = %s AND f.fingerprint = j.fingerprint"
                " ON CONFLICT (finding_id, cve) DO NOTHING",
                [filled, self._report.organisation_id],
            )

    def _see_again(self, keys: Sequence[int]) -> None:
        source, filled = table({"pk": "key"}, [{"pk": key} for key in keys])
        execute(
            "UPDATE audits_finding SET last_seen_before_at = last_seen_at, last_seen_at = %s, last_import_id = %s"  # noqa: S608
            f" FROM {source} WHERE audits_finding.id = j.pk",
            [stored(self._report.made_at), self._report.pk, filled],
        )

    def _change(self, columns: Sequence[str], changed: Sequence[Changed]) -> None:
        settled = [(pk, kind, before, _at(after, self._at)) for pk, kind, before, after in changed]
        update(columns, [{"pk": pk} | after for pk, _kind, _before, after in settled])
        told = [
            {"pk": pk, "kind": kind, "before": before, "after": {name: after[name] for name in TOLD & after.keys()}}
            for pk, kind, before, after in settled
        ]
        source, filled = table(_EVENT, told)
        insert(
            "audits_findingevent",
            self._place | {"at": self._at, "note": "", "report_id": self._report.pk},
            {"finding_id": "j.pk", "kind": "j.kind", "before": quoted_as("before"), "after": quoted_as("after")},
            source,
            [filled],
        )
        if "cves" in columns:
            speak_anew([pk for pk, *_rest in settled])


def quoted_as(name: str) -> str:
    return f"j.{quoted(name)}"


def update(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write these columns of findings, by their key `pk`; each counts as one more version."""
    source, filled = table({"pk": "key"} | {name: COLUMNS[name] for name in columns}, rows)
    changes = ", ".join(f"{quoted(name)} = {quoted_as(name)}" for name in columns)
    execute(
        f"UPDATE audits_finding SET {changes}, version = version + 1 FROM {source} WHERE audits_finding.id = j.pk",  # noqa: S608
        [filled],
    )


def speak_anew(keys: Sequence[int]) -> None:
    """Which CVEs these findings speak of, from the findings themselves."""
    spoken = FindingCve.objects.within(SYSTEM)
    spoken.filter(finding_id__in=listed(keys)).delete()
    rows = Finding.objects.within(SYSTEM).filter(pk__in=listed(keys)).order_by("pk")
    told = rows.values_list("pk", "organisation_id", "region_id", "cves")
    FindingCve.objects.bulk_create(
        FindingCve(finding_id=pk, organisation_id=organisation, region_id=region, cve=cve)
        for pk, organisation, region, cves in told
        for cve in cves
    )


def rename(fingerprints: Sequence[tuple[int, UUID]], algorithm: int) -> None:
    """Fingerprints of another version."""
    for some in handfuls(fingerprints):
        source, filled = table(
            {"pk": "key", "fingerprint": "uuid"}, [{"pk": pk, "fingerprint": made.hex} for pk, made in some]
        )
        execute(
            "UPDATE audits_finding SET fingerprint = j.fingerprint, algorithm = %s, version = version + 1"  # noqa: S608
            f" FROM {source} WHERE audits_finding.id = j.pk",
            [algorithm, filled],
        )


def _named(rule: str, texts: list[Any]) -> dict[str, Any]:
    return {"rule": rule} | dict(zip(TEXTS, texts, strict=True))


def _fresh(key: bytes, one: Observation) -> dict[str, Any]:
    content = content_of(one)
    return content | {
        "content": digest_of(content),
        "uid": new_uid().hex,
        "fingerprint": key.hex(),
        "identity": one.identity,
        "rule": one.rule[:200],
        "kind": one.asset_kind.value,
        "asset": one.asset[:255],
    }


def _at(after: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """The moment of writing, where the change asks for it."""
    return {name: moment.isoformat() if value == NOW and name in MOMENTS else value for name, value in after.items()}
