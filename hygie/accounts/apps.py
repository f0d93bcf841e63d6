from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hygie.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from hygie.accounts import signals  # noqa: F401 (connects its receivers)
        from hygie.accounts.actions.personal_data import PERSON_DATA
        from hygie.accounts.commands import COMMANDS
        from hygie.accounts.events import AUDIT_KINDS
        from hygie.accounts.tasks import JOB_KINDS
        from hygie.core.audit import register_audit_kinds
        from hygie.core.commands import commands
        from hygie.core.jobs import job_kinds
        from hygie.core.persondata import person_data

        register_audit_kinds(AUDIT_KINDS)
        person_data.register(PERSON_DATA)
        for kind in JOB_KINDS:
            job_kinds.register(kind)
        for command in COMMANDS:
            commands.register(command)
