"""Contrasts computed from the style sheet itself (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

import hygie.web

SHEETS = Path(hygie.web.__file__).parent / "static/web/css"
CSS = (SHEETS / "tokens.css").read_text("utf-8")
TONES = ("neutral", "info", "success", "warning", "danger")


def colours(selector: str) -> dict[str, str]:
    """The hexadecimal tokens of the first rule with this selector."""
    body = CSS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))


LIGHT = colours(":root")
DARK = colours(':root:not([data-theme="light"])')
THEMES = {"light": LIGHT, "dark": DARK}

TEXTS = [
    *product(("ink", "ink-2", "accent"), ("bg", "surface", "surface-2")),
    *[(tone, f"{tone}-bg") for tone in TONES],
    *[(tone, "surface") for tone in TONES],
    *product(("ink",), [f"{tone}-bg" for tone in TONES]),
    ("accent-ink", "accent"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("surface", "danger"),
    ("surface", "ink"),
    ("accent", "danger-bg"),
    ("ink-2", "map-area"),
]
CONTROLS = [
    *product(("control",), ("bg", "surface")),
    *product([f"chart-{name}" for name in (*TONES, *"123456")], ("surface", "bg")),
    ("accent", "surface-2"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("part", "ground"), CONTROLS)
def test_controls_and_graphics_stand_out(theme, part, ground):
    assert contrast(THEMES[theme][part], THEMES[theme][ground]) >= 3


def test_dark_is_the_same_whether_chosen_or_asked_by_the_device():
    assert colours(':root[data-theme="dark"]') == DARK
    assert DARK.keys() == LIGHT.keys()


def test_every_token_that_a_rule_uses_exists():
    sheets = "\n".join(sheet.read_text("utf-8") for sheet in SHEETS.glob("*.css"))
    declared = set(re.findall(r"--([\w-]+):", sheets))
    assert set(re.findall(r"var\(--([\w-]+)", sheets)) <= declared


@pytest.mark.parametrize("feature", ["light-dark(", "oklch(", "color-mix(", "@import", "http:", "https:"])
def test_style_sheets_ask_for_nothing_that_hospital_browsers_lack(feature):
    assert not [sheet.name for sheet in SHEETS.glob("*.css") if feature in sheet.read_text("utf-8")]
