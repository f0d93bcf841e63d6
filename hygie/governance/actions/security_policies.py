"""A security policy from its first draft to its signature, and after."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.accounts.queries import has_second_factor
from hygie.core import files
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused, Stale, demand_version
from hygie.core.clock import now, today
from hygie.core.files import Upload
from hygie.core.ledger import canonical
from hygie.core.models import StoredFile
from hygie.core.tenancy import Scope
from hygie.obligations.actions import deposit_activity_proof, withdraw_activity_proof
from hygie.territory.models import Organisation

from ..enums import Theme, VersionState
from ..models import ChapterComment, PolicyVersion, SecurityPolicy
from ..papers import policy_paper
from ..policies import SECURITY_POLICY
from ..policy_models import policy_models
from ..rules.dates import latest_review
from ..workflow import MOVES
from .stored import Bytes

SYSTEM = Scope.system()
TEXT_AT_MOST = 20_000
#: the kind of proof that each theme deposits once signed; the other themes serve no requirement of the catalogue
PROOF_OF = {Theme.PSSI: "security_policy", Theme.BACKUP: "backup_policy"}


def start_policy(
    ctx: Context, organisation: Organisation, theme: Theme, regimes: frozenset[str], upload: Upload | None = None
) -> PolicyVersion:
    """Start a version: from the one in force, from the model for these regimes, or around an uploaded document.

    A version already being written is given back: one at a time. Raises Refused on `file`.
    """
    ctx.require(Verb.EDIT, SECURITY_POLICY, organisation)
    if not organisation.kind_value.is_establishment:
        raise Refused(_("A policy belongs to an establishment or a GHT."))
    document = files.store(upload, organisation, ctx.person_id) if upload else None
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, organisation) as record:
        policy = _policy_of(organisation, theme)
        versions = PolicyVersion.objects.within(SYSTEM).filter(policy=policy).order_by("-number")
        open_one = next((one for one in versions if one.state_value.is_open), None)
        if open_one is not None:
            record.nothing_changed()
            if document is not None:
                files.discard(document)
            return open_one
        in_force = next((one for one in versions if one.state == VersionState.IN_FORCE), None)
        if document is not None:
            document.save()
        started = PolicyVersion.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            policy=policy,
            number=versions[0].number + 1 if versions else 1,
            title=in_force.title if in_force else str(theme.label),
            chapters=[] if document else _first_chapters(theme, regimes, in_force),
            document=document,
            covers_saas=in_force.covers_saas if in_force else None,
            started_by_id=ctx.person_id,
            started_at=now(),
        )
        record.event("policy.started", started, theme=theme, number=started.number)
    return started


def _policy_of(organisation: Organisation, theme: Theme) -> SecurityPolicy:
    facts = {"organisation": organisation, "theme": theme}
    policy, _made = SecurityPolicy.objects.within(SYSTEM).get_or_create(
        **facts, defaults={"region_id": organisation.region_pk}
    )
    return SecurityPolicy.objects.within(SYSTEM).select_for_update().get(pk=policy.pk)


def _first_chapters(theme: Theme, regimes: frozenset[str], in_force: PolicyVersion | None) -> list[dict[str, str]]:
    if in_force is not None and in_force.chapters:
        return list(in_force.chapters)
    model = policy_models()[theme]
    return [
        {"code": chapter.code, "title": str(chapter.title), "text": str(chapter.text)}
        for chapter in model.chapters_for(regimes)
    ]


def change_draft(
    ctx: Context,
    version: PolicyVersion,
    seen: int,
    *,
    title: str,
    summary: str,
    texts: Mapping[str, str],
    added: tuple[str, ...] = (),
    covers_saas: bool | None = None,
) -> PolicyVersion:
    """Change a draft: its title, what it changes, the text of chapters by code; `added` takes chapters of the model.

    An empty text takes its chapter away. Raises Stale, or Refused when it is no draft or nothing would be left.
    """
    for code, text in texts.items():
        if len(text) > TEXT_AT_MOST:
            raise Refused({code: _("This chapter is too long: 20,000 characters at most.")})
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, version.organisation) as record:
        current = _held(version, seen)
        if current.state != VersionState.DRAFT:
            raise Refused(_("Only a draft can be changed. Take it back to draft first."))
        chapters = [
            {**chapter, "text": texts.get(chapter["code"], chapter["text"]).strip()} for chapter in current.chapters
        ]
        chapters = [chapter for chapter in chapters if chapter["text"]] + _taken(current, added)
        if not chapters and current.document_id is None:
            raise Refused(_("A policy needs at least one chapter."))
        current.title, current.summary, current.chapters = title.strip(), summary.strip(), chapters
        current.covers_saas = covers_saas
        current.revision += 1
        current.save(update_fields=["title", "summary", "chapters", "covers_saas", "revision"])
        record.event("policy.changed", current)
    return current


def _taken(version: PolicyVersion, codes: tuple[str, ...]) -> list[dict[str, str]]:
    model, present = policy_models()[version.policy.theme_value], {chapter["code"] for chapter in version.chapters}
    wanted = [chapter for code in codes if code not in present and (chapter := model.chapter(code))]
    return [{"code": each.code, "title": str(each.title), "text": str(each.text)} for each in wanted]


def move(ctx: Context, version: PolicyVersion, seen: int, code: str, reason: str = "") -> PolicyVersion:
    """Send a version on by one of the moves `consult`, `redraft`, `submit`, `discard`.

    Whoever signs may send it back with a reason. Raises Stale, or Refused when it does not stand where it must.
    """
    chosen = MOVES[code]
    if code not in {"consult", "redraft", "submit", "discard"}:
        raise ValueError(f"{code} is not a simple move")
    with ctx.recording(chosen.verb, SECURITY_POLICY, version.organisation) as record:
        current = _held(version, seen, already=chosen.after)
        if current.state == chosen.after:
            record.nothing_changed()
            return current
        _demand_state(current, chosen.before)
        if code == "submit":
            _demand_ready(current)
        current.sent_back_because = reason.strip() if code == "redraft" else ""
        current.state = chosen.after
        current.revision += 1
        current.save(update_fields=["state", "sent_back_because", "revision"])
        record.event("policy.moved", current, move=code)
    return current


def _demand_ready(version: PolicyVersion) -> None:
    if version.policy.theme == Theme.BACKUP and version.covers_saas is None:
        raise Refused({"covers_saas": _("Say whether the policy covers online services (SaaS) before the signature.")})


def approve(
    ctx: Context, version: PolicyVersion, seen: int, signatory: Person, review_on: date, digest: str
) -> PolicyVersion:
    """Sign: the version is in force, the one before is superseded, and the proof is deposited with the signed copy.

    `digest` is what the signatory had on screen. The page has asked for a code or a passkey; without a second factor
    there is no signature. Raises Stale, or Refused on `review_on`.
    """
    organisation = version.organisation
    ctx.require(Verb.APPROVE, SECURITY_POLICY, organisation)
    if not has_second_factor(signatory):
        raise Refused(_("A signature asks for a second factor on your account."))
    if not today() < review_on <= latest_review(today()):
        raise Refused({"review_on": _("Choose a day to come, within three years.")})
    moment, signed_as = now(), signatory.full_name
    paper = policy_paper(version, organisation, signed_as=signed_as, signed_at=moment, digest=digest)
    copy = files.store(Bytes(f"{version.policy.theme}-v{version.number}.pdf", paper), organisation, ctx.person_id)
    with ctx.recording(Verb.APPROVE, SECURITY_POLICY, organisation) as record:
        current = _held(version, seen, already=VersionState.IN_FORCE)
        if current.state == VersionState.IN_FORCE:
            record.nothing_changed()
            files.discard(copy)
            return current
        _demand_state(current, MOVES["approve"].before)
        if digest_of(current) != digest:
            raise Stale(_("The text changed since you read it. Read it again, then sign."))
        copy.save()
        _supersede(current)
        current.state, current.approved_by, current.approved_at = VersionState.IN_FORCE, signatory, moment
        current.approved_as, current.digest, current.signed_copy = signed_as, digest, copy
        current.reviewed_on, current.review_on = today(), review_on
        current.revision += 1
        current.save()
        record.event("policy.approved", current, theme=current.policy.theme, number=current.number)
        record.entry("policy.approved", current, {"digest": digest, "number": current.number})
        _prove(ctx, current, copy)
    return current


def digest_of(version: PolicyVersion) -> str:
    """SHA-256 of what is signed: title, chapters, the document's own digest. Hexadecimal."""
    document = version.document.sha256 if version.document else ""
    said: list[Any] = [str(version.policy.uid), version.number, version.title, version.chapters, document]
    return hashlib.sha256(canonical([*said, version.covers_saas])).hexdigest()


