"""Findings as somebody reads and moves them, for several files of tests."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from hygie.accounts.models import Person
from hygie.audits.access import SeenFinding, finding_or_404
from hygie.audits.actions import finding_moves
from hygie.audits.models import Finding, FindingEvent, RiskAcceptance
from hygie.core.actions import Context
from hygie.core.models import AuditEvent
from hygie.core.tenancy import Scope, TenantQuerySet

SYSTEM = Scope.system()
#: markup and a formula, as a report may hold them
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>'


def to(name: str, *args: object) -> str:
    return reverse(f"audits:{name}", args=args)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seen(context: Context, finding: Finding) -> SeenFinding:
    return finding_or_404(context, finding.uid)


def fresh(finding: Finding) -> Finding:
    return Finding.objects.within(SYSTEM).get(pk=finding.pk)


def all_of(organisation: Any) -> TenantQuerySet[Finding]:
    return Finding.objects.within(SYSTEM).filter(organisation=organisation)


def events_of(finding: Finding) -> list[FindingEvent]:
    return list(FindingEvent.objects.within(SYSTEM).filter(finding=finding).order_by("pk"))


def told(kind: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.within(SYSTEM).filter(kind=kind).order_by("pk"))


def proposals(state: str = "asked") -> list[RiskAcceptance]:
    return list(RiskAcceptance.objects.within(SYSTEM).filter(state=state).order_by("pk"))


def go(context: Context, finding: Finding, code: str) -> Finding:
    """One plain move, on the finding as it stands."""
    now = fresh(finding)
    finding_moves.move(context, seen(context, now), code, now.version)
    return fresh(finding)


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(content.decode().split())
