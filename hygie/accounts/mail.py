"""Mails of the accounts, in the reader's language, as text and as plain HTML made from the same text.

Each mail is one template `accounts/mail/<name>.txt`: its first line is the subject, a blank line follows.
"""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

#: what a mail server raises that has answered no: that mail never left, and another may
SAID_NO = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)


def send(name: str, to: str, language: str, **facts: Any) -> None:
    """Send one mail now. Raises what the mail server raises: the calling job tries again."""
    written(f"accounts/mail/{name}.txt", to, language, **facts).send()


def written(template: str, to: str, language: str, **facts: Any) -> EmailMultiAlternatives:
    """One mail, ready to be sent, from a template of the same shape of whichever app."""
    with translation.override(language):
        subject, _, body = render_to_string(template, facts).strip().partition("\n")
        framed = {"text": body.strip(), "language": language, "subject": subject}
        html = render_to_string("accounts/mail/frame.html", framed)
    message = EmailMultiAlternatives(" ".join(subject.split()), body.strip() + "\n", to=[to])
    message.attach_alternative(html, "text/html")
    return message


def address_of(path: str) -> str:
    """The full address of a page. It comes from the settings, never from a request: a forged Host names no link."""
    return settings.HYGIE_PUBLIC_URL.rstrip("/") + path
