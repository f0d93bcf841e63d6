"""The objects of governance that people talk about, by their keys."""

from __future__ import annotations

from django.urls import reverse

from hygie.core.actions import Context
from hygie.exchanges.registries import Subject, uid_written

from ..models import AccreditedSystem, Appointment, Engagement, PolicyVersion, Risk


def version_subject(context: Context, key: str) -> Subject | None:
    rows = PolicyVersion.objects.within(context.scope).select_related("organisation")
    version = rows.filter(uid=uid).first() if (uid := uid_written(key)) else None
    if version is None:
        return None
    return Subject(version.organisation, version.title, reverse("governance:version", args=[version.uid]))


def appointment_subject(context: Context, key: str) -> Subject | None:
    rows = Appointment.objects.within(context.scope).select_related("organisation")
    one = rows.filter(uid=uid).first() if (uid := uid_written(key)) else None
    if one is None:
        return None
    title = f"{one.function_value.label} – {one.name}"
    return Subject(one.organisation, title, reverse("governance:appointment", args=[one.uid]))


def system_subject(context: Context, key: str) -> Subject | None:
    rows = AccreditedSystem.objects.within(context.scope).select_related("organisation")
    one = rows.filter(uid=uid).first() if (uid := uid_written(key)) else None
    return Subject(one.organisation, one.name, reverse("governance:accreditation", args=[one.uid])) if one else None


def engagement_subject(context: Context, key: str) -> Subject | None:
    rows = Engagement.objects.within(context.scope).select_related("organisation", "supplier")
    one = rows.filter(uid=uid).first() if (uid := uid_written(key)) else None
    return (
        Subject(one.organisation, one.supplier.name, reverse("governance:engagement", args=[one.uid])) if one else None
    )


def risk_subject(context: Context, key: str) -> Subject | None:
    rows = Risk.objects.within(context.scope).select_related("organisation")
    one = rows.filter(uid=uid).first() if (uid := uid_written(key)) else None
    return Subject(one.organisation, one.title, reverse("governance:risk", args=[one.uid])) if one else None
