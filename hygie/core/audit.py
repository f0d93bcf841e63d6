"""Kinds of audit events: an event whose kind nobody registered is refused, so that every line has words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class AuditKind:
    """`code` is "subject.happened"; `label` is what the timeline says; `icon` one of the web floor's names."""

    code: str
    label: str | Promise
    icon: str = "point"


audit_kinds: Registry[AuditKind] = Registry("audit event kinds", key=lambda kind: kind.code)


def register_audit_kinds(kinds: Iterable[AuditKind]) -> None:
    for kind in kinds:
        audit_kinds.register(kind)
