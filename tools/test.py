"""Run the checks and every lane of the suite: `make test`. Each lane says whether it ran.

    SQLite       everything but the browser
    PostgreSQL   the same, on a throw-away cluster (or on HYGIE_TEST_DATABASE_URL)
    browser      a real Chromium, with axe

With HYGIE_REQUIRE_ALL_LANES=1 a lane that could not run is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
UNAVAILABLE = 69
"""What tools/postgres.py answers on a machine without PostgreSQL."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Outcome:
    """What became of a lane; `summary` is pytest's last line."""

    lane: str
    ran: bool
    passed: bool
    summary: str

    def __str__(self) -> str:
        mark = "✓" if self.passed and self.ran else "✗" if self.ran else "–"
        return f"{mark} {self.lane:<11} {self.summary}"


def main() -> int:
    outcomes = [checks(), sqlite(), postgres(), browser()]
    print("\n" + "\n".join(str(outcome) for outcome in outcomes), flush=True)
    all_wanted = os.environ.get("HYGIE_REQUIRE_ALL_LANES") == "1"
    wrong = [outcome for outcome in outcomes if not outcome.passed or (all_wanted and not outcome.ran)]
    return 1 if wrong else 0


def checks() -> Outcome:
    code = subprocess.run([sys.executable, "tools/check.py"], cwd=ROOT, check=False).returncode
    return Outcome("checks", ran=True, passed=code == 0, summary="failed" if code else "passed")


def sqlite() -> Outcome:
    environment = {name: value for name, value in os.environ.items() if name != "HYGIE_TEST_DATABASE_URL"}
    return lane("SQLite", pytest("not browser"), environment)


def postgres() -> Outcome:
    words = [sys.executable, "tools/postgres.py", "--", *pytest("not browser")]
    return lane("PostgreSQL", words, dict(os.environ))


def browser() -> Outcome:
    if not find_chromium():
        install_chromium()
    if not find_chromium():
        return Outcome("browser", ran=False, passed=True, summary="NOT RUN: install chromium (apt install chromium)")
    environment = {name: value for name, value in os.environ.items() if name != "HYGIE_TEST_DATABASE_URL"}
    return lane("browser", pytest("browser"), environment)


def pytest(marks: str) -> list[str]:
    processes = str(min(4, os.cpu_count() or 1))
    return [sys.executable, "-m", "pytest", "-q", "-m", marks, "-n", processes, "--dist", "loadfile"]


def lane(name: str, words: list[str], environment: dict[str, str]) -> Outcome:
    """Run one lane, showing its output as it comes."""
    print(f"\n── {name} ──", flush=True)
    if sys.stdout.isatty():
        environment = environment | {"PY_COLORS": "1"}
    summary = ""
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            bare = COLOURS.sub("", line).strip()
            summary = bare if looks_final(bare) else summary
    if process.returncode == UNAVAILABLE:
        return Outcome(name, ran=False, passed=True, summary="NOT RUN: install PostgreSQL (apt install postgresql)")
    return Outcome(name, ran=True, passed=process.returncode == 0, summary=summary or f"exit {process.returncode}")


def looks_final(line: str) -> bool:
    """The last line of a quiet pytest: `12 passed, 1 skipped in 3.45s`."""
    return bool(re.match(r"^(\d+ \w+(, )?)+ in [\d.:]+", line) or line.startswith("no tests ran"))


def find_chromium() -> str | None:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def install_chromium() -> None:
    """As root on Debian, take Chromium from the distribution's packages."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("• Installing Chromium from the distribution …", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    subprocess.run(["apt-get", "install", "-qq", "--no-install-recommends", "chromium"], env=quiet, check=False)


if __name__ == "__main__":
    sys.exit(main())
