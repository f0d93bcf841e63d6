"""House rules that a linter does not know: where rows are read, where they are written, what files may contain."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from hygie.core.tenancy import TenantManager

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "hygie"
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "update", "delete"}
#: rooms that may touch rows at all; the core is made of them
READING_ROOMS = {"actions", "queries", "tasks", "access", "demo"}
#: a package that knows no Django (import-linter): its `objects` are what a report counts
ROWLESS = {"formats"}
WRITING_ROOMS = {"actions", "tasks", "demo"}


def room_of(path: Path) -> set[str]:
    """The names a file answers to: its own and its folders', below its app."""
    parts = path.relative_to(HOUSE).with_suffix("").parts[1:]
    return set(parts)


def app_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0]


def objects_used(path: Path) -> Iterator[tuple[int, set[str]]]:
    """Each `X.objects` of a file, with the methods that are chained to it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            chained, step = set(), above.get(node)
            while isinstance(step, ast.Attribute | ast.Call):
                if isinstance(step, ast.Attribute):
                    chained.add(step.attr)
                step = above.get(step)
            yield node.lineno, chained


def test_rows_are_read_only_in_queries_actions_and_tasks():
    strays = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        if app_of(path) != "core" and not room_of(path) & (READING_ROOMS | ROWLESS)
        for line, _chained in objects_used(path)
    ]
    assert strays == []


def test_rows_are_written_only_in_actions_and_tasks():
    strays = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        if app_of(path) != "core" and not room_of(path) & WRITING_ROOMS
        for line, chained in objects_used(path)
        if chained & WRITES
    ]
    assert strays == []


def test_every_model_of_an_organisation_has_a_manager_that_asks_for_a_scope():
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        if {"organisation_id", "region_id"} <= columns:
            assert isinstance(model._default_manager, TenantManager), model.__name__


def test_files_stay_short_enough_to_be_one_thing():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*SOURCES, *(ROOT / "tests").rglob("*.py"), *HOUSE.rglob("*.css"), *HOUSE.rglob("*.js")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}


def test_only_the_clock_asks_for_the_time():
    asking = re.compile(r"\b(datetime\.now|date\.today|timezone\.now|utcnow|time\.time)\(")
    strays = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        if path.name != "clock.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if asking.search(line)
    ]
    assert strays == []


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry():
    hosts = re.compile(rb"pypi\.(org|python)|files\.pythonhosted|registry\.(npmjs|yarnpkg)|deb\.debian|proxy\.golang")
    own = Path(__file__)
    named = [str(path) for path in tracked_files() if path != own and hosts.search(path.read_bytes())]
    assert named == []


def test_templates_and_scripts_fetch_nothing_from_other_hosts():
    fetching = re.compile(r"""(src|href|action|url\()\s*=?\s*["'(]?\s*(https?:)?//""")
    strays = [
        str(path.relative_to(ROOT))
        for ending in ("*.html", "*.css", "*.js")
        for path in HOUSE.rglob(ending)
        for line in path.read_text(encoding="utf-8").splitlines()
        if fetching.search(line) and 'rel="external' not in line
    ]
    assert strays == []
