"""What imports of national files share: the right to import, the trace of what was read, the trace of a refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import PurePath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, Refused, Stale
from hygie.core.clock import now
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope

from ..enums import OrganisationKind
from ..finess import DamagedFile, LineReason
from ..france import REGIONS
from ..imports.queries import last_run
from ..models import ImportRun, Organisation
from ..policies import REGISTER
from .authorities import ensure_authorities, region_of_code

_PIECE = 1024 * 1024


class RefusedFile(DamagedFile):
    """A damaged file whose refusal is recorded: `run` is its trace."""

    def __init__(self, damage: DamagedFile, run: ImportRun) -> None:
        super().__init__(list(damage.reasons))
        self.run = run


def check_right(ctx: Context, region: str | None) -> None:
    """Raises Refused on `region`, and Denied, before anything is read."""
    if region is not None and region not in REGIONS:
        raise Refused({"region": _("“%(code)s” is not the INSEE code of a region with an ARS.") % {"code": region}})
    nations = Organisation.objects.within(Scope.system()).filter(kind=OrganisationKind.NATION)
    place = region_of_code(region) if region else nations.order_by("pk").first()
    if place:
        ctx.require(Verb.EDIT, REGISTER, place)
    elif not ctx.scope.everything:
        raise Denied(Verb.EDIT, REGISTER)


def place_of(region: str | None) -> Organisation:
    """The region of the import or the nation, created with all regions where they are missing. In a transaction."""
    nation = ensure_authorities()
    return (region_of_code(region) if region else None) or nation


def demand_no_other_import(seen: int) -> None:
    """One import writes at a time; one that compared with older facts starts again. Raises Stale. In a transaction."""
    nations = Organisation.objects.within(Scope.system()).filter(kind=OrganisationKind.NATION)
    list(nations.select_for_update().order_by("pk"))
    if last_run() != seen:
        raise Stale(_("Another import ended while this one was reading. Nothing was written: start it again."))


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of the whole file."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def identity(ctx: Context, name: str, digest: str, region: str | None) -> dict[str, Any]:
    """The fields of a run that say which file, when, by whom."""
    return {
        "file_name": PurePath(name).name[-200:],
        "file_sha256": digest,
        "region": region_of_code(region) if region else None,
        "at": now(),
        "person_id": ctx.person_id,
    }


def record_refusal(
    ctx: Context, source: str, name: str, digest: str, region: str | None, reasons: Collection[LineReason]
) -> ImportRun:
    """Keep trace of a refused file: a run that changed nothing, with its first reasons as codes. Returns the run."""
    codes = [{"line": one.line, "field": one.field, "reason": one.reason.value, "value": one.value} for one in reasons]
    with aside(Scope.system()), ctx.recording_own() as record:
        run = ImportRun.objects.create(
            **identity(ctx, name, digest, region), source=source, refused=len(reasons), reasons=codes
        )
        record.event("register.refused", run, file=run.file_name)
    return run
