"""Every change to people, invitations and their protection.

Whether the caller may do it to somebody else is the territory's question: its actions check their policy line, then
call these inside their own transaction, with the organisation as `place` so that the event is found there too.
"""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hygie.accounts import queries
from hygie.accounts.enums import Language
from hygie.accounts.models import Invitation, Person, PersonSession, normalise_email
from hygie.accounts.registries import deactivation_guards, invitation_handlers
from hygie.accounts.sealing import digest_of_token, invitation_token
from hygie.core import clock
from hygie.core.actions import Context, Place, Refused
from hygie.core.identifiers import new_uid
from hygie.core.jobs import schedule

INVITATION_LIFETIME: Final = timedelta(days=14)
PASSWORD_MAX_LENGTH: Final = 200  # a longer one only makes the hash slow


def own(person: Person) -> Context:
    """The context of somebody's own affairs, whatever role they hold."""
    return Context(person_id=person.pk)


def create_person(
    ctx: Context,
    *,
    email: str,
    first_name: str,
    last_name: str,
    language: str = Language.FRENCH,
    password: str | None = None,
    second_factor_required: bool = False,
    place: Place | None = None,
) -> Person:
    """Create an account. Raises Refused for a wrong or taken address, a missing name or a weak password."""
    person = Person(
        email=_checked_email(email),
        first_name=_checked_name("first_name", first_name),
        last_name=_checked_name("last_name", last_name),
        language=Language(language),
        second_factor_required=second_factor_required,
    )
    if password is not None:
        check_password(password, person)
    with ctx.recording_own() as record:
        if Person.objects.filter(email=person.email).exists():
            raise Refused({"email": _("There is already an account with this address.")})
        person.set_password(password)
        person.save()
        record.event("person.created", person, place=place)
    return person


def invite(
    ctx: Context,
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    language: str = Language.FRENCH,
    second_factor_required: bool = False,
    handler: str = "",
    payload: dict[str, Any] | None = None,
    place: Place | None = None,
) -> Invitation:
    """Invite somebody who has no account yet, and mail them the link.

    The same invitation made twice is one: its fourteen days start again and the mail goes out again.
    Raises Refused for a wrong address, or one that has an account (give that person the role directly).
    """
    if handler and handler not in invitation_handlers:
        raise RuntimeError(f"invitation handler {handler} is not registered")
    address, promised = _checked_email(email), payload or {}
    with ctx.recording_own() as record:
        if Person.objects.filter(email=address).exists():
            raise Refused({"email": _("This person already has an account: give them the role directly.")})
        invitation = queries.open_invitations().filter(email=address, handler=handler, payload=promised).first()
        if invitation is None:
            invitation = Invitation(uid=new_uid(), email=address, handler=handler, payload=promised)
            invitation.token_digest = digest_of_token(invitation_token(str(invitation.uid)))
        invitation.first_name, invitation.last_name = first_name.strip(), last_name.strip()
        invitation.language, invitation.second_factor_required = Language(language), second_factor_required
        invitation.invited_by_id, invitation.expires_at = ctx.person_id, clock.now() + INVITATION_LIFETIME
        invitation.save()
        record.event("person.invited", invitation, place=place)
        record.after_commit("accounts.send_invitation", invitation=str(invitation.uid))
    return invitation


def revoke_invitation(ctx: Context, invitation: Invitation, place: Place | None = None) -> None:
    """Make the link useless. Doing it twice changes nothing; an accepted invitation is Refused."""
    with ctx.recording_own() as record:
        still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if still_open.update(revoked_at=clock.now()):
            record.event("person.invitation_revoked", invitation, place=place)
        elif Invitation.objects.filter(pk=invitation.pk, revoked_at=None).exists():
            raise Refused(_("This invitation has been accepted meanwhile: the person now has an account."))
        else:
            record.nothing_changed()


def accept_invitation(
    invitation: Invitation, *, first_name: str, last_name: str, language: str, password: str
) -> Person:
    """Turn an invitation into an account, once. Everything else this address was invited to comes with it.

    Raises Refused when the link has served or ended meanwhile, or for a weak password.
    """
    ctx = Context.system("invitation accepted")
    with transaction.atomic():
        waiting = list(queries.open_invitations().select_for_update().filter(email=invitation.email).order_by("pk"))
        if invitation not in waiting:
            raise Refused(_("This invitation has already been used or withdrawn."))
        person = create_person(
            ctx,
            email=invitation.email,
            first_name=first_name,
            last_name=last_name,
            language=language,
            password=password,
            second_factor_required=any(each.second_factor_required for each in waiting),
        )
        _keep_promise(person, invitation)
        for each in waiting:
            if each != invitation:
                _keep_other_promise(person, each)
    return person


def _keep_other_promise(person: Person, invitation: Invitation) -> None:
    """One that can no longer be kept (its organisation closed) is withdrawn: it does not block the others."""
    try:
        with transaction.atomic():
            _keep_promise(person, invitation)
    except Refused:
        revoke_invitation(Context.system("invitation accepted"), invitation)


def _keep_promise(person: Person, invitation: Invitation) -> None:
    with own(person).recording_own() as record:
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=clock.now(), accepted_by=person)
        record.event("person.invitation_accepted", invitation)
    if invitation.handler:
        on_accept = invitation_handlers[invitation.handler].on_accept
        on_accept(Context.system("invitation accepted"), person, invitation.payload)


