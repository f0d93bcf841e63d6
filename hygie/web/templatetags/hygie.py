"""The components of a page: `{% load hygie %}`. Each is shown, in every tone, on the page /style-guide/."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hygie.core.paging import Page
from hygie.web import filters as web_filters
from hygie.web import formats, icons, slots
from hygie.web.charts import Chart, Sparkline
from hygie.web.components import JobProgress, Moment, Step, Tile
from hygie.web.map import RegionMap
from hygie.web.mapping import drawing_of
from hygie.web.theme import Theme
from hygie.web.tones import ICONS, SIGNS, Tone, tone_of

register = template.Library()

FORMATS: dict[str, Callable[..., str]] = {
    "number": formats.number,
    "decimal": formats.number,
    "percent": formats.percent,
    "money": formats.money,
    "day": formats.day,
    "day_long": formats.day_long,
    "clock": formats.clock_time,
    "moment": formats.moment,
    "days_away": formats.days_away,
    "dash": formats.dash,
}
for _name, _format in FORMATS.items():
    register.filter(_name, _format)

Text = str | Promise


@register.filter
def call(phone: str) -> str:
    """A number that one press calls; what is no number stays as it was typed."""
    number = formats.dialled(phone)
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, phone) if number else formats.dash(phone)


# Small marks --------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    return icons.icon(name, str(label))


@register.simple_tag
def badge(thing: object = None, *, text: Text = "", tone: str = "", quiet: bool = False) -> SafeString:
    """A tone with its words. `thing` is whatever has `.label` and `.tone`; `quiet` leaves out the pill."""
    return _badge(_words(thing, text), tone_of(tone or thing), "badge quiet" if quiet else "badge")


@register.simple_tag
def mark(thing: object = None, *, text: Text = "", tone: str = "") -> SafeString:
    """The same in the width of one sign, for the cells of a matrix: the words are there for a screen reader."""
    return _mark(_words(thing, text), tone_of(tone or thing))


def _words(thing: object, text: Text) -> str:
    return str(text) if text else str(getattr(thing, "label", thing))


@lru_cache(maxsize=2048)
def _badge(words: str, tone: Tone, classes: str) -> SafeString:
    return mark_safe(f'<span class="{classes} tone-{tone}"><span class="dot"></span>{escape(words)}</span>')  # noqa: S308


@lru_cache(maxsize=2048)
def _mark(words: str, tone: Tone) -> SafeString:
    sign = f'<span aria-hidden="true">{SIGNS[tone]}</span><span class="visually-hidden">{escape(words)}</span>'
    return mark_safe(f'<span class="mark tone-{tone}" title="{escape(words)}">{sign}</span>')  # noqa: S308


@register.inclusion_tag("web/components/person.html")
def person(someone: object, note: Text = "") -> dict[str, Any]:
    """A person, or a name; the initials are decoration."""
    parts = [str(getattr(someone, part, "")) for part in ("first_name", "last_name")]
    name = " ".join(filter(None, parts)) or str(someone)
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return {"name": name, "initials": initials, "note": note}


# Blocks -------------------------------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="endcard")
def card(
    content: str,
    title: Text,
    *,
    icon: str = "",
    url: str = "",
    link: Text = "",
    level: int = 2,
    flush: bool = False,
) -> SafeString:
    """A titled area; `flush` when its body is a table or a list that draws its own edges."""
    return _rendered(
        "web/components/card.html",
        content=content,
        title=title,
        icon=icon,
        url=url,
        link=link,
        level=level,
        flush=flush,
    )


@register.simple_block_tag(end_name="endalert")
def alert(content: str, tone: str, title: Text = "") -> SafeString:
    return _rendered(
        "web/components/alert.html", content=content, tone=tone_of(tone), title=title, icon=ICONS[tone_of(tone)]
    )


@register.simple_block_tag(end_name="endhow")
def how(content: str, title: Text = "") -> SafeString:
    return _rendered("web/components/how.html", content=content, title=title or _("How do we know?"))


@register.simple_block_tag(end_name="endconfirmation", takes_context=True)
def confirmation(
    context: Context,
    content: str,
    *,
    id: str,  # noqa: A002
    button: Text,
    title: Text,
    url: str,
    action: Text,
    tone: str = "danger",
) -> SafeString:
    """A question before an act, with the fields it needs; the form goes to `url` by POST."""
    asked = {"id": id, "button": button, "title": title, "url": url, "action": action, "tone": tone}
    return _rendered("web/components/confirm.html", content=content, csrf_token=context.get("csrf_token", ""), **asked)


@register.simple_tag(takes_context=True)
def confirm(
    context: Context,
    *,
    id: str,  # noqa: A002
    button: Text,
    title: Text,
    url: str,
    action: Text,
    text: Text = "",
    tone: str = "danger",
) -> SafeString:
    """The same without fields."""
    content = format_html("<p>{}</p>", text) if text else ""
    asked = {"id": id, "button": button, "title": title, "url": url, "action": action, "tone": tone}
    return _rendered("web/components/confirm.html", content=content, csrf_token=context.get("csrf_token", ""), **asked)


def _rendered(name: str, **context: Any) -> SafeString:
    return render_to_string(name, context)


# Figures and states -------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/tile.html")
def tile(item: Tile | None = None, **fields: Any) -> dict[str, Any]:
    shown = item or Tile(**fields)
    value = formats.number(shown.value) if isinstance(shown.value, int) else formats.dash(shown.value)
    return {"tile": shown, "value": value, "tone": tone_of(shown.tone)}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(*, icon: str, title: Text, text: Text = "", url: str = "", action: Text = "") -> dict[str, Any]:
    """Why there is nothing here, and what to do about it."""
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/components/timeline.html")
def timeline(entries: Sequence[Moment]) -> dict[str, Any]:
    return {"entries": [(entry, tone_of(entry.tone)) for entry in entries]}


@register.inclusion_tag("web/components/steps.html")
def steps(steps: Sequence[Step], label: Text = "") -> dict[str, Any]:
    return {"steps": steps, "label": label or _("Where you stand")}


@register.inclusion_tag("web/components/progress.html")
def progress(*, value: float, label: Text, max: float = 100, tone: str = "info", text: Text = "") -> dict[str, Any]:  # noqa: A002
    """`value` out of `max`; `text` says it in words ("66 %", "12 of 40")."""
    return {
        # Attributes keep a point whatever the language.
        "value": f"{value:g}",
        "max": f"{max:g}",
        "label": label,
        "tone": tone_of(tone),
        "text": text or formats.percent(value / max if max else 0),
    }


@register.inclusion_tag("web/components/job_progress.html")
def job_progress(job: JobProgress) -> dict[str, Any]:
    return {"job": job}


@register.inclusion_tag("web/components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("web/components/sparkline.html")
def sparkline(values: Sequence[float | int], label: Text, tone: str = "info") -> dict[str, Any]:
    line = Sparkline.through(values) if values else None
    points, (x, y) = (line.points, line.last) if line else ("", (0.0, 0.0))
    return {"points": points, "x": f"{x:.1f}", "y": f"{y:.1f}", "label": label, "tone": tone_of(tone)}


@register.inclusion_tag("web/components/region_map.html")
def region_map(map: RegionMap) -> dict[str, Any]:  # noqa: A002 - the name its users know
    return {"drawing": drawing_of(map)}


# Forms --------------------------------------------------------------------------------------------------------------

CHECKS = {"checkbox"}
GROUPS = {"radioselect", "checkboxselectmultiple"}
FILES = {"file", "clearablefile"}


@register.inclusion_tag("web/components/field.html")
def field(field: BoundField, *, wide: bool = False) -> dict[str, Any]:
    """One field whole: label, help, control, and what is wrong with it."""
    kind = field.widget_type
    return {
        "field": field,
        "wide": wide,
        "group": kind in GROUPS,
        "check": kind in CHECKS,
        "file": kind in FILES,
        "date": "data-date" in field.field.widget.attrs,
        "invalid": bool(field.errors),
        "described": field.aria_describedby or "",
    }


@register.inclusion_tag("web/components/fields.html")
def fields(form: forms.Form) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("web/components/form_errors.html")
def form_errors(form: forms.Form) -> dict[str, Any]:
    """What to correct, each with a way to its field. Nothing while all is well."""
    wrong = [(field.label, field.id_for_label, field.errors) for field in form.visible_fields() if field.errors]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    whole = [*form.non_field_errors(), *hidden]
    return {"wrong": wrong, "whole": whole, "count": len(wrong) + len(whole)}


@register.inclusion_tag("web/components/filters.html", takes_context=True)
def filters(context: Context, form: forms.Form) -> dict[str, Any]:
    parameters = context["request"].GET
    return {
        "form": form,
        "chips": web_filters.active_chips(form, parameters),
        "cleared": web_filters.cleared(parameters, form),
        "kept": web_filters.kept(parameters, form),
    }


# Lists and layout ---------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/sort_th.html", takes_context=True)
def sort_th(context: Context, key: str, label: Text, classes: str = "") -> dict[str, Any]:
    """A whole `<th>`: the column's name orders the list by it, and says how it is ordered now."""
    parameters = context["request"].GET
    now = {key: "ascending", f"-{key}": "descending"}.get(parameters.get(web_filters.SORT, ""), "")
    return {
        "key": key,
        "label": label,
        "classes": classes,
        "order": now,
        "query": web_filters.sorted_by(parameters, key),
    }


