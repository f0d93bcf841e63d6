"""Security policies: one per theme and establishment, its versions, what people say of them and who has read them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core.identifiers import new_uid
from hygie.core.models import StoredFile
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import Theme, VersionState

OPEN_STATES = [state.value for state in VersionState if state.is_open]


class SecurityPolicy(TenantRow):
    """The policy of an establishment on one theme; what it says is in its versions."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    theme = models.CharField(max_length=20, choices=Theme.choices)

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "theme"], name="policy_once_per_theme")]

    @property
    def theme_value(self) -> Theme:
        return Theme(self.theme)


class PolicyVersion(TenantRow):
    """One version. Its text is chapters, or a document that was uploaded; once signed, neither changes.

    `digest`: SHA-256 of what was signed, in hexadecimal. `approved_as`: the words printed on the approval page.
    `revision` counts its changes: who acts on an old reading is told.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    policy = models.ForeignKey(SecurityPolicy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    title = models.CharField(max_length=200)
    chapters = models.JSONField(default=list, help_text="[{code, title, text}] in order")
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    covers_saas = models.BooleanField(null=True, help_text="backup policies only")
    summary = models.CharField(max_length=500, blank=True, help_text="what this version changes")
    sent_back_because = models.TextField(blank=True, max_length=2000)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_as = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    signed_copy = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_on = models.DateField(null=True, help_text="the last day on which it was found still good")
    review_on = models.DateField(null=True, help_text="the day by which it is to be reviewed")
    revision = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state__in=OPEN_STATES), name="policy_one_version_open"
            ),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state=VersionState.IN_FORCE), name="policy_one_version_in_force"
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "review_on"], name="policy_version_by_region")]

    @property
    def state_value(self) -> VersionState:
        return VersionState(self.state)

    def is_overdue(self, today: date) -> bool:
        return self.state == VersionState.IN_FORCE and self.review_on is not None and self.review_on < today


class ChapterComment(TenantRow):
    """What somebody consulted says of one chapter; `chapter` is empty for the whole."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="comments")
    chapter = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    objects = TenantManager()


class ReadingRound(TenantRow):
    """Asking the staff to read a version in force: how many are expected, and until when it is open."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="reading")
    expected = models.PositiveIntegerField(help_text="people who are asked")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = TenantManager()


class Acknowledgement(TenantRow):
    """Somebody has read it. No name is kept: a digest that tells two readings of one reader, and a department."""

    reading = models.ForeignKey(ReadingRound, on_delete=models.PROTECT, related_name="acknowledgements")
    reader = models.CharField(max_length=64, help_text="keyed digest of an account or of a browser")
    department = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "reader"], name="acknowledged_once")]
