"""Run every benchmark of `bench/`, one after the other: `make bench`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    failed = False
    for name in benchmarks():
        print(f"\n── bench.{name} ──", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=ROOT, check=False).returncode != 0
    return int(failed)


def benchmarks() -> list[str]:
    """The modules that can be run; the others are what they share."""
    found = sorted((ROOT / "bench").glob("*.py"))
    return [path.stem for path in found if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]


if __name__ == "__main__":
    sys.exit(main())
