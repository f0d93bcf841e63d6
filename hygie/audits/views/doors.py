"""Pages of one finding are opened by several lines of the policy: that of the door through which the reader came."""

from __future__ import annotations

from dataclasses import replace

from hygie.core.pages import Request

from ..access import SeenFinding


def enter(request: Request, seen: SeenFinding) -> None:
    """Ask the line of the door for what the page's mark asks of findings. Raises 404, Denied."""
    request.access = replace(request.access, resource=seen.door.resource)
    request.require(seen.finding.organisation)
