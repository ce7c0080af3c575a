"""Changes of a table past the portal."""

from __future__ import annotations

from django.db import connection


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
