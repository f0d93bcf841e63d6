"""One mail a day with what is new: at most one, whatever stops on the way.

What a mail will say is claimed in a short transaction *before* it leaves, and no transaction is open while it does. A
worker killed in between has mailed nobody twice; one person may then miss one mail, and finds everything on the page of
notifications. Only where the mail server answered no is the claim given back: that mail never left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from hygie.accounts import mail
from hygie.accounts.models import Person
from hygie.core.clock import now, today

from ..links import stop_link
from ..models import Notification, Preferences
from ..queries.notifications import people_to_mail, to_mail

logger = logging.getLogger(__name__)

LINES_AT_MOST = 50


def send_digests(tell: Callable[[int, int], None]) -> dict[str, int]:
    """Mail everybody who has something new. Raises what a mail server out of reach raises: the job tries again."""
    counts = {"mailed": 0, "refused": 0}
    people = people_to_mail()
    if not people:
        return counts
    # Opened before anything is claimed: a server that is down costs nobody their mail.
    connection = get_connection()
    connection.open()
    try:
        for number, person in enumerate(people, start=1):
            if outcome := send_digest(person, connection):
                counts[outcome] += 1
            tell(number, len(people))
    finally:
        connection.close()
    return counts


def send_digest(person: Person, connection: BaseEmailBackend) -> str:
    """Claim, then send. Returns "mailed", "refused" by the server, or "" where there was nothing to say."""
    claimed = _claim(person)
    if not claimed:
        return ""
    stop = mail.address_of(stop_link(person))
    message = mail.written(
        "exchanges/mail/digest.txt",
        person.email,
        person.language,
        person=person,
        count=len(claimed),
        lines=[(one, mail.address_of(one.url)) for one in claimed[:LINES_AT_MOST]],
        more=max(len(claimed) - LINES_AT_MOST, 0),
        all_of_them=mail.address_of(reverse("exchanges:notifications")),
        settings=mail.address_of(reverse("exchanges:settings")),
        stop=stop,
    )
    # RFC 8058: mail programs show their own button, which posts to this address.
    message.extra_headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message.connection = connection
    try:
        message.send()
    except mail.SAID_NO:
        logger.warning("the mail server refused the digest of person %s", person.uid)
        _give_back(person, claimed)
        return "refused"
    return "mailed"


def _claim(person: Person) -> list[Notification]:
    """Take what is new, and the day: whoever runs this again today finds nothing."""
    with transaction.atomic():
        Preferences.objects.get_or_create(person=person)
        free = Preferences.objects.filter(Q(digested_on__isnull=True) | Q(digested_on__lt=today()), person=person)
        new = to_mail(person)
        if not new or not free.update(digested_on=today()):
            return []
        Notification.objects.filter(pk__in=[one.pk for one in new]).update(mailed_at=now())
    return new


def _give_back(person: Person, claimed: list[Notification]) -> None:
    with transaction.atomic():
        Preferences.objects.filter(person=person).update(digested_on=None)
        Notification.objects.filter(pk__in=[one.pk for one in claimed]).update(mailed_at=None)