def review(ctx: Context, version: PolicyVersion, seen: int, review_on: date) -> PolicyVersion:
    """The policy was read again and is still good: its next review is on another day, and its proof begins again."""
    if not today() < review_on <= latest_review(today()):
        raise Refused({"review_on": _("Choose a day to come, within three years.")})
    with ctx.recording(Verb.APPROVE, SECURITY_POLICY, version.organisation) as record:
        current = _held(version, seen)
        _demand_state(current, frozenset({VersionState.IN_FORCE}))
        current.reviewed_on, current.review_on = today(), review_on
        current.revision += 1
        current.save(update_fields=["reviewed_on", "review_on", "revision"])
        record.event("policy.reviewed", current)
        record.entry("policy.reviewed", current, {"review_on": review_on.isoformat()})
        _prove(ctx, current, current.signed_copy)
    return current


def withdraw(ctx: Context, version: PolicyVersion, seen: int, reason: str) -> PolicyVersion:
    """The policy in force is no longer: its proof counts no more. Raises Refused on `reason`."""
    if not reason.strip():
        raise Refused({"reason": _("Say why, in a few words.")})
    with ctx.recording(Verb.APPROVE, SECURITY_POLICY, version.organisation) as record:
        current = _held(version, seen, already=VersionState.WITHDRAWN)
        if current.state == VersionState.WITHDRAWN:
            record.nothing_changed()
            return current
        _demand_state(current, MOVES["withdraw"].before)
        current.state = VersionState.WITHDRAWN
        current.revision += 1
        current.save(update_fields=["state", "revision"])
        record.event("policy.withdrawn", current)
        record.entry("policy.withdrawn", current, {"reason": reason.strip()})
        if kind := PROOF_OF.get(current.policy.theme_value):
            withdraw_activity_proof(ctx, current.organisation, kind, _source(current), reason.strip())
    return current


