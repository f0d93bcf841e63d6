"""Questions within an audit: the auditor and the establishment ask, the other side answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.accounts.models import Person
from hygie.core.access import Resource, Verb
from hygie.core.actions import Context, Refused
from hygie.core.clock import now
from hygie.core.tenancy import Scope
from hygie.exchanges.actions.notifications import Words, notify
from hygie.exchanges.queries.people import answering_for

from ..models import Audit, AuditorAccess, Question
from ..notices import QUESTION
from ..policies import AUDIT, AUDITOR_ROOM
from .held import held_audit

SYSTEM = Scope.system()


def ask(ctx: Context, audit: Audit, text: str) -> Question:
    """The establishment asks its auditors. Raises Refused on `text`, or once the audit is over."""
    return asked(ctx, AUDIT, audit, text)


def answer(ctx: Context, question: Question, text: str) -> Question:
    """The establishment answers its auditor. Raises Refused on `text`."""
    return answered(ctx, AUDIT, question, text)


def asked(ctx: Context, resource: Resource, audit: Audit, text: str) -> Question:
    """A question under the policy line of who asks; the same waiting for its answer is one."""
    said = _said(text, 2000)
    with ctx.recording(Verb.EDIT, resource, audit.organisation) as record:
        current = _running(audit)
        waiting = Question.objects.within(SYSTEM).filter(audit=current, text=said, answered_at__isnull=True)
        if twin := waiting.filter(asked_by_id=ctx.person_id).order_by("pk").first():
            record.nothing_changed()
            return twin
        question = Question.objects.create(
            organisation=current.organisation,
            region_id=current.region_id,
            audit=current,
            text=said,
            asked_by_id=ctx.person_id,
            asked_at=now(),
        )
        record.event("audit.question_asked", current, kind=current.kind)
        _tell(ctx, question, resource, _asked_words)
    return question


def answered(ctx: Context, resource: Resource, question: Question, text: str) -> Question:
    """An answer under the policy line of who gives it: never one's own side's question. Raises Refused."""
    said = _said(text, 4000)
    with ctx.recording(Verb.EDIT, resource, question.organisation) as record:
        audit = _running(question.audit)
        rows = Question.objects.within(SYSTEM).select_related("organisation", "audit").select_for_update(of=("self",))
        current = rows.get(pk=question.pk)
        if current.answered_at is not None and current.answer == said:
            record.nothing_changed()
            return current
        if current.answered_at is not None:
            raise Refused({"text": _("It was answered meanwhile.")})
        if is_auditors(current) == (resource is AUDITOR_ROOM):
            raise Refused({"text": _("The other side answers this question.")})
        current.answer, current.answered_by_id, current.answered_at = said, ctx.person_id, now()
        current.save(update_fields=["answer", "answered_by", "answered_at"])
        record.event("audit.question_answered", audit, kind=audit.kind)
        _tell(ctx, current, resource, _answered_words)
    return current


def is_auditors(question: Question) -> bool:
    """Whether an auditor of the audit asked it, whose access may have ended since."""
    rows = AuditorAccess.objects.within(SYSTEM).filter(audit_id=question.audit_id, person_id=question.asked_by_id or 0)
    return rows.exists()


def _tell(ctx: Context, question: Question, resource: Resource, say: Callable[[], Words]) -> None:
    """The other side, without a word of what is asked: mails leave the platform.

    Auditors are told outside of any organisation: their seat opens no news of the establishment.
    """
    key = f"{QUESTION}:{question.uid}:{'answered' if question.answered_at else 'asked'}"
    if resource is AUDITOR_ROOM:
        url, place = reverse("audits:audit", args=[question.audit.uid]), question.organisation
        notify(_others(ctx, answering_for(place)), QUESTION, place, url=url, key=key, say=say)
    else:
        url = reverse("audits:room_audit", args=[question.audit.uid])
        rows = AuditorAccess.objects.within(SYSTEM).filter(audit_id=question.audit_id, ended_at__isnull=True)
        people = [access.person for access in rows.select_related("person").order_by("pk")]
        notify(_others(ctx, people), QUESTION, None, url=url, key=key, say=say)


def _others(ctx: Context, people: Iterable[Person]) -> list[Person]:
    return [person for person in people if person.pk != ctx.person_id]


def _asked_words() -> Words:
    return Words(_("A question was asked within an audit"))


def _answered_words() -> Words:
    return Words(_("A question was answered within an audit"))


def _said(text: str, at_most: int) -> str:
    said = text.strip()
    if not said or len(said) > at_most or "\x00" in said:
        raise Refused({"text": _("Write something, in %(count)s characters at most.") % {"count": at_most}})
    return said


def _running(audit: Audit) -> Audit:
    current = held_audit(audit)
    if current.state_value.is_over:
        raise Refused(_("This audit is over: reopen it first."))
    return current
