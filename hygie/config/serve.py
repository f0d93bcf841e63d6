"""`hygie serve`: one command that keeps the web process and one worker alive, and ends them together."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from hygie.config.parent import SUPERVISED
from hygie.core.commands import CommandError

PATIENCE = 60.0
"""Seconds a child must live for its next death to count as the first."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts, at most."""
GRACE = 15.0
"""Seconds a child has to end by itself before it is killed."""


class Address(NamedTuple):
    """Where the platform listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def pause_after(deaths: int) -> float:
    """Seconds to wait before the next attempt after so many quick deaths: 1, 2, 4… 30."""
    return min(LONGEST_PAUSE, 2.0 ** max(0, deaths - 1))


@dataclass
class Child:
    """One process to keep alive. Its standard input is a pipe: when we die, it reads its end and follows."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self, moment: float) -> None:
        self.started = moment
        self.process = subprocess.Popen(  # noqa: S603 — our own interpreter and our own words
            self.arguments,
            stdin=subprocess.PIPE,
            env=os.environ | {SUPERVISED: "1"},
            # Ctrl-C in a terminal reaches its whole group; a child must get one signal only, ours.
            start_new_session=True,
        )

    def tend(self, moment: float, say: Callable[[str], None]) -> None:
        """Start the child when it is due, and note its death."""
        if self.process is None:
            if moment >= self.due:
                self.start(moment)
            return
        if (code := self.process.poll()) is None:
            return
        self._close()
        self.deaths = 1 if moment - self.started > PATIENCE else self.deaths + 1
        self.due = moment + pause_after(self.deaths)
        say(f"The {self.name} process ended ({_ending(code)}); restarting in {pause_after(self.deaths):.0f} s.")

    def ask_to_end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def make_end(self, patience: float) -> None:
        """Wait for the end, then kill the child and what it started."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, patience))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


@dataclass
class Supervisor:
    """Keeps children alive until told to end."""

    children: list[Child]
    say: Callable[[str], None]
    ending: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Tend the children until `end`; then none is left."""
        try:
            while not self.ending.is_set():
                for child in self.children:
                    child.tend(time.monotonic(), self.say)
                self.ending.wait(0.2)
        finally:
            self._end_all()

    def end(self, signum: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Also a signal handler."""
        self.ending.set()

    def _end_all(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.make_end(deadline - time.monotonic())


def serve(address: Address, *, workers: int, threads: int) -> int:
    """Serve until Ctrl-C or SIGTERM. Raises CommandError when the address is taken or not ours."""
    refuse_taken(address)
    # Links in mails lead here, unless the environment says where people really reach us.
    os.environ.setdefault("HYGIE_PUBLIC_URL", address.url.rstrip("/"))
    hygie = [sys.executable, "-m", "hygie"]
    at = ["--host", address.host, "--port", str(address.port), "--workers", str(workers), "--threads", str(threads)]
    supervisor = Supervisor([Child("web", [*hygie, "web", *at]), Child("worker", [*hygie, "worker"])], say)
    signal.signal(signal.SIGINT, supervisor.end)
    signal.signal(signal.SIGTERM, supervisor.end)
    threading.Thread(target=_announce, args=(address, supervisor.ending), daemon=True).start()
    supervisor.run()
    say("Hygie has ended.")
    return 0


def refuse_taken(address: Address) -> None:
    """Raise CommandError when another program listens there already, or the host is not of this machine."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            where = f"{address.host} port {address.port}"
            raise CommandError(
                f"Cannot listen on {where} ({reason}): choose another with --port (PORT=… with make)."
            ) from error


def say(words: str) -> None:
    """One line to the person at the terminal."""
    print(words, flush=True)


def _announce(address: Address, ending: threading.Event) -> None:
    """Print the address once pages are really served."""
    while not ending.wait(0.2):
        if _answers(address):
            welcome = Path(settings.HYGIE_HOME) / "welcome.txt"
            if welcome.is_file():
                say(welcome.read_text(encoding="utf-8").rstrip())
            say(f"\nHygie is served at {address.url} (Ctrl-C ends it).")
            return


def _answers(address: Address) -> bool:
    """Whether the web process answers anything at all, asked under a name it accepts."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=10)
    try:
        connection.request("GET", reverse("web:health"), headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.strsignal(-code) or f"signal {-code}"