def comment(ctx: Context, version: PolicyVersion, chapter: str, text: str) -> ChapterComment:
    """Say something of a chapter under consultation; `chapter` empty speaks of the whole. Raises Refused on `text`."""
    said = text.strip()
    if not said or len(said) > 2000:
        raise Refused({"text": _("Write your comment, in 2,000 characters at most.")})
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, version.organisation) as record:
        current = _held(version, None)
        _demand_state(current, frozenset({VersionState.CONSULTATION, VersionState.DRAFT}))
        if chapter and chapter not in {one["code"] for one in current.chapters}:
            raise Refused({"chapter": _("This chapter is no longer in the draft.")})
        written = ChapterComment.objects.create(
            organisation=current.organisation,
            region_id=current.region_id,
            version=current,
            chapter=chapter,
            text=said,
            author_id=ctx.person_id,
            written_at=now(),
        )
        record.event("policy.commented", current, chapter=chapter)
    return written


def handle_comment(ctx: Context, remark: ChapterComment) -> None:
    """Mark a comment as dealt with; pressed again, nothing changes."""
    with ctx.recording(Verb.EDIT, SECURITY_POLICY, remark.organisation) as record:
        rows = ChapterComment.objects.within(SYSTEM).filter(pk=remark.pk, handled_at__isnull=True)
        if rows.update(handled_at=now()):
            record.event("policy.commented", remark.version, chapter=remark.chapter, handled=True)
        else:
            record.nothing_changed()


def _held(version: PolicyVersion, seen: int | None, already: VersionState | None = None) -> PolicyVersion:
    """The version as it is now, its policy locked. Raises Stale when it changed since, unless it is already there."""
    SecurityPolicy.objects.within(SYSTEM).select_for_update().get(pk=version.policy_id)
    rows = PolicyVersion.objects.within(SYSTEM).select_related("organisation", "policy", "document", "signed_copy")
    current = rows.get(pk=version.pk)
    if seen is not None and current.state != already:
        demand_version(current.revision, seen)
    return current


def _demand_state(version: PolicyVersion, states: frozenset[VersionState]) -> None:
    if version.state_value not in states:
        raise Stale(_("This version has moved on in the meantime: look at where it stands now."))


def _supersede(version: PolicyVersion) -> None:
    rows = PolicyVersion.objects.within(SYSTEM).filter(policy=version.policy, state=VersionState.IN_FORCE)
    for before in rows.order_by("pk"):
        before.state = VersionState.SUPERSEDED
        before.revision += 1
        before.save(update_fields=["state", "revision"])


def _source(version: PolicyVersion) -> str:
    return f"governance.policy:{version.policy.uid}"


def _prove(ctx: Context, version: PolicyVersion, copy: StoredFile | None) -> None:
    kind = PROOF_OF.get(version.policy.theme_value)
    if kind is None:
        return
    measures: dict[str, object] = (
        {"approved": True} if kind == "security_policy" else {"covers_saas": bool(version.covers_saas)}
    )
    deposit_activity_proof(
        ctx,
        version.organisation,
        kind,
        version.reviewed_on or today(),
        measures,
        _source(version),
        expires_on=version.review_on,
        title=version.title,
        file=copy,
    )
