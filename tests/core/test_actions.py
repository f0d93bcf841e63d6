from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import connection

from hygie.core.access import Level, Resource, Role, Verb
from hygie.core.actions import Context, Denied, Refused, Stale, demand_version
from hygie.core.audit import AuditKind, audit_kinds
from hygie.core.identifiers import new_uid
from hygie.core.models import AuditEvent, LedgerEntry
from hygie.core.tenancy import Scope
from tests.core.places import NORTH

pytestmark = pytest.mark.django_db
THING = Resource("test.thing", {})
SYSTEM = Scope.system()


@dataclass
class Thing:
    uid: UUID = field(default_factory=new_uid)


@pytest.fixture(autouse=True, scope="module")
def _kind():
    if "test.happened" not in audit_kinds:
        audit_kinds.register(AuditKind("test.happened", "Something happened"))


def test_an_action_leaves_an_event_that_says_who_where_and_why():
    thing = Thing()
    with Context.system("nightly job").recording(Verb.EDIT, THING, NORTH) as record:
        record.event("test.happened", thing, answer=42)
    event = AuditEvent.objects.within(SYSTEM).get(subject_uid=thing.uid)
    assert (event.organisation_id, event.region_id) == (NORTH.pk, 1)
    assert event.details == {"answer": 42, "reason": "nightly job"}


def test_the_policy_is_asked_before_anything_is_written():
    with pytest.raises(Denied), Context().recording(Verb.EDIT, THING, NORTH):
        pytest.fail("the body must not run")


def test_an_action_that_records_nothing_is_undone():
    with pytest.raises(RuntimeError, match="without recording"), Context.system("x").recording(Verb.EDIT, THING, NORTH):
        AuditEvent.objects.create(at="2026-01-01T00:00Z", kind="test.happened", subject_type="x")
    assert not AuditEvent.objects.within(SYSTEM).exists()


def test_an_action_may_say_that_nothing_changed():
    with Context.system("x").recording(Verb.EDIT, THING, NORTH) as record:
        record.nothing_changed()


def test_a_failure_midway_leaves_neither_row_nor_event_nor_entry():
    with pytest.raises(ZeroDivisionError), Context.system("x").recording(Verb.EDIT, THING, NORTH) as record:
        record.event("test.happened", Thing())
        record.entry("test.happened", Thing(), {"a": 1})
        raise ZeroDivisionError
    assert not AuditEvent.objects.within(SYSTEM).exists()
    assert not LedgerEntry.objects.within(SYSTEM).exists()


def test_an_unregistered_kind_of_event_is_refused():
    with pytest.raises(RuntimeError, match="not registered"), Context.system("x").recording_own() as record:
        record.event("test.unknown", Thing())


def test_nobody_may_nothing():
    assert not Context().sees(Level.COUNTS, THING, NORTH)
    assert not Context(role=Role.CISO).may(Verb.EDIT, THING, NORTH)


def test_a_refusal_names_its_fields():
    assert str(Refused({"file": "too large"})) == "file: too large"
    assert Refused("not today").problems == {"": "not today"}


def test_a_change_made_on_an_old_reading_is_stale():
    demand_version(3, 3)
    with pytest.raises(Stale):
        demand_version(4, 3)


def test_the_action_writes_in_one_transaction():
    with Context.system("x").recording(Verb.EDIT, THING, NORTH) as record:
        assert connection.in_atomic_block
        record.event("test.happened", Thing())
