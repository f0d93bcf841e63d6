"""One identity told several times in one report: one observation, whatever the order in which it was told."""

from __future__ import annotations

from typing import Any

from ..formats.observation import Observation, Outcome

#: found beats “not evaluated”, which beats “absent”: a doubt closes nothing
RANK = {Outcome.FOUND: 2, Outcome.NOT_EVALUATED: 1, Outcome.ABSENT: 0}


def merged(one: Observation, other: Observation) -> Observation:
    """The worse of two observations of one identity, with what the other adds.

    Texts are those of the worse one, whole: highest outcome, then severity, then the texts themselves. CVEs and CWEs
    add up; the highest score stays with its vector, the most pressing level and the greatest count stay.
    """
    first, second = (one, other) if _rank(one) >= _rank(other) else (other, one)
    if first.outcome != second.outcome:
        return first
    score = max((first.cvss or 0.0, first.cvss_vector), (second.cvss or 0.0, second.cvss_vector))
    return first._replace(
        cves=tuple(sorted({*first.cves, *second.cves})),
        cwes=tuple(sorted({*first.cwes, *second.cwes})),
        cvss=None if first.cvss is None and second.cvss is None else score[0],
        cvss_vector=score[1],
        references=tuple(sorted({*first.references, *second.references})),
        seen_at=max(filter(None, (first.seen_at, second.seen_at)), default=None),
        level=min((level for level in (first.level, second.level) if level is not None), default=None),
        objects=max((count for count in (first.objects, second.objects) if count is not None), default=None),
        line=min(first.line, second.line),
    )


def _rank(one: Observation) -> tuple[Any, ...]:
    texts = (one.title, one.location, one.evidence, one.description, one.solution, one.rule, one.asset, one.asset_kind)
    return (RANK[one.outcome], int(one.severity), *texts)
