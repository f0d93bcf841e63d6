"""Observations and small reports for the properties of imports."""

from __future__ import annotations

from hypothesis import strategies as st

from hygie.audits.formats.observation import AssetKind, Observation, Outcome, Severity

WORDS = st.text("abc", max_size=3)


def observations(identities: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[Observation]:
    return st.builds(
        Observation,
        identity=identities,
        rule=st.just("rule"),
        asset=st.sampled_from(["one", "two"]),
        asset_kind=st.just(AssetKind.HOST),
        severity=st.sampled_from(Severity),
        title=WORDS,
        outcome=st.sampled_from(Outcome),
        cves=st.sets(st.sampled_from(["CVE-2024-0001", "CVE-2024-0002"])).map(lambda found: tuple(sorted(found))),
        cvss=st.none() | st.floats(0, 10),
        cwes=st.just(()),
        references=st.just(()),
        seen_at=st.none(),
        evidence=WORDS,
        level=st.none() | st.integers(1, 5),
        objects=st.none() | st.integers(0, 9),
        line=st.integers(0, 9),
    )
