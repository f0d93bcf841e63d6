"""Proofs: deposited, revised, withdrawn. Each is an entry of its own in the organisation's ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, SystemAuthority
from hygie.core.clock import now
from hygie.core.files import Upload
from hygie.core.models import StoredFile
from hygie.territory.models import Organisation

from ..enums import ProofState
from ..models import Assessment, Proof
from ..policies import PROOF
from . import statuses
from .common import SYSTEM, demand_standing, fresh, recorded
from .contents import Content, checked, kind_to_declare, known_kind, reason_given


def deposit_proof(
    ctx: Context,
    organisation: Organisation,
    kind: str,
    happened_on: date,
    measures: Mapping[str, object],
    *,
    expires_on: date | None = None,
    title: str = "",
    comment: str = "",
    upload: Upload | None = None,
    token: str = "",
) -> Proof:
    """Declare a proof. The same content under the same form's `token` gives the proof already deposited.

    `expires_on`: last day on which it counts; left out, the kind's own. Raises Refused with the fields kind,
    happened_on, expires_on, title, comment, file and measures.<code>.
    """
    ctx.require(Verb.EDIT, PROOF, organisation)  # before anything of a stranger's reaches the disk
    _demand_establishment(organisation)
    content = checked(kind_to_declare(kind), happened_on, expires_on, measures, title, comment)
    with (
        files.received(upload, organisation, ctx.person_id) as file,
        ctx.recording(Verb.EDIT, PROOF, organisation) as record,
    ):
        held = statuses.hold(organisation)
        once = content.once(token, file)
        if once and (twin := _proofs_of(organisation).filter(once=once).first()):
            record.nothing_changed()
            return twin
        proof = _written(ctx, organisation, held, content, file, once=once)
        recorded(record, "proof.deposited", proof, content.facts(file))
        statuses.follow_proof(record, organisation, held, kind)
    return proof


def deposit_activity_proof(
    ctx: Context,
    organisation: Organisation,
    kind: str,
    happened_on: date,
    measures: Mapping[str, object],
    source: str,
    *,
    expires_on: date | None = None,
    title: str = "",
    comment: str = "",
    file: StoredFile | None = None,
) -> Proof:
    """Deposit what an activity here produced: `source` names it ("audits.audit:<uid>").

    Once per (organisation, kind, source): the same content again gives the same proof, even withdrawn since; another
    content revises it. The activity's own action has checked the policy and saved the file; whoever may do the work
    produces its proof, so none of this resource's is asked.
    """
    if not source:
        raise ValueError("an activity names itself as the source of its proof")
    content = checked(known_kind(kind), happened_on, expires_on, measures, title, comment)
    produced = replace(ctx, authority=SystemAuthority())
    with produced.recording(Verb.EDIT, PROOF, organisation) as record:
        held = statuses.hold(organisation)
        last = _proofs_of(organisation).filter(kind=kind, source=source).order_by("-pk").first()
        if last is not None and content.is_said_by(last) and last.file_id == (file.pk if file else None):
            record.nothing_changed()
            return last
        if last is not None and last.state == ProofState.STANDING:
            proof = _superseded(ctx, last, held, content, file)
            recorded(record, "proof.revised", proof, content.facts(file) | {"revises": str(last.uid)})
        else:
            proof = _written(ctx, organisation, held, content, file, source=source)
            recorded(record, "proof.deposited", proof, content.facts(file) | {"source": source})
        statuses.follow_proof(record, organisation, held, kind)
    return proof


def revise_proof(
    ctx: Context,
    proof: Proof,
    seen: int,
    *,
    happened_on: date,
    measures: Mapping[str, object],
    expires_on: date | None = None,
    title: str = "",
    comment: str = "",
    upload: Upload | None = None,
) -> Proof:
    """Correct a declared proof by a new one, which waits for its review; the old one stays readable.

    `seen`: the version that was on screen. Without a new file the one already there is kept, unless it was erased.
    Raises Stale when the proof changed in the meantime, Refused as `deposit_proof` does.
    """
    organisation = proof.organisation
    ctx.require(Verb.EDIT, PROOF, organisation)
    content = checked(known_kind(proof.kind), happened_on, expires_on, measures, title, comment)
    with (
        files.received(upload, organisation, ctx.person_id) as new_file,
        ctx.recording(Verb.EDIT, PROOF, organisation) as record,
    ):
        held = statuses.hold(organisation)
        current = fresh(proof)
        if twin := _already_revised(current, content, new_file):
            record.nothing_changed()
            return twin
        demand_standing(current, seen)
        if current.source:
            raise Refused(_("This evidence was produced by an activity: correct it there."))
        file = new_file or _kept(current.file)
        revision = _superseded(ctx, current, held, content, file)
        recorded(record, "proof.revised", revision, content.facts(file) | {"revises": str(current.uid)})
        statuses.follow_proof(record, organisation, held, revision.kind)
    return revision


def withdraw_proof(ctx: Context, proof: Proof, seen: int, reason: str) -> Proof:
    """Take a proof back: it stays readable and counts no more. Raises Stale, or Refused on the field `reason`."""
    said, organisation = reason_given(reason), proof.organisation
    with ctx.recording(Verb.EDIT, PROOF, organisation) as record:
        held = statuses.hold(organisation)
        current = fresh(proof)
        if current.state == ProofState.WITHDRAWN and current.withdrawn_because == said:
            record.nothing_changed()
            return current
        demand_standing(current, seen)
        current.state, current.withdrawn_because = ProofState.WITHDRAWN, said
        current.version += 1
        current.save(update_fields=["state", "withdrawn_because", "version"])
        recorded(record, "proof.withdrawn", current, {"reason": said})
        statuses.follow_proof(record, organisation, held, current.kind)
    return current


def withdraw_activity_proof(ctx: Context, organisation: Organisation, kind: str, source: str, reason: str) -> None:
    """Take back what an activity had produced: it was undone there. Nothing stands any more: nothing changes."""
    produced = replace(ctx, authority=SystemAuthority())
    with produced.recording(Verb.EDIT, PROOF, organisation) as record:
        held = statuses.hold(organisation)
        standing = _proofs_of(organisation).filter(kind=kind, source=source, state=ProofState.STANDING)
        current = standing.select_related("organisation").order_by("-pk").first()
        if current is None:
            record.nothing_changed()
            return
        current.state, current.withdrawn_because = ProofState.WITHDRAWN, reason
        current.version += 1
        current.save(update_fields=["state", "withdrawn_because", "version"])
        recorded(record, "proof.withdrawn", current, {"reason": reason})
        statuses.follow_proof(record, organisation, held, kind)


def _demand_establishment(organisation: Organisation) -> None:
    if not organisation.kind_value.is_establishment:
        raise Refused(_("Evidence is deposited for an establishment or a GHT."))


def _kept(file: StoredFile | None) -> StoredFile | None:
    """What was erased stays erased: a revision does not lead to it again."""
    return file if file is not None and file.erased_at is None else None


def _already_revised(proof: Proof, content: Content, file: StoredFile | None) -> Proof | None:
    """The revision that says exactly this: the button was pressed twice."""
    if proof.state != ProofState.SUPERSEDED:
        return None
    revision = _proofs_of(proof.organisation).select_related("file").get(revises=proof)
    digest = revision.file.sha256 if revision.file else None
    same_file = file is None or file.sha256 == digest
    return revision if content.is_said_by(revision) and same_file else None


def _superseded(ctx: Context, old: Proof, held: Assessment, content: Content, file: StoredFile | None) -> Proof:
    old.state = ProofState.SUPERSEDED
    old.version += 1
    old.save(update_fields=["state", "version"])
    return _written(ctx, old.organisation, held, content, file, source=old.source, revises=old)


def _written(
    ctx: Context,
    organisation: Organisation,
    held: Assessment,
    content: Content,
    file: StoredFile | None,
    *,
    source: str = "",
    once: str = "",
    revises: Proof | None = None,
) -> Proof:
    if file is not None and file._state.adding:
        file.save()
    return Proof.objects.create(
        organisation=organisation,
        region_id=held.region_id,
        kind=content.kind,
        title=content.title,
        comment=content.comment,
        happened_on=content.happened_on,
        expires_on=content.expires_on,
        measures=dict(content.measures),
        source=source,
        once=once,
        revises=revises,
        file=file,
        deposited_by_id=ctx.person_id,
        deposited_at=now(),
    )


def _proofs_of(organisation: Organisation) -> QuerySet[Proof]:
    return Proof.objects.within(SYSTEM).filter(organisation=organisation)
