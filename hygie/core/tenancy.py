"""Sight on rows: nothing that belongs to an organisation is read without saying for whom (DESIGN §2.1).

`Scope` says whose rows a person sees. `TenantManager` refuses to evaluate a query that was not passed through
`within(scope)`; on PostgreSQL row-level security is the second wall (`rowsecurity.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self, TypeVar

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
