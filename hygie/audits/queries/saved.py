"""Filters that a reader keeps under a name."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from hygie.core.actions import Context

from ..models import SavedFilter


def filter_or_404(context: Context, uid: UUID) -> SavedFilter:
    """One's own; another's is as absent as none."""
    rows = SavedFilter.objects.within(context.scope).select_related("organisation", "organisation__region")
    found = rows.filter(uid=uid, person_id=context.person_id or 0).first()
    if found is None:
        raise Http404
    return found
