"""Lock what is installed: `requirements/*.txt` with hashes and `package-lock.json`, both without a registry's address.

Run by `make lock` after a change of `requirements/*.in` or `package.json`; `--upgrade` takes newer versions too.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = "3.11"


def main() -> int:
    for name in ("base", "dev", "node"):
        lock_python(name, upgrade="--upgrade" in sys.argv)
    lock_front_end()
    return 0


def lock_python(name: str, *, upgrade: bool) -> None:
    """Resolve `<name>.in` for every system and every Python from the oldest one supported."""
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
            *("--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
            *(("--upgrade",) if upgrade else ()),
            *("--output-file", f"{name}.txt", f"{name}.in"),
        ],
        cwd=ROOT / "requirements",
        check=True,
    )
    _refuse_addresses(ROOT / "requirements" / f"{name}.txt")


def lock_front_end() -> None:
    """Resolve `package.json`; `.npmrc` keeps the addresses out."""
    subprocess.run(["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved"], cwd=ROOT, check=True)
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    if '"resolved"' in text:
        raise SystemExit("package-lock.json names a registry: this npm is too old to leave it out.")


def _refuse_addresses(path: Path) -> None:
    if "://" in path.read_text(encoding="utf-8"):
        raise SystemExit(f"{path} contains an address: a lock holds names, versions and hashes only.")


if __name__ == "__main__":
    sys.exit(main())
