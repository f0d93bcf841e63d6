import pytest

from hygie.core.clock import now
from hygie.core.models import AuditEvent, Reach
from hygie.core.tenancy import Scope, Unscoped
from tests.core.places import ELSEWHERE, NORTH, SOUTH

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def events():
    for place in (NORTH, SOUTH, ELSEWHERE):
        AuditEvent.objects.create(
            at=now(), kind="test", organisation_id=place.pk, region_id=place.region_id, subject_type="test"
        )


def seen(scope):
    rows = AuditEvent.objects.within(scope).order_by("organisation_id")
    return list(rows.values_list("organisation_id", flat=True))


@pytest.mark.parametrize(
    "read",
    [
        list,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.get(pk=1),
        lambda rows: list(rows.iterator()),
        lambda rows: rows.update(kind="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.aggregate(n=__import__("django.db.models").db.models.Count("pk")),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: list(rows.filter(kind="test").order_by("pk")[:1]),
    ],
)
def test_a_tenant_query_without_a_scope_does_not_run(read):
    with pytest.raises(Unscoped):
        read(AuditEvent.objects.all())


def test_an_empty_scope_sees_nothing():
    assert seen(Scope()) == []


def test_a_region_sees_its_rows_and_no_other():
    assert seen(Scope(regions=frozenset({1}))) == [11, 12]


def test_a_holder_sees_what_it_reaches():
    Reach.objects.create(holder_id=500, organisation_id=12)
    assert seen(Scope(holders=frozenset({500}))) == [12]


def test_the_system_sees_everything():
    assert seen(Scope.system()) == [11, 12, 21]


def test_a_scope_survives_further_filters():
    rows = AuditEvent.objects.within(Scope(regions=frozenset({1}))).filter(organisation_id__gt=0)
    assert rows.exclude(organisation_id=11).order_by("pk").count() == 1
