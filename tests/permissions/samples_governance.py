"""Policies, their readings and appointments, for the table."""

from __future__ import annotations

from collections.abc import Callable

from hygie.accounts.models import Person
from hygie.core import files
from hygie.core.clock import now, today
from hygie.governance.enums import Function, Theme, VersionState
from hygie.governance.models import Appointment, ChapterComment, PolicyVersion, ReadingRound, SecurityPolicy
from hygie.governance.reading_links import token_of
from hygie.territory.models import Organisation
from tests.factories.territory import LONG_AGO

from .sample import LATER, SYSTEM, Sample, Upload


def _policy_version(state: VersionState) -> Callable[[Organisation, Person | None], object]:
    def find(organisation: Organisation, _reader: Person | None) -> object:
        return policy_version_of(organisation, state).uid

    return find


#: each in a policy of its own, since one version at a time is open, and one in force
THEME_OF = {
    VersionState.DRAFT: Theme.USER_CHARTER,
    VersionState.SUBMITTED: Theme.ADMINISTRATION,
    VersionState.IN_FORCE: Theme.REMOTE_ACCESS,
}


def policy_version_of(organisation: Organisation, state: VersionState = VersionState.DRAFT) -> PolicyVersion:
    """The version of the organisation in that state, with its document."""
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    policy, _made = SecurityPolicy.objects.within(SYSTEM).get_or_create(**place, theme=THEME_OF[state])
    versions = PolicyVersion.objects.within(SYSTEM).filter(policy=policy)
    if found := versions.filter(state=state).first():
        return found
    signed = {"approved_at": now(), "review_on": today() + LATER} if state == VersionState.IN_FORCE else {}
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    return PolicyVersion.objects.create(
        **place,
        policy=policy,
        number=versions.count() + 1,
        state=state,
        title="Charter",
        chapters=[{"code": "everyday", "title": "Every day", "text": "I lock my session."}],
        document=file,
        started_at=now(),
        **signed,
    )


def _remark(organisation: Organisation, _reader: Person | None) -> object:
    version = policy_version_of(organisation)
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    return ChapterComment.objects.create(**place, version=version, text="And at night?", written_at=now()).uid


def _reading(organisation: Organisation, _reader: Person | None) -> object:
    version = policy_version_of(organisation, VersionState.IN_FORCE)
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    facts = {"expected": 10, "opened_at": now()}
    reading, _made = ReadingRound.objects.within(SYSTEM).get_or_create(**place, version=version, defaults=facts)
    return token_of(reading)


def _appointment(organisation: Organisation, _reader: Person | None) -> object:
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    file = files.store(Upload(b"%PDF-1.7"), organisation, None)
    file.save()
    return Appointment.objects.create(
        **place,
        function=Function.CISO,
        first_name="Inès",
        last_name="Fauvel",
        starts_on=LONG_AGO,
        letter=file,
        recorded_at=now(),
    ).uid


SAMPLES: dict[str, Sample] = {
    "theme": Sample(lambda *_: "pssi"),
    "remark": Sample(_remark),
    **{
        f"governance:{name} uid": Sample(_policy_version(VersionState.DRAFT))
        for name in ("version", "edit", "move", "changes", "comment", "handle_comment", "paper", "document")
    },
    "governance:sign uid": Sample(_policy_version(VersionState.SUBMITTED)),
    **{
        f"governance:{name} uid": Sample(_policy_version(VersionState.IN_FORCE))
        for name in ("review", "withdraw", "reading")
    },
    "governance:acknowledge token": Sample(_reading),
    **{
        f"governance:{name} uid": Sample(_appointment)
        for name in ("appointment", "change_appointment", "end_appointment", "letter")
    },
}
