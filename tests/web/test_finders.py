import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from hygie.web.checks import front_end_files
from hygie.web.finders import FILES, NodeFilesFinder
from hygie.web.icons import UnknownIcon, icon, shapes


@pytest.mark.parametrize("name", FILES)
def test_the_few_front_end_files_are_found(name: str):
    assert finders.find(f"vendor/{name}") == str(Path(settings.NODE_MODULES) / name)


@pytest.mark.parametrize(
    "path",
    [
        "vendor/chart.js/package.json",
        "vendor/../package.json",
        "vendor/chart.js/dist/../package.json",
        "chart.js/dist/chart.umd.min.js",
        "vendor/",
        "",
    ],
)
def test_nothing_else_of_node_modules_is_served(path: str):
    assert NodeFilesFinder().find(path) is None
    assert NodeFilesFinder().find(path, find_all=True) == []


def test_collecting_takes_these_files_only():
    assert {name for name, _ in NodeFilesFinder().list(None)} == set(FILES)


def test_files_can_be_collected_under_hashed_names(settings, tmp_path):
    """A link that leads nowhere, in a style sheet or a source map, would stop a deployment."""
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert all(f"vendor/{name}" in hashed for name in FILES)
    assert "inter-latin-wght-normal." in (tmp_path / hashed["web/css/tokens.css"]).read_text()


def test_missing_front_end_files_are_told_at_start(settings, tmp_path):
    assert front_end_files(None) == []
    settings.NODE_MODULES = tmp_path
    (warning,) = front_end_files(None)
    assert "make install" in warning.hint


def test_an_icon_is_decoration_unless_it_has_a_name():
    assert 'aria-hidden="true"' in icon("lock")
    spoken = icon("lock", '"Locked"')
    assert "aria-hidden" not in spoken
    assert 'role="img" aria-label="&quot;Locked&quot;"' in spoken


@pytest.mark.parametrize("name", ["no-such-icon", "../lock", "Lock", ""])
def test_an_unknown_icon_is_an_error(name: str):
    with pytest.raises(UnknownIcon):
        shapes(name)


def test_without_front_end_files_icons_are_empty_and_pages_answer(settings, tmp_path):
    shapes.cache_clear()
    settings.NODE_MODULES = tmp_path
    assert icon("lock").endswith("></svg>")
    shapes.cache_clear()
