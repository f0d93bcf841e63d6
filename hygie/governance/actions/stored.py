"""What the platform itself made, as something that can be stored."""

from __future__ import annotations

import io


class Bytes(io.BytesIO):
    """A document in memory, with the name and the size that storing it asks for."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name: str | None = name
        self.size: int | None = len(content)
