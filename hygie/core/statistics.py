"""How full the tables are, so that the database chooses its indexes by knowledge. PostgreSQL keeps this by itself."""

from django.db import connection

ROWS_LOOKED_AT = 1000
"""In each index: enough to tell a region from an organisation, whatever the size of the table."""


def refresh() -> None:
    """On SQLite, after many rows were written: until it is told, it takes every index for equally good."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")
