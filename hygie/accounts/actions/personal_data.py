"""What this app knows of a person: handed over on request, erased when nothing obliges to keep it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from hygie.accounts.models import Invitation, Person, PersonSession, SignIn
from hygie.core.persondata import PersonData


def export(person_id: int) -> dict[str, Any]:
    person = Person.objects.get(pk=person_id)
    sign_ins = SignIn.objects.filter(person=person).select_related("network").order_by("at")
    return {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": person.language,
        "created_at": person.created_at.isoformat(),
        "sign_ins": [
            {
                "at": line.at.isoformat(),
                "outcome": line.outcome,
                "method": line.method,
                "agent": line.agent,
                "address": line.network.address if hasattr(line, "network") else None,
            }
            for line in sign_ins
        ],
    }


def erase(person_id: int) -> int:
    """Keep the row, which the audit trail points to, with nothing that says who it was. Returns the rows touched."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        touched: int = Invitation.objects.filter(email=person.email).delete()[0]
        touched += SignIn.objects.filter(person=person).delete()[0]
        touched += PersonSession.objects.filter(person=person).delete()[0]
        touched += Authenticator.objects.filter(user_id=person.pk).delete()[0]
        person.email, person.first_name, person.last_name = f"{person.uid}@erased.invalid", "", ""
        person.is_active = False
        person.set_unusable_password()
        person.save()
    return touched + 1


PERSON_DATA = PersonData("accounts", export, erase)
