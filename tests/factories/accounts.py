"""People for tests. `PersonFactory(app=True)` has an authenticator app, whose codes come from `code_of(person)`."""

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from factory.django import DjangoModelFactory

from hygie.accounts.models import Person
from hygie.accounts.rules import totp_code, totp_step
from hygie.accounts.sealing import seal, unseal
from hygie.core import clock

PASSWORD = "quatre chevaux bleus dorment"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@hopital-exemple.fr")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin{n}")
    language = "en"
    password = factory.django.Password(PASSWORD)

    class Params:
        english = factory.Trait(language="en")
        french = factory.Trait(language="fr")

    @factory.post_generation
    def app(self, create, extracted, **kwargs):
        if extracted:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": seal(SECRET)})
            RecoveryCodes.activate(self)


def code_of(person, *, later=0):
    """The code the person's app shows now, or `later` steps of 30 seconds on."""
    app = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return totp_code(unseal(app.data["secret"]), totp_step(clock.now()) + later)


def recovery_codes_of(person):
    return Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
