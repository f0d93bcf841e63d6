"""Reads a report written in a test, as the platform reads an upload."""

from __future__ import annotations

import io
from typing import NamedTuple

from hygie.audits.formats.observation import Observation, ReportFacts, ReportFormat
from hygie.audits.formats.opening import opened
from hygie.audits.formats.recognise import recognise


class Read(NamedTuple):
    observations: list[Observation]
    facts: ReportFacts

    @property
    def identities(self) -> list[tuple[str, ...]]:
        return [one.identity for one in self.observations]

    @property
    def only(self) -> Observation:
        [one] = self.observations
        return one


def read(content: bytes | str, reader: type[ReportFormat] | None = None) -> Read:
    """Recognised by its content, unless a reader is named."""
    with opened(io.BytesIO(content.encode() if isinstance(content, str) else content)) as stream:
        reader = reader or recognise(stream)
        one = reader()
        return Read(list(one.read(stream)), one.facts)
