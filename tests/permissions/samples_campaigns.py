"""Audits, the auditor's room and campaigns, for the table."""

from __future__ import annotations

from hygie.accounts.models import Invitation, Person
from hygie.accounts.sealing import digest_of_token, invitation_token
from hygie.audits.enums import AuditState, ImportScope, ImportState
from hygie.audits.models import Audit
from hygie.audits.queries.auditors import HANDLER
from hygie.audits.rules.identity import room_lane
from hygie.core import files
from hygie.core.clock import now, today
from hygie.core.identifiers import new_uid
from hygie.territory.models import Organisation
from tests.factories.accounts import PersonFactory
from tests.factories.audits import (
    AuditFactory,
    AuditorAccessFactory,
    CampaignFactory,
    FindingFactory,
    QuestionFactory,
    ReportImportFactory,
)

from .sample import LATER, Sample, Sight, Upload


def audit_of(organisation: Organisation) -> Audit:
    """One whose report has come."""
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    facts = {"ran_on": today(), "received_on": today(), "state": AuditState.RECEIVED}
    return AuditFactory(organisation=organisation, report=file, **facts)


def _audit(organisation: Organisation, _reader: Person | None) -> object:
    return audit_of(organisation).uid


def _opened(organisation: Organisation, reader: Person | None) -> Audit:
    return AuditorAccessFactory(audit=audit_of(organisation), person=reader or PersonFactory()).audit


def _access(organisation: Organisation, _reader: Person | None) -> object:
    return AuditorAccessFactory(audit=audit_of(organisation), person=PersonFactory()).uid


_invited: dict[int, Audit] = {}


def _audit_with_invitation(organisation: Organisation, _reader: Person | None) -> object:
    _invited[organisation.pk] = audit_of(organisation)
    return _invited[organisation.pk].uid


def _invitation(organisation: Organisation, _reader: Person | None) -> object:
    uid = new_uid()
    return Invitation.objects.create(
        uid=uid,
        email=f"{uid}@audit-exemple.fr",
        token_digest=digest_of_token(invitation_token(uid)),
        handler=HANDLER,
        payload={"audit": str(_invited[organisation.pk].uid)},
        expires_at=now() + LATER,
    ).uid


def _question(organisation: Organisation, _reader: Person | None) -> object:
    return QuestionFactory(audit=audit_of(organisation)).uid


def _room_question(organisation: Organisation, reader: Person | None) -> object:
    return QuestionFactory(audit=_opened(organisation, reader)).uid


def _room_finding(organisation: Organisation, reader: Person | None) -> object:
    audit = _opened(organisation, reader)
    return FindingFactory(organisation=organisation, audit=audit, lane=room_lane(audit.uid)).uid


def _room_import(organisation: Organisation, reader: Person | None) -> object:
    """Sent by the reader; another's is absent, whoever asks."""
    sent = {"state": ImportState.READY, "scope": ImportScope.NOTHING, "arrived_by": reader or PersonFactory()}
    return ReportImportFactory(organisation=organisation, audit=_opened(organisation, reader), **sent).uid


def _campaign(organisation: Organisation, _reader: Person | None) -> object:
    return CampaignFactory(organisation=organisation).uid


SAMPLES: dict[str, Sample] = {
    **{
        f"audits:{name} uid": Sample(_audit)
        for name in (
            "audit",
            "change_audit",
            "plan_counter_audit",
            "move_audit",
            "receive_report",
            "audit_report",
            "audit_paper",
            "audit_sheet",
            "verify_findings",
            "open_to_auditor",
            "ask",
        )
    },
    **{
        f"audits:{name} uid": Sample(_campaign)
        for name in ("campaign", "change_campaign", "choose_establishments", "leave_out", "close_campaign")
    },
    "audits:leave_out place": Sample(lambda place, _: place.uid),
    "audits:withdraw_auditor uid": Sample(_audit_with_invitation),
    "audits:withdraw_auditor invitation": Sample(_invitation),
    "audits:end_auditor access": Sample(_access),
    "audits:answer question": Sample(_question),
    **{
        f"audits:{name} uid": Sample(lambda place, reader: _opened(place, reader).uid, Sight.AUTHOR)
        for name in (
            "room_audit",
            "room_ask",
            "room_report",
            "room_report_file",
            "room_verify",
            "room_add_finding",
            "room_send",
        )
    },
    "audits:room_correct_finding finding": Sample(_room_finding, Sight.AUTHOR),
    **{
        f"audits:{name} report": Sample(_room_import, Sight.AUTHOR)
        for name in ("room_preview", "room_confirm", "room_drop")
    },
    "audits:room_answer question": Sample(_room_question, Sight.AUTHOR),
}
