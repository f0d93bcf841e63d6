"""What every template of the house keeps to: nothing inline, nothing foreign, nothing unused, nothing missing."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template import Template
from django.template.loader import get_template

import hygie
from hygie.web.icons import shapes

HOUSE = Path(hygie.__file__).parent
TEMPLATES = sorted(path for path in HOUSE.glob("*/templates/**/*") if path.suffix in {".html", ".txt", ".svg"})

#: Too many attempts: allauth renders it where we have one.
ASKED_BY_LIBRARIES = {"429.html"}
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style|\sstyle=",
    "an event attribute": r"<[^>]*\son[a-z]+=",
    "an address that runs": r"javascript:",
    "something from another host": r"(?:src|<link[^>]*href)=[\"'](?:https?:)?//",
    "an htmx script": r"hx-on|hx-vals=[\"']js:",
}


def name_of(path: Path) -> str:
    """As a view writes it: `web/base.html`."""
    return path.relative_to(HOUSE).as_posix().split("/templates/", 1)[1]


def sources() -> list[Path]:
    return [*TEMPLATES, *HOUSE.rglob("*.py")]


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path: Path):
    if path.suffix == ".html":
        Template(text_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path, what: str):
    assert not re.findall(FORBIDDEN[what], text_of(path), re.IGNORECASE)


def test_every_icon_exists():
    asked = re.compile(r"""(?:\{% icon |icon=)["']([^"']*)["']""")
    missing = {name for path in sources() for name in asked.findall(text_of(path)) if name and not is_drawn(name)}
    assert not missing


def is_drawn(name: str) -> bool:
    try:
        return bool(shapes(name))
    except LookupError:
        return False


def test_every_static_file_exists():
    asked = re.compile(r"""\{% static ["']([^"']+)["']""")
    assert not {name for path in TEMPLATES for name in asked.findall(text_of(path)) if finders.find(name) is None}


def test_every_template_is_used():
    """By its name, in a view, a tag or another template; or because a library asks for it."""
    used = [pattern for path in sources() for pattern in names_in(path)]
    names = {name_of(path) for path in TEMPLATES} - ASKED_BY_LIBRARIES
    assert not {name for name in names if not stands_in(name) and not any(one.fullmatch(name) for one in used)}


def names_in(path: Path) -> list[re.Pattern[str]]:
    """The template names that a file writes; what an f-string leaves open is open here too."""
    quoted = re.findall(r"""["']([\w/{}.-]+\.(?:html|txt))["']""", text_of(path))
    written = [name for name in quoted if name != name_of(path)] if path.suffix != ".py" else quoted
    return [re.compile(re.sub(r"\\\{.*?\\\}", r"[^/]+", re.escape(name))) for name in written]


def stands_in(name: str) -> bool:
    libraries = [Path(app.path) for app in apps.get_app_configs() if not app.name.startswith("hygie.")]
    return any((library / "templates" / name).is_file() for library in libraries)


def test_our_templates_win_over_those_of_libraries():
    for path in TEMPLATES:
        origin = get_template(name_of(path)).origin  # type: ignore[attr-defined]
        assert Path(origin.name) == path
