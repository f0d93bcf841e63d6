"""Suppliers: their names, which a region shares, and what each establishment entrusts to them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.clock import today
from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import Organisation, TenantRow

from ..rules.supplier_dates import access_standing, contract_needs_a_look, review_due_on
from ..supplier_enums import AccessStanding, Clause, Criticality, RemoteAccess


class Supplier(models.Model):
    """A name that the establishments of a region share, once. Who depends on it is told by `Engagement` alone, within
    the reader's sight; the name by itself says nothing of anybody, and is no row of a tenant."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, help_text="the name without case, accents, punctuation or legal form")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "key"], name="supplier_once_per_region")]

    def __str__(self) -> str:
        return self.name


class Engagement(TenantRow):
    """What a supplier runs in an establishment, how it reaches its systems, and whom to call there.

    `access_reviewed_on` speaks of the access as it is: another kind of access has not been reviewed. Once it has ended,
    names and numbers are gone: nobody is called any more.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    services = models.CharField(max_length=300, help_text="what it runs there")
    criticality = models.CharField(max_length=8, choices=Criticality.choices)
    access = models.CharField(max_length=20, choices=RemoteAccess.choices)
    contract_starts_on = models.DateField(null=True)
    contract_ends_on = models.DateField(null=True, help_text="last day of the contract")
    clauses = models.JSONField(default=list, help_text="codes of `Clause` found in the contract, in its order")
    day_name = models.CharField(max_length=120, blank=True)
    day_phone = models.CharField(max_length=30, blank=True)
    day_email = models.EmailField(blank=True)
    night_name = models.CharField(max_length=120, blank=True)
    night_phone = models.CharField(max_length=30, blank=True)
    night_email = models.EmailField(blank=True)
    access_reviewed_on = models.DateField(null=True)
    access_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_on = models.DateField(null=True, help_text="last day of the service")
    ended_because = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "supplier"], condition=Q(ended_on__isnull=True), name="engagement_open_once"
            ),
            models.CheckConstraint(
                condition=Q(contract_ends_on__isnull=True)
                | Q(contract_starts_on__isnull=True)
                | Q(contract_ends_on__gte=F("contract_starts_on")),
                name="engagement_contract_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "region"], name="engagement_by_supplier"),
            models.Index(fields=["organisation", "ended_on"], name="engagement_by_organisation"),
            models.Index(fields=["region", "ended_on"], name="engagement_by_region"),
        ]

    @property
    def criticality_value(self) -> Criticality:
        return Criticality(self.criticality)

    @property
    def access_value(self) -> RemoteAccess:
        return RemoteAccess(self.access)

    @property
    def access_standing(self) -> AccessStanding:
        return access_standing(self.access_value, self.access_reviewed_on, today())

    @property
    def review_due_on(self) -> date | None:
        return review_due_on(self.access_reviewed_on)

    @property
    def contract_needs_a_look(self) -> bool:
        return self.ended_on is None and contract_needs_a_look(self.contract_ends_on, today())

    @property
    def clause_lines(self) -> list[tuple[Clause, bool]]:
        """Every clause of the list, and whether the contract has it."""
        return [(clause, clause.value in self.clauses) for clause in Clause]
