"""Proofs, what the ARS says of them, waivers, and the statuses that follow, as recorded day after day."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import Organisation, TenantRow

from .enums import Assurance, Decision, ProofState, Status
from .rules import Verdict, stored_verdict


def assurance_of(source: str, decision: str) -> Assurance:
    """Verified once the ARS accepted it; else produced by an activity here, or only declared."""
    if decision == Decision.ACCEPTED:
        return Assurance.VERIFIED
    return Assurance.PRODUCED if source else Assurance.DECLARED


class Row(TenantRow):
    """A tenant row with indexes of its own choice: one on the region alone would tempt a planner to read it all."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Proof(Row):
    """Something that an organisation did or has, at a date, with measures and a file (DESIGN §2.3).

    `happened_on` is when it happened, not when it was uploaded. A correction is a new proof that `revises` the old
    one, which stays readable as superseded. `source` names what deposited it: "" when a person declared it.
    `version` counts its changes: who acts on an old reading is told. `once` tells a button pressed twice.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    happened_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="last day on which it counts")
    measures = models.JSONField(default=dict)
    source = models.CharField(max_length=120, blank=True, help_text="what deposited it, e.g. audits.audit:<uid>")
    state = models.CharField(max_length=12, choices=ProofState.choices, default=ProofState.STANDING)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, help_text="the last review's")
    decided_on = models.DateField(null=True, help_text="the last review's")
    revises = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="revised_by")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    deposited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    deposited_at = models.DateTimeField()
    withdrawn_because = models.TextField(blank=True, max_length=2000)
    erased_at = models.DateTimeField(null=True, help_text="when its file and free text were erased")
    version = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, blank=True, help_text="digest of the form's token and of what was declared")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "once"], condition=~Q(once=""), name="proof_once_per_form"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "source"],
                condition=~Q(source="") & Q(state="standing"),
                name="proof_once_per_source",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "kind"], name="proof_by_organisation"),
            # The queue in its order, and counted without reading the rows.
            models.Index(
                fields=["region", "state", "decision", "deposited_at", "kind", "organisation", "expires_on"],
                name="proof_to_review",
            ),
        ]

    @property
    def assurance(self) -> Assurance:
        return assurance_of(self.source, self.decision)


class Review(Row):
    """What the ARS decided of a proof, and why; a later review stands over an earlier one."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.TextField(blank=True, max_length=2000)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["proof", "reviewed_at"], name="review_by_proof"),
            models.Index(fields=["organisation", "reviewed_at"], name="review_by_organisation"),
        ]


class Waiver(Row):
    """A requirement set aside for one organisation, with a reason and an end."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    requirement = models.CharField(max_length=60)
    reason = models.TextField(max_length=2000)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="last day")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.TextField(blank=True, max_length=2000)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="waiver_dates"),
        ]
        indexes = [models.Index(fields=["organisation", "requirement"], name="waiver_by_organisation")]


class Assessment(Row):
    """When an organisation was last judged as a whole, with which catalogue, and when the calendar alone will move it.

    Whoever writes the organisation's statuses locks this row first, so that two writers queue. `turn` counts the
    judgements: one made outside the lock, on an older reading, is not written.
    """

    changes_on = models.DateField(null=True, help_text="the next day on which the calendar alone may change a status")
    catalogue = models.CharField(max_length=64, blank=True, help_text="digest of the catalogue judged with")
    turn = models.PositiveBigIntegerField(default=0)
    assessed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="assessment_once")]
        indexes = [models.Index(fields=["changes_on"], name="assessment_by_next_change")]


class StatusInterval(Row):
    """What the platform judged of one requirement for one organisation, from a moment to a moment.

    The open interval (`until` empty) is today's status. A change closes it and opens another; none is rewritten.
    What does not apply has no interval: a gap in the history says that it did not apply then.
    """

    programme = models.CharField(max_length=40)
    requirement = models.CharField(max_length=60)
    status = models.CharField(max_length=16, choices=Status.choices)
    assurance = models.CharField(max_length=10, choices=Assurance.choices, blank=True, help_text="of its weakest proof")
    explanation = models.JSONField(default=list, help_text="codes and values; words.py says it in words")
    due_on = models.DateField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "requirement"], condition=Q(until__isnull=True), name="status_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "requirement", "until"], name="status_by_requirement"),
            models.Index(fields=["organisation", "requirement", "since"], name="status_history"),
            models.Index(fields=["region", "since"], name="status_changes"),
        ]

    @property
    def verdict(self) -> Verdict:
        """What was judged, as the rules say it; when the calendar changes it is not kept with the interval."""
        stored = stored_verdict(self.requirement, self.status, self.explanation, self.due_on, None)
        return replace(stored, assurance=Assurance(self.assurance) if self.assurance else None)


class ProgrammeSummary(Row):
    """One organisation's programme at a glance, from a moment to a moment: what lists and regional sums read.

    `statuses` maps requirement codes to statuses, `assurances` those that are met to the assurance of their proofs;
    the counts follow from both. Absent: nothing of the programme applies. Kept by one owner, `actions/statuses.py`.
    """

    programme = models.CharField(max_length=40)
    statuses = models.JSONField(default=dict)
    assurances = models.JSONField(default=dict)
    applicable = models.PositiveSmallIntegerField(default=0, help_text="everything but not applicable, waived included")
    met = models.PositiveSmallIntegerField(default=0, help_text="met or expiring soon")
    verified = models.PositiveSmallIntegerField(default=0, help_text="of those met: on proofs that the ARS verified")
    overdue = models.PositiveSmallIntegerField(default=0, help_text="overdue or refused")
    missing = models.PositiveSmallIntegerField(default=0)
    in_review = models.PositiveSmallIntegerField(default=0)
    waived = models.PositiveSmallIntegerField(default=0)
    worst = models.CharField(max_length=16, choices=Status.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme"], condition=Q(until__isnull=True), name="summary_open_once"
            ),
        ]
        indexes = [
            # Covers the regional sums: they never open a row.
            models.Index(
                fields=[
                    "region",
                    "programme",
                    "until",
                    "organisation",
                    "applicable",
                    "waived",
                    "met",
                    "overdue",
                    "missing",
                ],
                name="summary_by_region",
            ),
            models.Index(fields=["organisation", "programme", "since"], name="summary_history"),
            models.Index(fields=["region", "since"], name="summary_opened"),
        ]
