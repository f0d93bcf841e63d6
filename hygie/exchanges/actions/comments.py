"""Comments on any object, and the people whom they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Verb
from hygie.core.actions import Context, Denied, Refused
from hygie.core.clock import now
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..kinds import MENTION
from ..models import Comment
from ..policies import COMMENT
from ..queries.comments import sees_subject, subject_for
from ..registries import SubjectKind
from .notifications import Words, notify

SYSTEM = Scope.system()
TEXT_AT_MOST = 2000
PRESSED_TWICE = timedelta(minutes=2)


def write_comment(
    ctx: Context, organisation: Organisation, kind: str, key: str, text: str, mentions: Sequence[Person] = ()
) -> Comment:
    """Say something about an object that one sees. Raises Refused with the fields text and mentions."""
    said = _checked(text)
    with ctx.recording(Verb.EDIT, COMMENT, organisation) as record:
        known = _kind_seen(ctx, organisation, kind, key)
        _check_mentions(mentions, known, key, organisation)
        lock_organisations(organisation)
        mine = Comment.objects.within(SYSTEM).filter(
            organisation=organisation, subject_kind=kind, subject_key=key, author_id=ctx.person_id
        )
        twin = mine.filter(text=said, written_at__gte=now() - PRESSED_TWICE).order_by("-pk").first()
        if twin is not None:
            record.nothing_changed()
            return twin
        comment = Comment.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            subject_kind=kind,
            subject_key=key,
            author_id=ctx.person_id,
            text=said,
            written_at=now(),
        )
        comment.mentions.set(mentions)
        record.event("comment.written", comment, subject=f"{kind} {key}")
        _tell(ctx, comment, known, mentions)
    return comment


def edit_comment(ctx: Context, comment: Comment, text: str, mentions: Sequence[Person]) -> Comment:
    """Correct one's own words; whoever is named for the first time is told. Raises Denied, or Refused per field."""
    said, organisation = _checked(text), comment.organisation
    with ctx.recording(Verb.EDIT, COMMENT, organisation) as record:
        current = _held(comment)
        _demand_author(ctx, current)
        if current.erased_at is not None:
            raise Refused(_("This comment was taken back."))
        known = _kind_seen(ctx, organisation, current.subject_kind, current.subject_key)
        _check_mentions(mentions, known, current.subject_key, organisation)
        current.text, current.edited_at = said, now()
        current.save(update_fields=["text", "edited_at"])
        current.mentions.set(mentions)
        record.event("comment.edited", current)
        _tell(ctx, current, known, mentions)
    return current


def erase_comment(ctx: Context, comment: Comment) -> None:
    """Take the words back; that something was said stays. By its author, or by the establishment's director."""
    with ctx.recording(Verb.EDIT, COMMENT, comment.organisation) as record:
        current = _held(comment)
        if not ctx.may(Verb.ADMINISTER, COMMENT, current.organisation):
            _demand_author(ctx, current)
        if current.erased_at is not None:
            record.nothing_changed()
            return
        current.text, current.erased_at = "", now()
        current.save(update_fields=["text", "erased_at"])
        current.mentions.clear()
        record.event("comment.erased", current)


def _held(comment: Comment) -> Comment:
    """As it stands now, locked: words that were taken back meanwhile are not written again."""
    rows = Comment.objects.within(SYSTEM).select_related("organisation", "author")
    return rows.select_for_update(of=("self",)).get(pk=comment.pk)


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refused({"text": _("Write something first.")})
    if len(said) > TEXT_AT_MOST:
        raise Refused({"text": _("Use %(most)d characters at most.") % {"most": TEXT_AT_MOST}})
    return said


def _kind_seen(ctx: Context, organisation: Organisation, code: str, key: str) -> SubjectKind:
    """Another establishment's object is as absent as none."""
    found = subject_for(ctx, organisation, code, key)
    if found is None:
        raise Refused(_("This is no longer here to be commented on."))
    return found[0]


def _check_mentions(mentions: Sequence[Person], kind: SubjectKind, key: str, organisation: Organisation) -> None:
    """To be named is to be led there: only whoever may open it is."""
    blind = [person.full_name for person in mentions if not sees_subject(person, kind, key, organisation)]
    if blind:
        raise Refused({"mentions": _("%(names)s may not see this page.") % {"names": ", ".join(blind)}})


def _demand_author(ctx: Context, comment: Comment) -> None:
    if comment.author_id is None or comment.author_id != ctx.person_id:
        raise Denied(Verb.EDIT, COMMENT)


def _tell(ctx: Context, comment: Comment, kind: SubjectKind, mentions: Sequence[Person]) -> None:
    subject = kind.find(ctx, comment.subject_key)
    people = [person for person in mentions if person.pk != ctx.person_id]
    url = f"{subject.url}#comments" if subject else ""
    key = f"{MENTION}:{comment.uid}"
    notify(people, MENTION, comment.organisation, url=url, key=key, say=partial(_said, ctx, comment, kind))


def _said(ctx: Context, comment: Comment, kind: SubjectKind) -> Words:
    """Never the comment itself: it may be corrected or taken back after the mail has left."""
    subject = kind.find(ctx, comment.subject_key)
    facts = {"name": comment.author or "", "title": subject.title if subject else ""}
    return Words(_("%(name)s mentions you: %(title)s") % facts)