@register.inclusion_tag("web/components/paging.html", takes_context=True)
def paging(context: Context, page: Page[Any], total: int | None = None) -> dict[str, Any]:
    parameters = context["request"].GET
    return {
        "previous": page.query(parameters, page.previous_cursor) if page.previous_cursor else "",
        "next": page.query(parameters, page.next_cursor) if page.next_cursor else "",
        "count": len(page.rows),
        "total": total,
    }


@register.inclusion_tag("web/components/crumb.html")
def crumb(label: Text, url_name: str = "", *args: object, **kwargs: object) -> dict[str, Any]:
    """One step of the way here; the last one has no address, it is this page."""
    return {"label": label, "url": reverse(url_name, args=args, kwargs=kwargs) if url_name else ""}


@register.simple_tag(takes_context=True)
def slot(context: Context, slot_code: str, **given: object) -> SafeString:
    """What upper apps show at this place, in their order."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    rendered = (item.render(request, **given) for item in slots.items_of(slot_code))
    return mark_safe("".join(str(markup) for markup in rendered))  # noqa: S308 - each item escapes its own


@register.inclusion_tag("web/components/theme_switch.html", takes_context=True)
def theme_switch(context: Context) -> dict[str, Any]:
    return _switch(context) | {"themes": list(Theme)}


@register.inclusion_tag("web/components/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    other = ("en", "English") if context["shell"].language.startswith("fr") else ("fr", "Français")
    return _switch(context) | {"code": other[0], "name": other[1]}


def _switch(context: Context) -> dict[str, Any]:
    shell = context["shell"]
    return {"csrf_token": context.get("csrf_token", ""), "chosen": shell.theme, "path": shell.path}
