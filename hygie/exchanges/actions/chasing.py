"""Chasing: one press tells whoever answers for an establishment that something is waited for."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now, today
from hygie.core.tenancy import Scope
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation
from hygie.web.formats import day

from ..kinds import CHASED
from ..models import Reminder
from ..policies import REMINDER
from ..queries.people import answering_for
from ..registries import Standing, Subject, SubjectKind, subject_kinds
from ..rules import may_chase_again_on
from .notifications import Words, notify

SYSTEM = Scope.system()
MESSAGE_AT_MOST = 500


def chase(ctx: Context, organisation: Organisation, kind: str, key: str, message: str = "") -> Reminder:
    """Remind the directors and CISOs of an establishment of one thing that is waited for.

    At most once in seven days on the same thing, whoever presses. Raises Refused, with what to do instead.
    """
    said = _checked(message)
    with ctx.recording(Verb.EDIT, REMINDER, organisation) as record:
        known, subject = _subject(ctx, organisation, kind, key)
        standing = _waiting(ctx, known, key)
        lock_organisations(organisation)
        last = _last(organisation, kind, key)
        _demand_patience(last)
        people = [person for person in answering_for(organisation) if person.pk != ctx.person_id]
        if not people:
            raise Refused(_("Nobody there has a director's or a CISO's account: invite them first."))
        if last is not None:
            Reminder.objects.within(SYSTEM).filter(pk=last.pk).update(latest=False)
        reminder = Reminder.objects.create(
            organisation=organisation,
            region_id=organisation.region_pk,
            subject_kind=kind,
            subject_key=key,
            title=subject.title[:300],
            url=subject.url,
            message=said,
            since=standing.since,
            number=last.number + 1 if last else 1,
            sent_by_id=ctx.person_id,
            sent_at=now(),
        )
        record.event("reminder.sent", reminder, subject=f"{kind} {key}", number=reminder.number)
        say = partial(_said, ctx, known, reminder)
        notify(people, CHASED, organisation, url=subject.url, key=f"{CHASED}:{reminder.uid}", say=say)
    return reminder


def _checked(message: str) -> str:
    said = message.strip()
    if len(said) > MESSAGE_AT_MOST:
        raise Refused({"message": _("Use %(most)d characters at most.") % {"most": MESSAGE_AT_MOST}})
    return said


def _subject(ctx: Context, organisation: Organisation, code: str, key: str) -> tuple[SubjectKind, Subject]:
    """What is chased, as the sender sees it: another establishment's is as absent as none."""
    kind = subject_kinds.get(code)
    found = kind.find(ctx, key) if kind and kind.standings else None
    if kind is None or found is None or found.organisation.pk != organisation.pk:
        raise Refused(_("This cannot be chased here."))
    return kind, found


def _waiting(ctx: Context, kind: SubjectKind, key: str) -> Standing:
    standing = kind.standings(ctx, [key]).get(key) if kind.standings else None
    if standing is None or standing.settled:
        raise Refused(_("Nothing is waited for here any more."))
    return standing


def _last(organisation: Organisation, kind: str, key: str) -> Reminder | None:
    sent = Reminder.objects.within(SYSTEM).filter(organisation=organisation, subject_kind=kind, subject_key=key)
    return sent.filter(latest=True).select_related("sent_by").order_by("-pk").first()


def _demand_patience(last: Reminder | None) -> None:
    if last is None:
        return
    again = may_chase_again_on(last.sent_on)
    if today() < again:
        raise Refused(
            _("%(who)s reminded them on %(day)s: the next reminder can leave on %(again)s.")
            % {"who": last.sent_by or "", "day": day(last.sent_on), "again": day(again)}
        )


def _said(ctx: Context, kind: SubjectKind, reminder: Reminder) -> Words:
    subject = kind.find(ctx, reminder.subject_key)
    title = _("Reminder: %(title)s") % {"title": subject.title if subject else reminder.title}
    sender = Person.objects.filter(pk=ctx.person_id).first() if ctx.person_id else None
    who = _("%(name)s waits for it.") % {"name": sender.full_name} if sender else ""
    return Words(title, f"{who} {reminder.message}".strip())
