"""What a CVSS vector says of two questions that the decision tables ask.

Technical impact, after the CERT/CC's mapping of CVSS 3 (github.com/cisagov/vulnrichment, pull request 62): total where
the vulnerable system loses all its confidentiality and all its integrity, whatever its availability. Where the scope
changes that mapping is silent; one of the two is then enough, since it is the neighbour's loss that is counted.

Automatable, after SSVC 2.0: whether reconnaissance, weaponisation, delivery and exploitation can run without a person.
CVSS 4 may say it itself (AU). Otherwise it is when the network reaches it, nothing special is needed, and neither an
account nor anybody's hand: AV:N, AC:L, PR:N (Au:N), UI:N, and AT:N in CVSS 4.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

EASY_IN_ANY = {"AV": "N", "AC": "L"}
EASY = {
    "2": EASY_IN_ANY | {"Au": "N"},
    "3": EASY_IN_ANY | {"PR": "N", "UI": "N"},
    "4": EASY_IN_ANY | {"AT": "N", "PR": "N", "UI": "N"},
}
#: metrics of confidentiality and integrity of the vulnerable system, and their worst value
LOSSES = {"2": (("C", "C"), ("I", "C")), "3": (("C", "H"), ("I", "H")), "4": (("VC", "H"), ("VI", "H"))}


class VectorSays(NamedTuple):
    automatable: bool
    total: bool


@lru_cache(maxsize=20_000)
def read_vector(vector: str) -> VectorSays | None:
    """What the vector says; None where it is absent, damaged, or lacks one of the metrics that decide."""
    version, metrics = _metrics_of(vector)
    easy, losses = EASY[version], LOSSES[version]
    if not (easy.keys() | {name for name, _worst in losses}) <= metrics.keys():
        return None
    automatable = all(metrics[name] == value for name, value in easy.items())
    if metrics.get("AU") in {"Y", "N"}:
        automatable = metrics["AU"] == "Y"
    lost = [metrics[name] == worst for name, worst in losses]
    return VectorSays(automatable, any(lost) if metrics.get("S") == "C" else all(lost))


def _metrics_of(vector: str) -> tuple[str, dict[str, str]]:
    """Version of CVSS, and value of each metric. A vector of CVSS 2 has no prefix, and sometimes brackets."""
    parts = [part.partition(":") for part in vector.strip().strip("()").split("/")]
    metrics = {name: value for name, _colon, value in parts}
    prefix = metrics.get("CVSS", "2")
    return (prefix[0] if prefix[:1] in EASY else "2"), metrics
