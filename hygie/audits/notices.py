"""What people are told of audits."""

from django.utils.translation import gettext_lazy as _

from hygie.core.notifications import NotificationKind, notification_kinds

QUESTION = "audits.question"
REPORT = "audits.report"
OPENED = "audits.opened"


def register() -> None:
    notification_kinds.register(NotificationKind(QUESTION, _("Questions and answers within audits"), "help"))
    notification_kinds.register(NotificationKind(OPENED, _("Audits opened to me"), "clipboard-check"))
    notification_kinds.register(NotificationKind(REPORT, _("Reports that auditors hand over"), "file-check"))
