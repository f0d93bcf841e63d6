"""The weekly bulletin: asking for it, and one mail a week to each who did, at most.

The week is claimed in a short transaction before the mail leaves, and given back only where the server said no: a
worker killed in between has mailed nobody twice, and the bulletin stays on its page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from hygie.accounts import mail
from hygie.accounts.models import Person
from hygie.core.access import Level
from hygie.core.actions import Context
from hygie.core.clock import now, today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.territory.access import ActiveSeat, context_of
from hygie.territory.models import Organisation
from hygie.territory.queries import seats_of

from ..models import BulletinReader
from ..papers import bulletin_paper, bulletin_title, figures_of, week_said
from ..policies import PICTURE
from ..queries.bulletin import Week, bulletin_of

logger = logging.getLogger(__name__)
SYSTEM = Scope.system()


def ask_for_bulletin(ctx: Context, person: Person, place: Organisation) -> None:
    """From the next Monday on, by mail. Asked already: nothing changes."""
    with ctx.recording_own() as record, aside(SYSTEM):
        facts = {"asked_at": now(), "region_id": place.region_pk, "sent_week": Week.last().monday}
        _reader, made = BulletinReader.objects.within(SYSTEM).get_or_create(
            person=person, organisation=place, defaults=facts
        )
        if not made:
            record.nothing_changed()
            return
        record.event("bulletin.asked", place, place=place)


def stop_bulletin(ctx: Context, person: Person, place: Organisation) -> None:
    """No more mail. Not asked: nothing changes."""
    with ctx.recording_own() as record, aside(SYSTEM):
        deleted, _rows = BulletinReader.objects.within(SYSTEM).filter(person=person, organisation=place).delete()
        if not deleted:
            record.nothing_changed()
            return
        record.event("bulletin.stopped", place, place=place)


def send_bulletins(tell: Callable[[int, int], None]) -> dict[str, int]:
    """The last week that is over, to everybody who has not had it. Raises what a server out of reach raises.

    A bulletin that cannot be written is logged and left for tomorrow: it keeps nobody else from theirs.
    """
    week, counts = Week.last(), {"mailed": 0, "refused": 0}
    with aside(SYSTEM):
        waiting = Q(sent_week__isnull=True) | Q(sent_week__lt=week.monday)
        rows = BulletinReader.objects.within(SYSTEM).filter(waiting, person__is_active=True)
        readers = list(rows.select_related("person", "organisation").order_by("pk"))
    if not readers:
        return counts
    connection = get_connection()
    connection.open()
    try:
        for number, reader in enumerate(readers, start=1):
            if (message := _written(reader, week)) and (outcome := _send(message, reader, week, connection)):
                counts[outcome] += 1
            tell(number, len(readers))
    finally:
        connection.close()
    return counts


def _written(reader: BulletinReader, week: Week) -> EmailMultiAlternatives | None:
    """The mail; None where they follow the place no more, or where it could not be written."""
    context = _context_of(reader)
    if context is None:
        return None
    try:
        return _composed(reader, week, context)
    except Exception:
        logger.exception("the bulletin of person %s could not be written", reader.person.uid)
        return None


def _composed(reader: BulletinReader, week: Week, context: Context) -> EmailMultiAlternatives:
    place, language = str(reader.organisation), reader.person.language
    with aside(context.scope):  # as on the page; no transaction is open while the paper is set
        bulletin = bulletin_of(context, week)
    with translation.override(language):
        paper = bulletin_paper(bulletin, place)
        message = mail.written(
            "cockpit/mail/bulletin.txt",
            reader.person.email,
            language,
            person=reader.person,
            title=bulletin_title(place),
            week=week_said(bulletin),
            figures=figures_of(bulletin),
            bulletin=bulletin,
            page=mail.address_of(reverse("cockpit:bulletins")),
        )
    message.attach(f"hygie-{week.monday.isoformat()}.pdf", paper, "application/pdf")
    return message


def _send(message: EmailMultiAlternatives, reader: BulletinReader, week: Week, connection: BaseEmailBackend) -> str:
    """Claim, then send. Returns "mailed", "refused" by the server, or "" where they have it already."""
    message.connection = connection
    if not _claim(reader, week):
        return ""
    try:
        message.send()
    except mail.SAID_NO:
        logger.warning("the mail server refused the bulletin of person %s", reader.person.uid)
        _keep(reader)
        return "refused"
    return "mailed"


def _context_of(reader: BulletinReader) -> Context | None:
    """What they may see today: the role of the picture, held at the place where they asked for it."""
    for seat in seats_of(reader.person_id, today()):
        if reader.organisation in seat.holders:
            context = context_of(reader.person_id, ActiveSeat(seat.role, (reader.organisation,)), today())
            if PICTURE.may(context.role).allows(see=Level.STATUS):
                return context
    return None


def _claim(reader: BulletinReader, week: Week) -> bool:
    with aside(SYSTEM):
        mine = BulletinReader.objects.within(SYSTEM).filter(pk=reader.pk)
        waiting = Q(sent_week__isnull=True) | Q(sent_week__lt=week.monday)
        return bool(mine.filter(waiting).update(sent_week=week.monday))


def _keep(reader: BulletinReader) -> None:
    """Give the claim back."""
    with aside(SYSTEM):
        BulletinReader.objects.within(SYSTEM).filter(pk=reader.pk).update(sent_week=reader.sent_week)
