"""What findings show elsewhere: menu, next things, timeline, search, comments. Never a title where the ARS reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hygie.core.access import Level, Role, Verb
from hygie.core.actions import Context
from hygie.exchanges.registries import SubjectKind, subject_kinds
from hygie.territory.models import Organisation
from hygie.territory.registries import (
    GrantOffer,
    Task,
    TaskSource,
    TimelineEntry,
    TimelineSource,
    grant_offers,
    task_sources,
    timeline_sources,
)
from hygie.web.formats import day
from hygie.web.navigation import NavItem, navigation
from hygie.web.search import SearchHit, SearchSource, search_sources
from hygie.web.tones import Tone

from .policies import ASSET, ASSIGNED_FINDING, FINDING
from .queries.expiring import ending_soon
from .queries.findings import line_of, summary_of
from .queries.findings_elsewhere import count_assigned, events_of_findings, findings_said
from .queries.one_finding import count_to_sign
from .queries.subjects import finding_subject

SERIOUS_COLUMNS = ("overdue_critical", "overdue_high", "overdue_medium", "overdue_low")


def register() -> None:
    words = gettext_lazy("Findings assigned to me")
    navigation.register(NavItem("audits.assigned", words, "audits:assigned", "bug", 30, _fixes, app="audits"))
    grant_offers.register(
        GrantOffer(
            FINDING.code,
            gettext_lazy("Findings of audits"),
            gettext_lazy("titles, assets, descriptions and evidence of findings"),
        )
    )
    grant_offers.register(
        GrantOffer(ASSET.code, gettext_lazy("Assets"), gettext_lazy("machines and products, who can reach them"))
    )
    subject_kinds.register(SubjectKind("audits.finding", finding_subject, FINDING, also=(ASSIGNED_FINDING,)))
    task_sources.register(TaskSource("audits.findings", tasks_of))
    timeline_sources.register(TimelineSource("audits.findings", gettext_lazy("Findings"), happened))
    search_sources.register(SearchSource("audits.findings", gettext_lazy("Findings"), find_findings))


def context_of(request: HttpRequest) -> Context:
    """The reader's context, also on pages that no seat middleware went through."""
    found = getattr(request, "context", None)
    return found if isinstance(found, Context) else Context()


def _fixes(request: HttpRequest) -> bool:
    return ASSIGNED_FINDING.may(context_of(request).role).allows(see=Level.DETAIL)


def tasks_of(context: Context, organisation: Organisation) -> Sequence[Task]:
    """One line with a number for each thing to do, most urgent first; for those who can do it."""
    if context.role == Role.CONTRIBUTOR:
        return _assigned_tasks(context, organisation)
    if not context.may(Verb.EDIT, FINDING, organisation):
        return []
    here = reverse("audits:findings", args=[organisation.uid])
    summary, tasks = summary_of(context, organisation), []
    if context.may(Verb.APPROVE, FINDING, organisation) and (to_sign := count_to_sign(context, organisation)):
        title = ngettext("%(count)d risk to sign", "%(count)d risks to sign", to_sign) % {"count": to_sign}
        url = reverse("audits:risks_to_sign", args=[organisation.uid])
        why = _("The finding stays open until you accept or refuse.")
        tasks.append(Task(title, why, url, tone=Tone.WARNING, key="to_sign"))
    if late := sum(getattr(summary, column) for column in SERIOUS_COLUMNS):
        title = ngettext("%(count)d finding is late", "%(count)d findings are late", late) % {"count": late}
        tasks.append(Task(title, _("Their deadline has passed."), f"{here}?view=late", tone=Tone.DANGER, key="late"))
    if summary.to_verify:
        said = ngettext("%(count)d finding to verify", "%(count)d findings to verify", summary.to_verify)
        why = _("Said to be fixed: check, then close or take up again.")
        tasks.append(Task(said % {"count": summary.to_verify}, why, f"{here}?view=to_verify", key="to_verify"))
    return [*tasks, *_ending_task(context, organisation, here)]


def _ending_task(context: Context, organisation: Organisation, here: str) -> list[Task]:
    count, first = ending_soon(context, organisation)
    if first is None or first.until is None:
        return []
    title = ngettext("%(count)d accepted risk ends soon", "%(count)d accepted risks end soon", count) % {"count": count}
    why = _("The first one opens again on %(day)s: fix it, or accept it again.") % {"day": day(first.until)}
    return [Task(title, why, f"{here}?view=resting", first.until, Tone.WARNING, "ending")]


def _assigned_tasks(context: Context, organisation: Organisation) -> list[Task]:
    count, due_on = count_assigned(context, organisation)
    if not count:
        return []
    title = ngettext("%(count)d finding to fix", "%(count)d findings to fix", count) % {"count": count}
    return [Task(title, _("Assigned to you."), reverse("audits:assigned"), due_on, Tone.WARNING, "assigned")]


def happened(context: Context, organisation: Organisation, before: datetime, limit: int) -> Sequence[TimelineEntry]:
    """What was done to findings, in numbers. Two queries."""
    if not context.sees(Level.STATUS, FINDING, organisation):
        return []
    return events_of_findings(context, organisation, before, limit)


def find_findings(request: HttpRequest, text: str, limit: int) -> Sequence[SearchHit]:
    """Those whose detail the reader has: an establishment's people, and a contributor's own."""
    return [
        SearchHit(
            line.title,
            reverse("audits:finding", args=[line.finding.uid]),
            f"{line.finding.asset} – {line.finding.organisation}",
            icon="bug",
        )
        for line in map(line_of, findings_said(context_of(request), text, limit))
    ]
