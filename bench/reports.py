"""Measures the readers of reports: `python -m bench.reports [--json] [--times 1]`.

Each invented report is read by a process of its own, whose CPU time and peak memory are read from the system; the peak
of a process that only loads the reader is given beside it. `--times` multiplies the sizes: memory must not follow.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.reports_xml import write_nessus, write_nmap

Measured = dict[str, float | int]


class Report(NamedTuple):
    """A report to invent; `least` is the least number of observations a second, of CPU."""

    code: str
    write: Callable[[Path, int], None]
    size: int
    least: int


REPORTS = (
    Report("nmap", write_nmap, 20_000, 20_000),
    Report("nessus", write_nessus, 50_000, 20_000),
)
PEAK_MB = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one flat object and nothing else")
    parser.add_argument("--times", type=int, default=1, help="how many times as long (default: %(default)s)")
    parser.add_argument("--read", nargs=2, metavar=("CODE", "FILE"), help="read one report, and print what it cost")
    options = parser.parse_args()
    if options.read:
        print(json.dumps(_read(options.read[0], Path(options.read[1]))))
        return 0
    measured = measure(options.times)
    if options.json:
        print(json.dumps(measured))
    else:
        targets = {f"{one.code}_per_second": f"at least {one.least}" for one in REPORTS}
        targets |= {f"{one.code}_peak_mb": f"at most {PEAK_MB}" for one in REPORTS}
        for name, value in measured.items():
            print(f"{name:<24}{value:>12}" + (f"   ({targets[name]})" if name in targets else ""))
    return 0


def measure(times: int) -> Measured:
    measured: Measured = {}
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as folder:
        for report in REPORTS:
            file = Path(folder) / report.code
            report.write(file, report.size * times)
            command = [sys.executable, "-m", "bench.reports", "--read", report.code, str(file)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 — our own command
            measured[f"{report.code}_file_mb"] = round(file.stat().st_size / 1024**2)
            measured |= {f"{report.code}_{name}": value for name, value in json.loads(done.stdout).items()}
            file.unlink()
    return measured


def _read(code: str, file: Path) -> Measured:
    from hygie.audits.formats.opening import opened
    from hygie.audits.formats.recognise import recognise

    loaded, started = _peak_mb(), time.process_time()
    with file.open("rb") as stream, opened(stream) as report:
        last = deque(enumerate(recognise(report, code)().read(report), start=1), maxlen=1)
    seconds = time.process_time() - started
    count = last[0][0] if last else 0
    return {
        "observations": count,
        "cpu_seconds": round(seconds, 2),
        "per_second": round(count / seconds),
        "loaded_mb": loaded,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
