"""The six indicators of rule 4 (order of 14 September 2018): what each counts, and among what."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SecurityIndicator(TextChoices):
    """The codes are those that the catalogue's rule and the kind of proof read."""

    UNSUPPORTED_WORKSTATIONS = "unsupported_workstations", _("Unsupported workstations")
    UNSUPPORTED_SERVERS = "unsupported_servers", _("Unsupported servers")
    PRIVILEGED_USERS = "privileged_users", _("Privileged users")
    UNCHANGEABLE_SECRETS = "unchangeable_secrets", _("Secrets that cannot be changed")
    NON_DEDICATED_ADMINISTRATION = "non_dedicated_administration", _("Non-dedicated administration")
    NON_ISOLATED_ADMINISTRATION = "non_isolated_administration", _("Administration that is not isolated")

    @property
    def counted(self) -> Promise:
        """What the share counts."""
        return {
            "unsupported_workstations": _("Workstations out of support"),
            "unsupported_servers": _("Servers out of support"),
            "privileged_users": _("Users with privileges"),
            "unchangeable_secrets": _("Resources whose secret cannot be changed"),
            "non_dedicated_administration": _("Resources administered without dedicated means"),
            "non_isolated_administration": _("Resources administered without isolation"),
        }[self.value]

    @property
    def among(self) -> Promise:
        """Among what it is counted."""
        return {
            "unsupported_workstations": _("Workstations in all"),
            "unsupported_servers": _("Servers in all"),
            "privileged_users": _("Users in all"),
            "unchangeable_secrets": _("Resources protected by a secret"),
            "non_dedicated_administration": _("Resources administered"),
            "non_isolated_administration": _("Resources administered"),
        }[self.value]
