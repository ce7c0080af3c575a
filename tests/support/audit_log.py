"""Who acts in the log's tests, and the log without the triggers that protect it."""

from __future__ import annotations

from django.db import connection

from scheduling.audit.kinds import Kind
from scheduling.session_commands import Actor

SOME_KIND = Kind.PASSWORD_CHANGED  # of which the practice data has no event
ANA = Actor(user_id=7, name="Ana Ruiz", role="coordinator", ip="127.0.0.1", request_id="abc")


def without_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
