"""Organisations, who belongs to whom, who holds which role where, and what is true of them when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hygie.core.access import Level, Role
from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager, TenantQuerySet

from .enums import GrantKind, MembershipKind, OrganisationKind, Provider, PublicStatus


class OrganisationQuerySet(TenantQuerySet["Organisation"]):
    """An organisation is its own tenant: its key is the organisation column."""

    organisation_column = "pk"


class OrganisationManager(TenantManager["Organisation"]):
    queryset_class = OrganisationQuerySet


class Organisation(models.Model):
    """One organisation of any kind. A region is its own region; only the nation has none."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40, blank=True, help_text="INSEE region code, department code, or GHT code")
    finess = models.CharField(  # noqa: DJ001 — many organisations have none, and a number is unique
        max_length=9, null=True, unique=True, help_text="9 characters, text"
    )
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    region = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    entity = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="sites")
    department = models.CharField(max_length=3, blank=True, help_text="75, 2A, 974")
    category = models.CharField(max_length=4, blank=True, help_text="FINESS category code")
    category_label = models.CharField(max_length=120, blank=True)
    public_status = models.CharField(max_length=8, choices=PublicStatus.choices, default=PublicStatus.UNKNOWN)
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    insee = models.CharField(max_length=5, blank=True, help_text="INSEE code of the commune")
    phone = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS84, degrees")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS84, degrees")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True, help_text="last change in the national register")
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationManager()

    class Meta:
        indexes = [
            models.Index(fields=["region", "kind", "name"], name="organisation_by_region"),
            models.Index(fields=["entity"], name="organisation_by_entity"),
            models.Index(fields=["kind", "code"], name="organisation_by_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="nation") | Q(region__isnull=False), name="organisation_in_a_region"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("territory:organisation", args=[self.uid])

    @property
    def region_pk(self) -> int:
        """Key of its region; the nation, which has none, stands for its own."""
        return self.region_id or self.pk

    @property
    def kind_value(self) -> OrganisationKind:
        return OrganisationKind(self.kind)

    @property
    def phone_in_pairs(self) -> str:
        """The number as it is read aloud; anything but ten digits stays as it is."""
        number = self.phone
        if len(number) != 10 or not number.isdigit():
            return number
        return " ".join(number[start : start + 2] for start in range(0, 10, 2))

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class TenantRow(models.Model):
    """A row of one organisation: both columns always filled, read only within a scope."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Membership(TenantRow):
    """An entity belongs to a GHT, a group or a shared management, from a day to a day (excluded)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    group = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MembershipKind.choices)
    lead = models.BooleanField(default=False, help_text="the GHT's lead hospital (établissement support)")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="first day outside")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "group", "kind"], condition=Q(ends_on__isnull=True), name="membership_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_dates"
            ),
        ]
        indexes = [models.Index(fields=["group", "ends_on"], name="membership_by_group")]


class Seat(models.Model):
    """A role of a person at an organisation, dated. It decides what is in sight, so it is not itself scoped by sight:
    read it only through `queries.seats_of` (one's own) and `queries.people_of` (an organisation in sight)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="first day without the role")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation"], condition=Q(ends_on__isnull=True), name="seat_open_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="seat_by_organisation")]

    @property
    def role_value(self) -> Role:
        return Role(self.role)


class Grant(TenantRow):
    """A dated right on one resource of one organisation: a mandate to a regional role, or a contribution by a person.

    `resource` is a code of `core.access.resources`, or "" for every resource that its policy marks grantable. A grant
    deepens what is seen of an organisation already in reach; it never widens reach.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=GrantKind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    resource = models.CharField(max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.name) for level in Level])
    verbs = models.JSONField(default=list)
    purpose = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="first day without the right: a grant is always bounded")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when the establishment ended it early")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "ends_on"], name="grant_by_organisation")]


class Fact(TenantRow):
    """Something true of an organisation from a day to a day: regime, candidature, size, activity weight.

    A late or corrected fact closes the interval and opens another; `recorded_at` says when the platform learnt it.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    value = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="first day on which it is no longer true")
    provider = models.CharField(max_length=14, choices=Provider.choices)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "kind", "starts_on"], name="fact_by_organisation")]


class ImportRun(models.Model):
    """One reading of a national file, with what it changed; its line-by-line report is a private file."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    source = models.CharField(max_length=20, help_text="finess-csv, finess-json, ght")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0, help_text="not listed by the file, and still open")
    warnings = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, help_text="the first reasons of a refused file: line, field, reason")
    report_path = models.CharField(max_length=80, blank=True, help_text="relative to the private folder")


class SavedGroup(TenantRow):
    """Establishments by rule, under a name: a filter that the people of one place share.

    `organisation` is that place. `rule` is a `GroupRule` as JSON: it is asked again each time, nothing is listed.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=80)
    rule = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="saved_group_named_once"),
        ]

    def __str__(self) -> str:
        return self.name
