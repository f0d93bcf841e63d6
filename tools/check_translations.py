"""Find strings that are missing, untranslated, fuzzy, obsolete or whose placeholders differ. Writes nothing here.

The strings are gathered anew in a temporary copy of the sources; where gettext is not installed, only what the
committed catalogues say of themselves is checked, and that is said.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = "hygie/locale/*/LC_MESSAGES/*.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
MANY = 40
"""Faults shown of one catalogue, at most."""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="hygie-messages-") as name:
        tree = gathered(Path(name)) if shutil.which("xgettext") else ROOT
        if tree == ROOT:
            print("Missing strings are not checked: gettext is not installed (on Debian: apt install gettext).")
            if os.environ.get("HYGIE_REQUIRE_ALL_LANES") == "1":
                return 1
        catalogues = sorted(tree.glob(CATALOGUES))
        faults = {path.relative_to(tree): list(faults_of(path)) for path in catalogues}
    for path, found in faults.items():
        for fault in found[:MANY]:
            print(f"{path}: {fault}")
        if found:
            print(f"{path}: {len(found)} in all; `make messages` gathers the strings, then translate them.")
    if not faults:
        print(f"No catalogue in {CATALOGUES}.")
    return 1 if not faults or any(faults.values()) else 0


def gathered(folder: Path) -> Path:
    """A copy of the sources with catalogues gathered anew."""
    shutil.copytree(ROOT / "hygie", folder / "hygie", ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    words = [sys.executable, str(ROOT / "tools" / "messages.py")]
    done = subprocess.run(
        words, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"The strings cannot be gathered: {done.stderr.strip()}")
    return folder


def faults_of(path: Path) -> Iterator[str]:
    """Each fault of one catalogue, in words."""
    for entry in polib.pofile(str(path)):
        text = repr(entry.msgid[:90])
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.obsolete:
            yield f"obsolete: {text}"
        elif entry.fuzzy:
            yield f"fuzzy: {text}"
        elif not all(translations):
            yield f"untranslated: {text}"
        elif any(placeholders(translation) - placeholders(entry) for translation in translations):
            yield f"a placeholder that the original lacks: {text}"
        elif not entry.msgid_plural and placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"a placeholder is lost: {text}"


def placeholders(text: str | polib.POEntry) -> set[str]:
    """The placeholders of a string, or of both forms of an entry."""
    words = text if isinstance(text, str) else text.msgid + text.msgid_plural
    return set(PLACEHOLDER.findall(words))


if __name__ == "__main__":
    sys.exit(main())
