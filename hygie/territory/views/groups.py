"""Saved groups: the list, one to make or change with its live count, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.pages import Over, Request, page

from .. import actions
from ..forms import show_refusal
from ..group_forms import GroupForm, RuleForm
from ..group_rule import GroupRule
from ..models import Organisation
from ..policies import GROUP
from ..queries.groups import group_or_404, groups_of_places
from ..queries.lists import counts_of


@page(GROUP, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def groups(request: Request) -> HttpResponse:
    found = groups_of_places(request.context)
    rules = [GroupRule.of(group.rule) for group in found]
    counts, form = counts_of(request.context, rules), RuleForm(context=request.context)
    lines = [(group, count, in_words(form, rule)) for group, count, rule in zip(found, counts, rules, strict=True)]
    return render(request, "territory/groups.html", {"lines": lines})


def in_words(form: RuleForm, rule: GroupRule) -> str:
    """What a rule asks, by the labels of the form's choices."""
    parts = []
    for name, field in form.fields.items():
        asked = getattr(rule, name)
        parts.append(", ".join(str(label) for code, label in field.choices if code in asked))  # type: ignore[attr-defined]
    return " · ".join(part for part in parts if part)


@page(GROUP, do=Verb.EDIT, over=Over.SCOPE)
def make(request: Request) -> HttpResponse:
    places = _places(request)
    form = GroupForm(request.POST if request.method == "POST" else None, context=request.context, places=places)
    if form.is_valid():
        try:
            made = actions.make_group(request.context, form.place_chosen(), form.cleaned_data["name"], form.rule())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The group “%(name)s” is saved.") % {"name": made.name})
            return redirect("territory:groups")
    return render(request, "territory/group.html", {"form": form, "count": _count_shown(request, form)})


@page(GROUP, do=Verb.EDIT, over=Over.SCOPE)
def change(request: Request, uid: UUID) -> HttpResponse:
    group = group_or_404(request.context, uid)
    rule = GroupRule.of(group.rule)
    initial = {"name": group.name, "seen": group.version, **rule.to_json()}
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        context=request.context,
        places=[group.organisation],
    )
    status = 200
    if form.is_valid():
        asked = form.cleaned_data
        try:
            actions.change_group(request.context, group, asked["seen"] or 0, asked["name"], form.rule())
        except (Refused, Stale) as problem:
            status = 409 if isinstance(problem, Stale) else 200
            show_refusal(form, problem if isinstance(problem, Refused) else Refused(str(problem)))
        else:
            messages.success(request, _("The change is saved."))
            return redirect("territory:groups")
    shown = {"form": form, "group": group, "count": _count_shown(request, form, rule)}
    return render(request, "territory/group.html", shown, status=status)


def _count_shown(request: Request, form: RuleForm, rule: GroupRule | None = None) -> int | None:
    """How many it holds as it stands in the form; None as long as nothing is chosen."""
    asked = form.rule() if form.is_bound and form.is_valid() else rule
    return None if asked is None or asked.is_empty else counts_of(request.context, [asked])[0]


@page(GROUP, see=Level.DETAIL, over=Over.SCOPE)
@require_GET
def count(request: Request) -> HttpResponse:
    """The live count, as boxes are ticked."""
    form = RuleForm(request.GET, context=request.context)
    return render(request, "territory/_group_count.html", {"count": _count_shown(request, form)})


@page(GROUP, do=Verb.EDIT, over=Over.SCOPE)
@require_POST
def delete(request: Request, uid: UUID) -> HttpResponse:
    group = group_or_404(request.context, uid)
    actions.delete_group(request.context, group)
    messages.success(request, _("The group “%(name)s” is deleted.") % {"name": group.name})
    return redirect("territory:groups")


def _places(request: Request) -> Sequence[Organisation]:
    seat = getattr(request, "seat", None)
    if seat is None or not seat.holders:
        raise Http404
    return list(seat.holders)
