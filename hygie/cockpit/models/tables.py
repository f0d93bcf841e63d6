"""The national tables: published once a quarter, then frozen."""

from __future__ import annotations

from django.db import models

from hygie.core.identifiers import new_uid
from hygie.core.tenancy import TenantManager
from hygie.territory.models import TenantRow

from ..enums import TableKind


class PublishedTable(TenantRow):
    """One programme at the end of one quarter, by region and group of categories; `organisation` is the nation.

    Only what is published is kept here: a hidden count is null. Written once by one owner (`actions/publication.py`).
    A table that no suppression protects is `withheld`: it has no figures.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    quarter = models.DateField(help_text="its first day")
    programme = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=TableKind.choices)
    withheld = models.BooleanField(default=False)
    columns = models.JSONField(help_text="codes of the groups of categories, in their order; the total is not listed")
    regions = models.JSONField(help_text="INSEE code and name of each line, in their order; the total is not listed")
    figures = models.JSONField(help_text="line by line, totals last; null is hidden")
    published_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "programme", "kind"], name="published_table_once"),
        ]
        indexes = [models.Index(fields=["programme", "quarter"], name="published_table_by_programme")]
