"""Where `/` leads: the page on which a role begins its day."""

from dataclasses import dataclass

from hygie.core.access import Role
from hygie.core.registry import Registry


@dataclass(frozen=True)
class Home:
    role: Role
    url_name: str


homes: Registry[Home] = Registry("homes", key=lambda home: home.role.value)
