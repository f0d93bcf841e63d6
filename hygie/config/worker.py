"""One worker: runs background jobs, shows that it lives, and keeps house for the whole queue."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker

from hygie.config.parent import end_with_parent
from hygie.core import jobs, liveness

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at an empty queue."""


@dataclass
class Chore:
    """Something done regularly beside the jobs."""

    name: str
    do: Callable[[], object]
    every: float
    """Seconds."""
    due: float = 0.0


def run() -> int:
    """Run jobs until SIGTERM or Ctrl-C; a running job is finished first."""
    end_with_parent()
    worker_id = liveness.new_worker_id()
    liveness.hold(worker_id)
    try:
        keep_house(Chore("reap", jobs.reap, 30), Chore("run_due", jobs.run_due, 60))
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_EVERY,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
        )
        worker.configure_signals()
        worker.run()
    finally:
        liveness.release(worker_id)
    return 0


def keep_house(*chores: Chore) -> None:
    """Do the chores in a thread of their own, so that a long job does not put them off."""
    threading.Thread(target=_keep_house, args=(chores,), name="chores", daemon=True).start()


def _keep_house(chores: tuple[Chore, ...]) -> None:
    while True:
        for chore in chores:
            do_if_due(chore, time.monotonic())
        time.sleep(1)


def do_if_due(chore: Chore, moment: float) -> None:
    """Do a chore when its time has come; a failure is logged, and the next turn tries again."""
    if moment < chore.due:
        return
    chore.due = moment + chore.every
    try:
        close_old_connections()
        chore.do()
    except Exception:
        logger.exception("The chore %s failed; it will be tried again.", chore.name)
    finally:
        connections.close_all()
