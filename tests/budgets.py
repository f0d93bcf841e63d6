"""Committed query budgets: the same numbers on SQLite and on PostgreSQL.

Not counted: what a transaction costs by itself (savepoints), and the declared sight and role of row-level security,
which only PostgreSQL has.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

UNCOUNTED = (
    "SAVEPOINT",
    "RELEASE",
    "BEGIN",
    "COMMIT",
    "SET ",
    "RESET ",
    "SELECT set_config(",
    "SELECT current_setting(",
)


@contextmanager
def at_most(budget: int) -> Iterator[None]:
    """Fail, with the queries, when the block asks more of the database than `budget`."""
    with CaptureQueriesContext(connection) as asked:
        yield
    counted = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(UNCOUNTED)]
    assert len(counted) <= budget, f"{len(counted)} queries for {budget}:\n" + "\n".join(counted)
