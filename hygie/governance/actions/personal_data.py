"""What governance knows of a person with an account: their appointments, to hand over or to erase (RGPD)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hygie.accounts.models import Person
from hygie.core.clock import now
from hygie.core.tenancy import Scope

from ..models import Accreditation, Appointment, ChapterComment, Engagement

SYSTEM = Scope.system()


def export(person_id: int) -> dict[str, Any]:
    """Their appointments, what they signed, where a supplier names them, and their comments on drafts, as JSON."""
    appointments = [
        {
            "function": one.function,
            "organisation": one.organisation.name,
            "name": one.name,
            "email": one.email,
            "phones": [one.phone, one.phone_at_night],
            "from": one.starts_on.isoformat(),
            "until": one.ends_on.isoformat() if one.ends_on else None,
        }
        for one in _appointments_of(person_id).select_related("organisation").order_by("pk")
    ]
    contacts = [
        {"supplier": one.supplier.name, "organisation": one.organisation.name, "name": name, "phone": phone}
        for column in ("day", "night")
        for one in _called_at(person_id, column).select_related("organisation", "supplier").order_by("pk")
        for name, phone in [(getattr(one, f"{column}_name"), getattr(one, f"{column}_phone"))]
    ]
    decisions = Accreditation.objects.within(SYSTEM).filter(signed_by_id=person_id).select_related("organisation")
    signed = [
        {"organisation": one.organisation.name, "as": one.signed_as, "at": one.signed_at.isoformat()}
        for one in decisions.order_by("pk")
    ]
    comments = ChapterComment.objects.within(SYSTEM).filter(author_id=person_id).order_by("pk")
    return {
        "appointments": appointments,
        "accreditations_signed": signed,
        "supplier_contacts": contacts,
        "comments": [one.text for one in comments],
    }


def erase(person_id: int) -> int:
    """Take names and numbers out of their appointments and of suppliers' contacts. Returns how many rows.

    A signature keeps its name: it is the evidence of the establishment (RGPD, article 17.3).
    """
    nothing = dict.fromkeys(("first_name", "last_name", "email", "phone", "phone_at_night"), "")
    called = sum(
        _called_at(person_id, column).update(**{f"{column}_{word}": "" for word in ("name", "phone", "email")})
        for column in ("day", "night")
    )
    return called + _appointments_of(person_id).update(**nothing, person=None, erased_at=now())


def _appointments_of(person_id: int) -> QuerySet[Appointment]:
    emails = Person.objects.filter(pk=person_id).values("email")
    return Appointment.objects.within(SYSTEM).filter(Q(person_id=person_id) | Q(email__in=emails))


def _called_at(person_id: int, column: str) -> QuerySet[Engagement]:
    """Engagements whose contact by "day" or by "night" has the person's address."""
    emails = Person.objects.filter(pk=person_id).values("email")
    return Engagement.objects.within(SYSTEM).filter(**{f"{column}_email__in": emails})
