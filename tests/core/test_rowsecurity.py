"""The second wall alone: what PostgreSQL lets the application's role see, whatever the query asks."""

import pytest
from django.db import ProgrammingError, connection, transaction

from hygie.core import rowsecurity
from hygie.core.clock import now
from hygie.core.models import AuditEvent, Reach
from hygie.core.tenancy import Scope
from tests.core.places import ELSEWHERE, NORTH, SOUTH

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's"),
]


@pytest.fixture(autouse=True)
def as_the_application():
    for place in (NORTH, SOUTH, ELSEWHERE):
        AuditEvent.objects.create(
            at=now(), kind="test", organisation_id=place.pk, region_id=place.region_id, subject_type="test"
        )
    Reach.objects.create(holder_id=500, organisation_id=SOUTH.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE hygie_app")
        yield cursor
        cursor.execute("RESET ROLE")


def everything_asked():
    """What a query that forgot its filter gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id FROM core_auditevent ORDER BY organisation_id")
        return [row[0] for row in cursor.fetchall()]


def test_without_a_declared_scope_no_row_is_seen():
    assert everything_asked() == []


def test_a_region_sees_its_rows_whatever_is_asked():
    rowsecurity.declare(Scope(regions=frozenset({1})))
    assert everything_asked() == [NORTH.pk, SOUTH.pk]


def test_a_holder_sees_what_it_reaches_whatever_is_asked():
    rowsecurity.declare(Scope(holders=frozenset({500})))
    assert everything_asked() == [SOUTH.pk]


def test_a_row_of_another_organisation_cannot_be_written():
    rowsecurity.declare(Scope(holders=frozenset({500})))
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        AuditEvent.objects.create(at=now(), kind="x", organisation_id=NORTH.pk, region_id=1, subject_type="t")


def test_what_was_recorded_can_be_neither_changed_nor_removed():
    rowsecurity.declare(Scope.system())
    rows = AuditEvent.objects.within(Scope.system())
    assert rows.update(kind="forged") == 0
    assert rows.delete()[0] == 0
    assert rows.filter(kind="test").count() == 3


def test_the_system_scope_sees_everything():
    rowsecurity.declare(Scope.system())
    assert everything_asked() == [NORTH.pk, SOUTH.pk, ELSEWHERE.pk]


def test_the_application_can_neither_lift_the_wall_nor_own_the_tables(as_the_application):
    as_the_application.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    assert as_the_application.fetchone() == (False, False)
    with pytest.raises(ProgrammingError, match="owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE ROW LEVEL SECURITY")


def test_every_table_with_an_organisation_and_a_region_is_behind_the_wall():
    """Jobs are their owner's, memberships are the public register: neither holds anything an establishment hides."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            JOIN pg_attribute o ON o.attrelid = c.oid AND o.attname = 'organisation_id'
            JOIN pg_attribute r ON r.attrelid = c.oid AND r.attname = 'region_id'
            WHERE c.relkind = 'r' AND NOT c.relrowsecurity ORDER BY c.relname
            """
        )
        assert {row[0] for row in cursor.fetchall()} == {"core_job", "territory_membership"}
