"""A national file sent from a page: kept aside, then imported by a job on behalf of whoever sent it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from hygie.core.access import Role, Verb
from hygie.core.actions import Context, SystemAuthority
from hygie.core.jobs import Progress, schedule
from hygie.core.models import Job
from hygie.core.tenancy import Scope

from .. import uploads
from ..models import Organisation
from ..policies import REGISTER
from .finess import import_finess
from .ght import import_ght
from .runs import RefusedFile

IMPORT = "territory.import"
STEPS = 3
SYSTEM = Scope.system()


def send_file(ctx: Context, region: Organisation, source: str, upload: UploadedFile[bytes]) -> Job:
    """Keep the file and queue its import. Raises Refused on `file`, and Denied."""
    ctx.require(Verb.EDIT, REGISTER, region)
    path = uploads.keep(upload)
    name = (upload.name or "")[-200:]
    with transaction.atomic():
        payload = {"path": path, "name": name, "source": source, "region": region.code}
        return schedule(IMPORT, payload, place=region, person_id=ctx.person_id)


def import_file(progress: Progress, path: str, name: str, source: str, region: str) -> dict[str, Any]:
    """The job: run twice, it finds its work done. Returns the run, and whether the file was refused."""
    sender = progress.job.person_id
    ctx = Context(scope=SYSTEM, authority=SystemAuthority(), person_id=sender, role=Role.COORDINATOR)
    step = 0

    def say(line: str) -> None:
        nonlocal step
        step += 1
        progress.update(min(step, STEPS), STEPS, line)

    with uploads.opened(path) as stream:
        try:
            if source == "ght":
                run = import_ght(ctx, stream, name, region).run
            else:
                run = import_finess(ctx, stream, name, region, say).run
        except RefusedFile as refused:
            run = refused.run
    # A failure on the way leaves the file for the next attempt; what is never tried again is swept later.
    uploads.drop(path)
    return {"run": str(run.uid), "refused": bool(run.reasons)}
