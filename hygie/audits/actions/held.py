"""Rows read again under the lock, before they change."""

from __future__ import annotations

from hygie.core.tenancy import Scope

from ..models import Audit

SYSTEM = Scope.system()


def held_audit(audit: Audit) -> Audit:
    rows = Audit.objects.within(SYSTEM).select_related("organisation", "organisation__region", "report")
    return rows.select_for_update(of=("self",)).get(pk=audit.pk)
