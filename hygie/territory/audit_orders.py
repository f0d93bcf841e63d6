"""Orders that pay for audits: who follows the money offers them, who runs audits chooses among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hygie.core.actions import Context
from hygie.core.registry import Registry

from .models import Organisation
from .registries import Label


@dataclass(frozen=True)
class AuditOrder:
    """`code` is kept with the audit; `funder` is who pays; `covers` says what, in plain words."""

    code: str
    label: Label
    funder: Label
    covers: Label = ""


@dataclass(frozen=True)
class AuditOrderSource:
    """`find(context, organisation)` gives the orders that the reader may use for audits run by an organisation."""

    code: str
    find: Callable[[Context, Organisation], Sequence[AuditOrder]]


audit_order_sources: Registry[AuditOrderSource] = Registry("audit order sources", key=lambda source: source.code)


def orders_for(context: Context, organisation: Organisation) -> list[AuditOrder]:
    """Empty where nobody keeps orders: a free reference is then kept instead."""
    return [order for source in audit_order_sources for order in source.find(context, organisation)]
