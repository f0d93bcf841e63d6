"""A child of `hygie serve` ends with it, even when the parent was killed and could tell nobody."""

import os
import signal
import threading

SUPERVISED = "HYGIE_SUPERVISED"
"""Set in the children of `hygie serve`: their standard input is a pipe that the parent holds open."""


def end_with_parent() -> None:
    """Send ourselves SIGTERM once the parent's end of the pipe is closed. Does nothing when run by hand."""
    if os.environ.pop(SUPERVISED, ""):
        threading.Thread(target=_wait_for_its_end, name="parent", daemon=True).start()


def _wait_for_its_end() -> None:
    # os.read and not sys.stdin: a buffered reader in a daemon thread may hang the interpreter's own exit.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
