"""Which external auditors see which audit: opened by the establishment, ended by it or with the audit.

An auditor needs the seat that puts the establishment in reach, and opens nothing by itself, and an access to each
audit. Both are given and taken here, by whoever may edit the audit: no other role can be given this way.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hygie.accounts import actions as accounts
from hygie.accounts.models import Invitation, Person, normalise_email
from hygie.accounts.queries import person_by_email
from hygie.core.access import Verb
from hygie.core.actions import Context, Recording, Refused
from hygie.core.clock import now
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.exchanges.actions.notifications import Words, notify
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.actions.seats import seat_auditor, unseat_auditor
from hygie.territory.models import Organisation

from ..models import Audit, AuditorAccess
from ..notices import OPENED
from ..policies import AUDIT
from ..queries.auditors import HANDLER, invitations_of
from .held import held_audit

SYSTEM = Scope.system()


def open_to_auditor(
    ctx: Context, audit: Audit, *, email: str, first_name: str, last_name: str, language: str
) -> AuditorAccess | Invitation:
    """Open one audit to whoever has this address, or invite them to it. The same said twice is one.

    Raises Refused per field, or once the audit is over.
    """
    ctx.require(Verb.EDIT, AUDIT, audit.organisation)
    known = person_by_email(normalise_email(email))
    with ctx.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        current = _still_running(audit)
        if known is not None:
            return _given(record, current, known)
        invitation = accounts.invite(
            ctx,
            email=email,
            first_name=first_name,
            last_name=last_name,
            language=language,
            handler=HANDLER,
            payload={"audit": str(current.uid)},
            place=current.organisation,
        )
        record.event("audit.opened_to_auditor", current, kind=current.kind, invited=True)
    return invitation


def access_promised(ctx: Context, person: Person, payload: dict[str, Any]) -> None:
    """Keep what an invitation promised (registered with accounts). Raises Refused when the audit is over."""
    # Whoever accepts is not signed in yet, and sees nothing.
    with aside(SYSTEM):
        audit = promised_audit(payload)
        if audit is None:
            raise Refused(_("This audit is over. Ask whoever invited you."))
        with ctx.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
            _given(record, _still_running(audit), person)


def describe_promise(payload: dict[str, Any]) -> str:
    """“Auditor – Centre hospitalier de …”: the mail names neither the audit nor its kind."""
    audit = promised_audit(payload)
    return _("Auditor – %(place)s") % {"place": audit.organisation.name if audit else ""}


def promised_audit(payload: dict[str, Any]) -> Audit | None:
    with aside(SYSTEM):
        rows = Audit.objects.within(SYSTEM).select_related("organisation")
        return rows.filter(uid=UUID(payload["audit"])).first()


def withdraw_promise(ctx: Context, audit: Audit, invitation: Invitation) -> None:
    """Make the link of an invitation to this audit useless. Raises Refused when it was accepted meanwhile."""
    with ctx.recording(Verb.EDIT, AUDIT, audit.organisation) as record:
        accounts.revoke_invitation(ctx, invitation, place=audit.organisation)
        record.nothing_changed()  # the accounts have noted it, or it was withdrawn already


def end_access(ctx: Context, access: AuditorAccess) -> None:
    """This auditor sees this audit no more. Already ended: nothing changes."""
    with ctx.recording(Verb.EDIT, AUDIT, access.organisation) as record:
        lock_organisations(access.organisation)
        if not _running(access.audit).filter(pk=access.pk).exists():
            record.nothing_changed()
            return
        _end(record, access)
        record.event("audit.closed_to_auditor", access.audit, kind=access.audit.kind)


def end_accesses(record: Recording, audit: Audit) -> None:
    """The audit is over: nobody from outside sees it any more, and no invitation leads to it."""
    for invitation in invitations_of(audit):
        accounts.revoke_invitation(record.context, invitation, place=audit.organisation)
    found = list(_running(audit).select_related("person", "organisation").order_by("pk"))
    for access in found:
        _end(record, access)
    if found:
        record.event("audit.closed_to_auditor", audit, place=audit.organisation, kind=audit.kind)


def _given(record: Recording, audit: Audit, person: Person) -> AuditorAccess:
    lock_organisations(audit.organisation)
    seat_auditor(record.context, person, audit.organisation)
    if there := _running(audit).filter(person=person).order_by("pk").first():
        record.nothing_changed()
        return there
    access = AuditorAccess.objects.create(
        organisation=audit.organisation,
        region_id=audit.region_id,
        audit=audit,
        person=person,
        given_by_id=record.context.person_id,
        given_at=now(),
    )
    record.event("audit.opened_to_auditor", audit, kind=audit.kind)
    _tell(access)
    return access


def _tell(access: AuditorAccess) -> None:
    """Outside of any organisation, and without a name: an auditor's seat opens no news of the establishment."""
    notify(
        [access.person],
        OPENED,
        None,
        url=reverse("audits:room_audit", args=[access.audit.uid]),
        key=f"{OPENED}:{access.uid}",
        say=lambda: Words(_("An audit is open to you")),
    )


def _end(record: Recording, access: AuditorAccess) -> None:
    AuditorAccess.objects.within(SYSTEM).filter(pk=access.pk).update(ended_at=now())
    if not _sees_another(access.person, access.organisation):
        unseat_auditor(record.context, access.person, access.organisation)


def _sees_another(person: Person, organisation: Organisation) -> bool:
    rows = AuditorAccess.objects.within(SYSTEM).filter(organisation=organisation, person=person)
    return rows.filter(ended_at__isnull=True).exists()


def _running(audit: Audit) -> TenantQuerySet[AuditorAccess]:
    rows: TenantQuerySet[AuditorAccess] = AuditorAccess.objects.within(SYSTEM)
    return rows.filter(audit=audit, ended_at__isnull=True)


def _still_running(audit: Audit) -> Audit:
    current = held_audit(audit)
    if current.state_value.is_over:
        raise Refused(_("This audit is over: reopen it first."))
    return current