def change_profile(person: Person, *, first_name: str, last_name: str, language: str) -> None:
    """Change one's own name and language."""
    names = _checked_name("first_name", first_name), _checked_name("last_name", last_name)
    person.first_name, person.last_name = names
    person.language = Language(language)
    with own(person).recording_own() as record:
        person.save(update_fields=["first_name", "last_name", "language"])
        record.event("person.profile_changed", person)


def change_language(person: Person, language: str) -> None:
    """Change the language of pages and mails. Raises Refused for one the platform does not speak."""
    if language not in Language.values:
        raise Refused({"language": _("This language is not available.")})
    with own(person).recording_own() as record:
        if person.language == language:
            record.nothing_changed()
            return
        person.language = language
        person.save(update_fields=["language"])
        record.event("person.profile_changed", person)


def change_email(ctx: Context, person: Person, email: str, place: Place | None = None) -> None:
    """Give somebody another address to sign in with; the one before is told. Raises Refused if wrong or taken."""
    address, before = _checked_email(email), person.email
    with ctx.recording_own() as record:
        if address == before:
            record.nothing_changed()
            return
        if Person.objects.filter(email=address).exists():
            raise Refused({"email": _("There is already an account with this address.")})
        person.email = address
        person.save(update_fields=["email"])
        record.event("person.email_changed", person, place=place)
        tell(person, "email_changed", to=before)


def change_password(person: Person, password: str, *, keep_session: str | None = None) -> None:
    """Replace the password and sign out every other browser. `keep_session` is the uid of the one to keep.

    Raises Refused for a weak password. The person is told by mail.
    """
    check_password(password, person)
    person.set_password(password)
    with own(person).recording_own() as record:
        person.save(update_fields=["password"])
        PersonSession.objects.filter(person=person).exclude(uid=keep_session).delete()
        record.event("person.password_changed", person)
        tell(person, "password_changed")


def request_password_reset(email: str) -> None:
    """Mail a link to whoever has this address; for nobody, an equal job runs and sends nothing.

    The page, its time and the queue are the same in both cases, so nothing tells whether an account exists.
    """
    person = queries.person_by_email(email)
    schedule("accounts.send_password_reset", {"person": person.pk if person and person.is_active else None})


def require_second_factor(ctx: Context, person: Person, *, required: bool = True, place: Place | None = None) -> None:
    """Oblige somebody to sign in with a second factor: from their next page on, they set it up before anything else."""
    with ctx.recording_own() as record:
        if person.second_factor_required == required:
            record.nothing_changed()
            return
        person.second_factor_required = required
        person.save(update_fields=["second_factor_required"])
        kind = "person.second_factor_required" if required else "person.second_factor_optional"
        record.event(kind, person, place=place)


def deactivate(ctx: Context, person: Person, place: Place | None = None) -> None:
    """Close an account and end its sessions. Raises Refused when a guard objects (the last administrator stays)."""
    with ctx.recording_own() as record:
        objections = [reason for guard in deactivation_guards if (reason := guard.objection(person))]
        if objections:
            raise Refused(objections[0])
        if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            record.nothing_changed()
            return
        person.is_active = False
        PersonSession.objects.filter(person=person).delete()
        record.event("person.deactivated", person, place=place)


def reactivate(ctx: Context, person: Person, place: Place | None = None) -> None:
    """Open a closed account again, with the password and second factor it had."""
    with ctx.recording_own() as record:
        if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            record.nothing_changed()
            return
        person.is_active = True
        record.event("person.reactivated", person, place=place)


def end_session(person: Person, uid: Any) -> None:
    """Sign one browser of this person out, at once. One that is already gone changes nothing."""
    with own(person).recording_own() as record:
        if PersonSession.objects.filter(person=person, uid=uid).delete()[0]:
            record.event("person.session_ended", person)
        else:
            record.nothing_changed()


def end_other_sessions(person: Person, current: str | None) -> int:
    """Sign every browser of this person out but the present one. Returns how many."""
    with own(person).recording_own() as record:
        ended, _rows = PersonSession.objects.filter(person=person, uid__isnull=False).exclude(uid=current).delete()
        if ended:
            record.event("person.session_ended", person, count=ended)
        else:
            record.nothing_changed()
    return ended


def tell(person: Person, notice: str, to: str = "") -> None:
    """Queue a security notice: a change its owner did not make is one they must hear of."""
    facts = {"person": person.pk, "notice": notice, "at": clock.now().isoformat(), "to": to}
    schedule("accounts.send_notice", facts)


def check_password(password: str, person: Person) -> None:
    """Raises Refused with every reason."""
    if len(password) > PASSWORD_MAX_LENGTH:
        words = _("This password is longer than %(most)s characters.")
        raise Refused({"password": words % {"most": PASSWORD_MAX_LENGTH}})
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused({"password": " ".join(error.messages)}) from error


def _checked_email(email: str) -> str:
    address = normalise_email(email)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused({"email": _("This is not an e-mail address: write it like name@hospital.fr.")}) from error
    return address


def _checked_name(field: str, name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise Refused({field: _("Write a name.")})
    if len(tidy) > 100:
        raise Refused({field: _("Use 100 characters at most.")})
    return tidy
