"""`hygie serve` keeps its children alive, and leaves none behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from hygie.config import serve, worker
from hygie.config.parent import SUPERVISED
from hygie.core.commands import CommandError

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, lambda *_: 0); time.sleep(60)"]


def eventually(true, seconds=20.0):
    """Wait until `true()` holds."""
    deadline = time.monotonic() + seconds
    while not (result := true()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
    return result


@pytest.fixture
def supervised():
    """Run a supervisor of the given children in a thread; it is ended with the test."""
    running = []

    def run(*children):
        said = []
        supervisor = serve.Supervisor(list(children), said.append)
        thread = threading.Thread(target=supervisor.run)
        thread.start()
        running.append((supervisor, thread))
        eventually(lambda: all(child.process for child in children))
        return supervisor, thread, said

    yield run
    for supervisor, thread in running:
        supervisor.end()
        thread.join(20)


def test_a_child_that_dies_is_started_again_and_that_is_said(supervised, monkeypatch):
    monkeypatch.setattr(serve, "pause_after", lambda deaths: 0.0)
    child = serve.Child("worker", SLEEP)
    _, _, said = supervised(child)
    first = child.process
    first.kill()
    eventually(lambda: child.process not in (None, first))
    assert "The worker process ended (Killed)" in said[0]


def test_an_end_ends_every_child(supervised):
    children = [serve.Child("web", SLEEP), serve.Child("worker", SLEEP)]
    supervisor, thread, _ = supervised(*children)
    processes = [child.process for child in children]
    supervisor.end()
    thread.join(10)
    assert all(process.returncode == -signal.SIGTERM for process in processes)


def test_a_child_that_will_not_end_is_killed(supervised, monkeypatch):
    monkeypatch.setattr(serve, "GRACE", 0.5)
    child = serve.Child("web", STUBBORN)
    supervisor, thread, _ = supervised(child)
    process = child.process
    time.sleep(0.3)
    supervisor.end()
    thread.join(10)
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)


def test_the_pause_between_quick_deaths_grows_to_half_a_minute():
    assert [serve.pause_after(deaths) for deaths in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_follows_a_parent_that_was_killed():
    words = "import time; from hygie.config.parent import end_with_parent; end_with_parent(); time.sleep(60)"
    environment = os.environ | {SUPERVISED: "1"}
    with subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, env=environment) as child:
        child.stdin.close()
        assert child.wait(20) == -signal.SIGTERM


def test_a_taken_port_is_told_clearly():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} .*--port"):
            serve.refuse_taken(serve.Address("127.0.0.1", port))


def test_a_chore_that_fails_is_logged_and_tried_again(caplog, monkeypatch):
    def fail():
        raise RuntimeError("database is locked")

    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    chore = worker.Chore("reap", fail, every=30)
    worker.do_if_due(chore, 100.0)
    assert "reap failed" in caplog.text
    caplog.clear()
    worker.do_if_due(chore, 129.0)
    assert caplog.text == ""
    worker.do_if_due(chore, 130.0)
    assert "reap failed" in caplog.text


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 — our own address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def test_the_platform_starts_answers_outlives_its_worker_and_ends_whole(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HYGIE_", "DJANGO_"))}
    environment = kept | {"HYGIE_HOME": str(tmp_path / "home")}
    hygie, port = [sys.executable, "-m", "hygie"], _free_port()
    subprocess.run([*hygie, "migrate", "--quiet"], env=environment, check=True)
    alive = tmp_path / "home" / "run" / "workers"

    with subprocess.Popen([*hygie, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE) as platform:
        try:
            eventually(lambda: _answers(f"http://127.0.0.1:{port}/health/"), 60)
            (first,) = eventually(lambda: list(alive.glob("*.lock")), 60)
            os.kill(int(eventually(first.read_text)), signal.SIGKILL)
            second = eventually(lambda: [path for path in alive.glob("*.lock") if path != first], 60)[0]
            worker_id = int(eventually(second.read_text))
            platform.terminate()
            assert platform.wait(30) == 0
        finally:
            platform.kill()
        said = platform.stdout.read().decode()

    assert f"http://127.0.0.1:{port}/" in said
    assert "The worker process ended" in said
    with pytest.raises(ProcessLookupError):
        os.kill(worker_id, 0)
    serve.refuse_taken(serve.Address("127.0.0.1", port))
