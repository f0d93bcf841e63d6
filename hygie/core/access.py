"""Who sees how much of what, and what they may do: pure values, no database (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .registry import Registry


class Role(TextChoices):
    OBSERVER = "observer", _("National observer")
    INSTRUCTOR = "instructor", _("National instructor")
    ANALYST = "analyst", _("National analyst")
    COORDINATOR = "coordinator", _("Regional coordinator")
    EXPERT = "expert", _("Regional expert")
    ADMINISTRATOR = "administrator", _("Administrator")
    DIRECTOR = "director", _("Director")
    CISO = "ciso", _("CISO")
    CONTRIBUTOR = "contributor", _("Contributor")
    AUDITOR = "auditor", _("Auditor")


class Level(IntEnum):
    """How much one sees; each level includes the ones below."""

    NONE = 0
    COUNTS = 1
    STATUS = 2
    DETAIL = 3


class Verb(TextChoices):
    EDIT = "edit", pgettext_lazy("right", "Edit")
    APPROVE = "approve", pgettext_lazy("right", "Approve")
    REVIEW = "review", pgettext_lazy("right", "Review")
    DECIDE = "decide", pgettext_lazy("right", "Decide")
    PUBLISH = "publish", pgettext_lazy("right", "Publish")
    ADMINISTER = "administer", pgettext_lazy("right", "Administer")


@dataclass(frozen=True)
class May:
    """What one role may see and do of one resource, within its reach."""

    see: Level = Level.NONE
    do: frozenset[Verb] = frozenset()

    def allows(self, see: Level = Level.NONE, do: Verb | None = None) -> bool:
        return self.see >= see and (do is None or do in self.do)

    def widened(self, other: May) -> May:
        """The most of two: a grant adds to what the role has, it never takes away."""
        return May(max(self.see, other.see), self.do | other.do)


def may(see: Level, *verbs: Verb) -> May:
    return May(see, frozenset(verbs))


NOTHING = May()


@dataclass(frozen=True)
class Resource:
    """One kind of thing that is protected, with the line of each role; a role that is absent has no right.

    `code` is stored in grants, so it stays when the code moves. A `grantable` resource may be opened further by a
    dated grant of the establishment: a mandate to the regional expert, a contribution. `by_mandate_only`: no
    contribution opens it, and what a contributor has of it is given to them one by one.
    """

    code: str
    roles: Mapping[Role, May] = field(hash=False)
    grantable: bool = False
    by_mandate_only: bool = False

    def may(self, role: Role | None) -> May:
        return self.roles.get(role, NOTHING) if role else NOTHING

    def roles_that(self, see: Level = Level.NONE, do: Verb | None = None) -> Iterable[Role]:
        return (role for role, line in self.roles.items() if line.allows(see, do))


resources: Registry[Resource] = Registry("resources", key=lambda resource: resource.code)


NATIONAL_ROLES = frozenset({Role.OBSERVER, Role.INSTRUCTOR, Role.ANALYST})
REGIONAL_ROLES = frozenset({Role.COORDINATOR, Role.EXPERT})
ESTABLISHMENT_ROLES = frozenset({Role.DIRECTOR, Role.CISO, Role.CONTRIBUTOR})
