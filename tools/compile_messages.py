"""Compile each catalogue of translations (`.po` → `.mo`) that changed, without gettext's own programs."""

import sys
from pathlib import Path

import polib

LOCALES = Path(__file__).resolve().parents[1] / "hygie" / "locale"


def main() -> int:
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        compile_if_changed(source)
    return 0


def compile_if_changed(source: Path) -> None:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    print(f"• Compiling {source.parent.parent.name} translations …", flush=True)
    # Written beside and moved into place: a running instance never reads half a file.
    beside = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(beside))
    beside.replace(target)


if __name__ == "__main__":
    sys.exit(main())
