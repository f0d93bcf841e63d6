"""What every floor above leans on: audit events, the ledger, jobs, files and reach.

Organisations and people live on higher floors: only their plain ids are kept here.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .identifiers import new_uid
from .tenancy import Reach, TenantManager

__all__ = [
    "AuditEvent",
    "Job",
    "JobState",
    "LedgerBody",
    "LedgerEntry",
    "LedgerHead",
    "Reach",
    "SignedHeads",
    "StoredFile",
]


class AuditEvent(models.Model):
    """Who did what, when; never from which network address. Rows are only ever added.

    `organisation_id` is empty for what concerns no organisation (a person's own account).
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60)
    subject_uid = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="audit_by_organisation"),
            models.Index(fields=["subject_uid", "-id"], name="audit_by_subject"),
            models.Index(fields=["person_id", "-id"], name="audit_by_person"),
        ]


class LedgerHead(models.Model):
    """The last position and digest of one organisation's chain: the row that writers lock."""

    organisation_id = models.BigIntegerField(primary_key=True)
    region_id = models.BigIntegerField()
    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    objects = TenantManager()


class LedgerEntry(models.Model):
    """One link: it hashes the digest of the one before and a salted digest of its body."""

    organisation_id = models.BigIntegerField()
    region_id = models.BigIntegerField()
    position = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    recorded_at = models.DateTimeField()
    body_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "position"], name="ledger_position_once")]
        indexes = [models.Index(fields=["subject_uid"], name="ledger_by_subject")]


class LedgerBody(models.Model):
    """What an entry says, with its salt: erased, the chain stays valid and the digest tells nothing."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.CASCADE, primary_key=True, related_name="body")
    organisation_id = models.BigIntegerField()
    region_id = models.BigIntegerField()
    salt = models.BinaryField(max_length=16)
    facts = models.JSONField()

    objects = TenantManager()


class SignedHeads(models.Model):
    """The heads that moved since the signature before, signed with a key kept outside the database."""

    day = models.DateField(unique=True)
    document = models.TextField(help_text="canonical JSON, exactly as signed")
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=16)


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @property
    def tone(self) -> str:
        tones = {"done": "success", "failed": "danger", "running": "info", "cancelled": "neutral"}
        return tones.get(self.value, "neutral")


class Job(models.Model):
    """A piece of work outside the request, as its owner sees it; the queue itself is django-tasks-db's."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    once = models.CharField(  # noqa: DJ001 — several jobs have no key, and a key is unique
        max_length=120, null=True, unique=True, help_text="two jobs with one key are one job"
    )
    organisation_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "kind"], name="job_by_state"),
            models.Index(fields=["person_id", "-id"], name="job_by_person"),
        ]

    @property
    def state_value(self) -> JobState:
        return JobState(self.state)

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class StoredFile(models.Model):
    """A private file: outside the web root, under a random name, typed by its content."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    organisation_id = models.BigIntegerField()
    region_id = models.BigIntegerField()
    name = models.CharField(max_length=200, help_text="as the person named it, for display only")
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True, help_text="relative to the private folder")
    stored_by = models.BigIntegerField(null=True)
    stored_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = TenantManager()
