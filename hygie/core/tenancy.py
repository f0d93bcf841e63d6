"""Sight on rows: nothing that belongs to an organisation is read without saying for whom (DESIGN §2.1).

`Scope` says whose rows a person sees. `TenantManager` refuses to evaluate a query that was not passed through
`within(scope)`; on PostgreSQL row-level security is the second wall (`rowsecurity.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class Unscoped(RuntimeError):
    """A tenant query was about to run without a scope: a programming error, never a user's."""


@dataclass(frozen=True)
class Scope:
    """Whose rows are in sight: everything, these regions, and what these holders reach.

    Regions and holders are primary keys of organisations. An empty scope sees nothing.
    """

    everything: bool = False
    regions: frozenset[int] = frozenset()
    holders: frozenset[int] = frozenset()

    @classmethod
    def system(cls) -> Scope:
        """The explicit scope of jobs and commands."""
        return cls(everything=True)

    @property
    def is_empty(self) -> bool:
        return not (self.everything or self.regions or self.holders)

    def condition(self, organisation: str = "organisation_id", region: str = "region_id") -> Q:
        """The scope as a condition on the two columns of a tenant row: a column test or one subquery."""
        seen = Q()
        if self.regions:
            seen |= Q(**{f"{region}__in": self.regions})
        if self.holders:
            reached = Reach.objects.filter(holder_id__in=self.holders).values("organisation_id")
            seen |= Q(**{f"{organisation}__in": reached})
        return seen


class TenantQuerySet(models.QuerySet[Row]):
    """A query set that answers only once it knows who asks."""

    #: names of the two columns; organisations themselves override the first one
    organisation_column = "organisation_id"
    region_column = "region_id"
    _in_sight = False

    def within(self, scope: Scope) -> Self:
        if scope.everything:
            seen = self.all()
        elif scope.is_empty:
            seen = self.none()
        else:
            seen = self.filter(scope.condition(self.organisation_column, self.region_column))
        seen._in_sight = True
        return seen

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._in_sight = self._in_sight
        return clone

    def _demand_sight(self) -> None:
        if not self._in_sight:
            raise Unscoped(f"{self.model.__name__}: say within(scope) before reading")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._demand_sight()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        self._demand_sight()
        return super().iterator(chunk_size)

    def count(self) -> int:
        if self._result_cache is None:
            self._demand_sight()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._demand_sight()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_sight()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_sight()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_sight()
        return super().delete()


class TenantManager(models.Manager[Row]):
    """The default manager of tenant rows; what is reached from a row already in sight is in sight too."""

    queryset_class: type[TenantQuerySet[Any]] = TenantQuerySet

    def get_queryset(self) -> TenantQuerySet[Row]:
        queryset: TenantQuerySet[Row] = self.queryset_class(self.model, using=self._db)
        if getattr(self, "instance", None) is not None:
            queryset._in_sight = True
        return queryset

    def within(self, scope: Scope) -> TenantQuerySet[Row]:
        return self.get_queryset().within(scope)


APPEND_ONLY = frozenset({"core.auditevent", "core.ledgerentry", "core.ledgerbody"})
"""What was recorded keeps the region in which it was recorded."""


def carry_region(organisations: Mapping[int, int]) -> None:
    """Write the region of organisations that moved, `{organisation: region}` in keys, into all rows they own.

    Every model with a `TenantManager` and both columns follows, save the append-only ones. In the caller's
    transaction, and with everything in sight.
    """
    arrived: dict[int, list[int]] = {}
    for organisation, region in organisations.items():
        arrived.setdefault(region, []).append(organisation)
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        manager = model._default_manager
        if not isinstance(manager, TenantManager) or not {"organisation_id", "region_id"} <= columns:
            continue
        if model._meta.label_lower in APPEND_ONLY:
            continue
        for region, moved in arrived.items():
            for start in range(0, len(moved), 500):
                rows = manager.within(Scope.system()).filter(organisation_id__in=moved[start : start + 500])
                rows.exclude(region_id=region).update(region_id=region)


class Reach(models.Model):
    """Who stands above whom today: the closure that scopes are tested against.

    Plain ids, since organisations live on a higher floor; one action of the territory keeps it. An organisation
    reaches itself.
    """

    holder_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder_id", "organisation_id"], name="reach_once")]
        indexes = [models.Index(fields=["organisation_id"], name="reach_by_organisation")]
