"""Asking the staff to read a policy, counting who has, and proving the rate. No name is kept."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof

from ..enums import VersionState
from ..models import Acknowledgement, PolicyVersion, ReadingRound
from ..policies import SECURITY_POLICY
from ..readers import reader_digest

SYSTEM = Scope.system()
EXPECTED_AT_MOST = 200_000


def open_reading(ctx: Context, version: PolicyVersion, expected: int) -> ReadingRound:
    """Ask the staff to read the version in force. Already asked: the number of people is corrected."""
    if not 1 <= expected <= EXPECTED_AT_MOST:
        raise Refused({"expected": _("Give the number of people who are asked to read it.")})
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, version.organisation) as record:
        if version.state != VersionState.IN_FORCE:
            raise Refused(_("Only a policy in force is given to read."))
        reading, made = ReadingRound.objects.within(SYSTEM).get_or_create(
            version=version,
            defaults={
                "organisation": version.organisation,
                "region_id": version.region_id,
                "expected": expected,
                "opened_at": now(),
            },
        )
        if not made and reading.expected == expected and reading.closed_at is None:
            record.nothing_changed()
            return reading
        if not made:
            reading.expected, reading.closed_at = expected, None
            reading.save(update_fields=["expected", "closed_at"])
        record.event("reading.opened", reading, expected=expected)
    return reading


def acknowledge(reading: ReadingRound, reader: str, department: str) -> bool:
    """Count one reader, known only by `reader` (an account or a browser). False when they were counted already.

    Raises Refused when the round is closed.
    """
    if reading.closed_at is not None:
        raise Refused(_("This reading is closed. Nothing was recorded; ask your CISO if in doubt."))
    system = Context.system("policy read")
    with aside(SYSTEM), system.recording(Verb.EDIT, SECURITY_POLICY, reading.organisation) as record:
        try:
            with transaction.atomic():
                Acknowledgement.objects.create(
                    organisation=reading.organisation,
                    region_id=reading.region_id,
                    reading=reading,
                    reader=reader_digest(reading, reader),
                    department=department.strip()[:80],
                    read_at=now(),
                )
        except IntegrityError:
            record.nothing_changed()
            return False
        record.event("reading.acknowledged", reading)
    return True


def close_reading(ctx: Context, reading: ReadingRound) -> ReadingRound:
    """Close the round and deposit its rate. Closed already: nothing changes."""
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, reading.organisation) as record:
        rows = ReadingRound.objects.within(SYSTEM).select_related("version__policy", "organisation")
        current = rows.select_for_update(of=("self",)).get(pk=reading.pk)
        if current.closed_at is not None:
            record.nothing_changed()
            return current
        read = Acknowledgement.objects.within(SYSTEM).filter(reading=current).count()
        current.closed_at = now()
        current.save(update_fields=["closed_at"])
        record.event("reading.closed", current, expected=current.expected, read=read)
        share = round(min(100.0, 100 * read / current.expected), 1)
        deposit_activity_proof(
            ctx,
            current.organisation,
            "acknowledgement_rate",
            today(),
            {"expected": current.expected, "read": read, "share": share},
            f"governance.reading:{current.uid}",
            title=current.version.title,
        )
    return current
