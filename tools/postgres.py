"""Run a command beside a throw-away PostgreSQL: `python tools/postgres.py -- pytest …`

The cluster listens on a free port of 127.0.0.1, lives in a temporary folder and ends with the command, however that
ends. PostgreSQL refuses to run as root, so root starts it as another user. Two roles, apart as in production:

    hygie_owner   owns the tables and may create databases; the command connects as this one
    hygie_app     reads and writes them; neither superuser nor exempt from row-level security

The address is given in HYGIE_TEST_DATABASE_URL; where that is set already, the command is simply run.
Exit code: that of the command; 69 when this machine has no PostgreSQL.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

VARIABLE = "HYGIE_TEST_DATABASE_URL"
UNAVAILABLE = 69
"""EX_UNAVAILABLE of sysexits.h."""
PATIENCE = 30.0
"""Seconds a cluster may take to answer."""

ROLES = """
CREATE ROLE hygie_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS;
CREATE ROLE hygie_app LOGIN NOSUPERUSER NOBYPASSRLS;
GRANT hygie_app TO hygie_owner;
CREATE DATABASE hygie OWNER hygie_owner;
"""
# In template1, so that every database made later, such as those of the tests, has it too.
RIGHTS = """
GRANT USAGE ON SCHEMA public TO hygie_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hygie_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hygie_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hygie_owner GRANT USAGE, SELECT ON SEQUENCES TO hygie_app;
"""
# Nothing here outlives the command: what makes a database safe against a power cut only costs time.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        raise SystemExit("usage: python tools/postgres.py -- COMMAND …")
    if os.environ.get(VARIABLE):
        return run(command, os.environ)
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL is not installed here (on Debian: apt install postgresql).", file=sys.stderr)
        return UNAVAILABLE
    # A polite end request must still end the cluster.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with cluster(binaries) as url:
            return run(command, os.environ | {VARIABLE: url})
    except KeyboardInterrupt:
        return 130


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server of this machine."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    found = [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running cluster; gives the owner's URL. Ended and removed on the way out."""
    owner = unprivileged()
    with tempfile.TemporaryDirectory(prefix="hygie-pg-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        if owner:
            os.chown(folder, owner.uid, owner.gid)
        as_owner: dict[str, Any] = owner.popen() if owner else {}
        initialise(binaries, folder / "data", as_owner)
        server = start(binaries, folder, port, as_owner)
        try:
            wait_until_ready(binaries, folder, port, server)
            execute(binaries, folder, port, "postgres", ROLES)
            execute(binaries, folder, port, "template1", RIGHTS)
            yield f"postgresql://hygie_owner@127.0.0.1:{port}/hygie"
        finally:
            stop(server)


@dataclass(frozen=True)
class Unprivileged:
    """Another user to run the server as."""

    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def unprivileged() -> Unprivileged | None:
    """Whom root starts the server as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Unprivileged(user.pw_uid, user.pw_gid)
    raise SystemExit("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody.")


def initialise(binaries: Path, data: Path, as_owner: dict[str, Any]) -> None:
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", "--pgdata", data, *options],
        **as_owner, cwd=data.parent, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        raise SystemExit(f"PostgreSQL's initdb failed: {made.stderr.strip()}")


def start(binaries: Path, folder: Path, port: int, as_owner: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = (*FAST, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}")
    log = folder / "log"
    with log.open("wb") as file:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *(word for line in settings for word in ("-c", line))],
            **as_owner, cwd=folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            # Ctrl-C is for the command; the cluster ends after it.
            start_new_session=True,
        )  # fmt: skip


def wait_until_ready(binaries: Path, folder: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    where: list[str | Path] = ["--host", folder, "--port", str(port), "--username", "postgres"]
    check: list[str | Path] = [binaries / "pg_isready", "--quiet", *where]
    while subprocess.run(check, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            log = (folder / "log").read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"PostgreSQL did not start: {log.strip()[-2000:]}")
        time.sleep(0.05)


def execute(binaries: Path, folder: Path, port: int, database: str, statements: str) -> None:
    """Run statements as the cluster's superuser, through the socket."""
    psql: list[str | Path] = [binaries / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    where: list[str | Path] = ["--host", folder, "--port", str(port), "--username", "postgres", "--dbname", database]
    subprocess.run([*psql, *where], input=statements, text=True, check=True)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once: SIGQUIT is PostgreSQL's immediate shutdown, nothing of it being kept."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def run(command: list[str], environment: os._Environ[str] | dict[str, str]) -> int:
    """Run the command to its end; an interruption reaches it first, then us."""
    with subprocess.Popen(command, env=dict(environment)) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
