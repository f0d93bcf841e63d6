"""The year of a filing of indicators, for the table."""

from __future__ import annotations

from hygie.core.clock import today

from .sample import Sample

SAMPLES: dict[str, Sample] = {"governance:file_indicators year": Sample(lambda *_: today().year)}
