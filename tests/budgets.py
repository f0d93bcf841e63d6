"""Committed query budgets: the same numbers on SQLite and on PostgreSQL.

Not counted: what a transaction costs by itself (savepoints), the declared sight and role of row-level security, which
only PostgreSQL has, and the bell of the header: one query on every page, counted in tests/exchanges.
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
    counted = [sql for query in asked.captured_queries if not _is_uncounted(sql := query["sql"])]
    assert len(counted) <= budget, f"{len(counted)} queries for {budget}:\n" + "\n".join(counted)


def _is_uncounted(sql: str) -> bool:
    return sql.startswith(UNCOUNTED) or (sql.startswith("SELECT COUNT(") and '"exchanges_notification"' in sql)
