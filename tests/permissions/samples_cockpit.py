"""What the cockpit's addresses name, for the table."""

from __future__ import annotations

from .sample import Sample

SAMPLES: dict[str, Sample] = {"cockpit:indicator code": Sample(lambda *_: "governance.ciso")}
