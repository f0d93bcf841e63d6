"""A thing that exists for every argument of every address: each app adds its lines.

A thing that did not exist would answer 404 to whoever may open it, and hide what the address would have answered. Until
an address has its line the table fails and names it. Later apps have a `samples_<app>.py` of their own beside this.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hygie.accounts.models import Invitation, Person, PersonSession
from hygie.accounts.sealing import digest_of_token, invitation_token
from hygie.audits.actions.campaigns import RUNNERS
from hygie.core import files
from hygie.core.access import Role
from hygie.core.clock import now, today
from hygie.core.identifiers import new_uid
from hygie.core.models import Job
from hygie.obligations.models import Proof, Waiver
from hygie.territory.actions.imports import IMPORT
from hygie.territory.enums import GrantKind, MembershipKind, OrganisationKind
from hygie.territory.imports.report import report
from hygie.territory.models import ImportRun, Organisation
from hygie.territory.queries.people import HANDLER
from tests.factories.accounts import PersonFactory
from tests.factories.territory import (
    LONG_AGO,
    FactFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
)

from .sample import LATER, Sample, Sight, Upload, samples_of_apps

REQUIREMENT = "dns-2025-12-1"


def sample_of(name: str, argument: str) -> Sample | None:
    """The sample of one argument: that of the address, else that of the argument's name."""
    return SAMPLES.get(f"{name} {argument}") or SAMPLES.get(argument)


def _membership(organisation: Organisation, _reader: Person | None) -> object:
    """One that begins later: it changes nobody's reach today."""
    group = OrganisationFactory(group=True, region=organisation.region)
    facts = {"kind": MembershipKind.MANAGEMENT, "starts_on": today() + LATER}
    return MembershipFactory(organisation=organisation, group=group, **facts).uid


def _seat(organisation: Organisation, _reader: Person | None) -> object:
    return SeatFactory(organisation=organisation, role=Role.AUDITOR).uid


def _fact(organisation: Organisation, _reader: Person | None) -> object:
    return FactFactory(organisation=organisation).uid


def _grant(kind: GrantKind) -> Callable[[Organisation, Person | None], object]:
    """One that begins later: it opens nothing today."""

    def find(organisation: Organisation, _reader: Person | None) -> object:
        whom = {"role": Role.EXPERT} if kind is GrantKind.MANDATE else {"person": PersonFactory()}
        return MandateFactory(
            **{"role": "", "kind": kind, "organisation": organisation} | whom,
            starts_on=today() + LATER,
        ).uid

    return find


def _waiver(organisation: Organisation, _reader: Person | None) -> object:
    return Waiver.objects.create(
        organisation=organisation,
        region_id=organisation.region_pk,
        requirement=REQUIREMENT,
        reason="The building is being rebuilt.",
        starts_on=LONG_AGO,
        ends_on=today() + LATER,
        granted_at=now(),
    ).uid


def _invitation(organisation: Organisation, _reader: Person | None) -> object:
    return _invited(organisation).uid


def _invitation_token(organisation: Organisation, _reader: Person | None) -> object:
    return invitation_token(_invited(organisation).uid)


def _invited(organisation: Organisation) -> Invitation:
    uid = new_uid()
    return Invitation.objects.create(
        uid=uid,
        email=f"{uid}@hopital-exemple.fr",
        token_digest=digest_of_token(invitation_token(uid)),
        handler=HANDLER,
        payload={"role": Role.CISO.value, "organisation": str(organisation.uid)},
        expires_at=now() + LATER,
    )


def _session(_organisation: Organisation, reader: Person | None) -> object:
    mine = PersonSession.objects.filter(person=reader).order_by("pk").first() if reader else None
    return mine.uid if mine else new_uid()


def _passkey(_organisation: Organisation, reader: Person | None) -> object:
    facts = {"type": Authenticator.Type.WEBAUTHN, "data": {"name": "Key", "credential": {}}}
    return Authenticator.objects.create(user=reader or PersonFactory(), **facts).pk


def _job(organisation: Organisation, reader: Person | None) -> object:
    place = {"organisation_id": organisation.pk, "region_id": organisation.region_pk}
    owner = reader or PersonFactory()
    return Job.objects.create(kind=IMPORT, person_id=owner.pk, created_at=now(), **place).uid


def _run(organisation: Organisation, _reader: Person | None) -> object:
    with report() as written:
        pass
    facts = {"source": "finess-csv", "file_name": "register.csv", "file_sha256": "0" * 64, "at": now()}
    return ImportRun.objects.create(region_id=organisation.region_pk, report_path=written.path, **facts).uid


def proof_of(organisation: Organisation, kind: str = "crisis_exercise", **facts: object) -> Proof:
    """A proof with its document."""
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    return Proof.objects.create(
        organisation=organisation,
        region_id=organisation.region_pk,
        kind=kind,
        happened_on=today(),
        deposited_at=now(),
        file=file,
        **facts,
    )


def _proof(organisation: Organisation, _reader: Person | None) -> object:
    return proof_of(organisation).uid


def _person_in_link(_organisation: Organisation, reader: Person | None) -> object:
    return urlsafe_base64_encode(force_bytes((reader or PersonFactory()).pk))


def _reset_token(_organisation: Organisation, reader: Person | None) -> object:
    return default_token_generator.make_token(reader or PersonFactory())


#: by the name of the argument, or "app:view argument" where a name means different things
SAMPLES: dict[str, Sample] = {
    "accounts:reset_password uidb64": Sample(_person_in_link, Sight.OWN),
    "accounts:reset_password token": Sample(_reset_token, Sight.OWN),
    "accounts:invitation token": Sample(_invitation_token, Sight.OWN),
    "accounts:end_session uid": Sample(_session, Sight.OWN),
    "accounts:remove_passkey pk": Sample(_passkey, Sight.OWN),
    "uid": Sample(lambda organisation, _: organisation.uid),
    "membership": Sample(_membership),
    "seat": Sample(_seat),
    "invitation": Sample(_invitation),
    "territory:record_fact kind": Sample(lambda *_: "beds"),
    "fact": Sample(_fact),
    "territory:end_mandate grant": Sample(_grant(GrantKind.MANDATE)),
    "territory:end_contribution grant": Sample(_grant(GrantKind.CONTRIBUTION)),
    "job": Sample(_job, Sight.OWN),
    "run": Sample(_run, Sight.REGION),
    "code": Sample(lambda *_: REQUIREMENT),
    "obligations:validity kind": Sample(lambda *_: "crisis_exercise"),
    "obligations:revoke_waiver uid": Sample(_waiver),
    "obligations:proof uid": Sample(_proof),
    "obligations:proof_file uid": Sample(_proof),
    "obligations:revise uid": Sample(_proof),
    "obligations:withdraw uid": Sample(_proof),
    "obligations:erase uid": Sample(_proof),
    "obligations:review uid": Sample(_proof),
    **samples_of_apps(),
}

#: pages that do not exist for some organisations, whoever asks; each says for which ones they do
ONLY_FOR: dict[str, Callable[[Organisation], bool]] = {
    "territory:join": lambda organisation: organisation.kind == OrganisationKind.ENTITY,
    "audits:open_campaign": lambda organisation: organisation.kind in RUNNERS,
}

#: public pages that lead whoever has not begun to sign in, or has just signed out, to the way in
WAYS_IN = {"accounts:sign_in_second_factor", "accounts:sign_out"}
