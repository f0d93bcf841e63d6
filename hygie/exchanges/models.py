"""What people were told, how each wants to be told, who was chased about what, and what is said.

Notifications and preferences belong to a person and to nobody else, as sessions do: they are read by their owner alone
(`queries.notifications.mine`), whatever seat they sit in, and carry no region. The rest are rows of an organisation.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.core.clock import PARIS
from hygie.core.identifiers import new_uid
from hygie.core.notifications import notification_kinds
from hygie.core.tenancy import TenantManager
from hygie.territory.models import Organisation, TenantRow


class Notification(models.Model):
    """One thing that one person was told, in their language. `key` makes it at most once, whatever is run again."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, max_length=2000)
    url = models.CharField(max_length=500)
    key = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True, help_text="when a digest took it, sent or not")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_by_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["created_at"], name="notification_by_age"),
        ]

    @property
    def icon(self) -> str:
        kind = notification_kinds.get(self.kind)
        return kind.icon if kind else "bell"


class Preferences(models.Model):
    """How a person wants to be told; without a row, everything comes by mail once a day."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BooleanField(default=True)
    muted = models.JSONField(default=list, help_text="kinds that never come by mail")
    digested_on = models.DateField(null=True, help_text="the day of the last digest")
    calendar = models.UUIDField(null=True, unique=True, help_text="names the feed of deadlines; a new one ends the old")


class Reminder(TenantRow):
    """Somebody was reminded of something. `latest`: no later reminder on the same subject; `number`: which one it is.

    `title` is as the sender read it, for the day when the subject is there no more.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    message = models.CharField(max_length=500, blank=True)
    since = models.DateField(help_text="since when it was waited for")
    number = models.PositiveSmallIntegerField(default=1)
    latest = models.BooleanField(default=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_kind", "subject_key"],
                condition=Q(latest=True),
                name="reminder_latest_once",
            ),
        ]
        indexes = [models.Index(fields=["region", "latest", "-id"], name="reminder_by_region")]

    @property
    def sent_on(self) -> date:
        """The civil day."""
        return self.sent_at.astimezone(PARIS).date()


class Comment(TenantRow):
    """Something said about an object, with the people it names. Taken back, its words are gone and its place stays."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, max_length=2000)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "subject_kind", "subject_key", "id"], name="comment_by_subject"),
        ]
