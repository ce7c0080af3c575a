"""A program that asks the portal for pages while the PostgreSQL that DATABASE_URL names has stopped
answering, and tells as JSON what came of it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, close_old_connections, connection  # noqa: E402
from django.test import Client  # noqa: E402

from portal.postgresql.base import give_up_after  # noqa: E402

LIMIT, WITHIN = 2, 25  # seconds


def main() -> dict[str, Any]:
    settings.DEBUG = False  # pages for what goes wrong are the portal's own then
    give_up_after(LIMIT)
    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    told: dict[str, Any] = {"before": page(client)}
    one_process = processes()[:1]
    told["a statement"] = while_stopped(one_process, statement)
    told["a page"] = while_stopped(processes(), lambda: page(client))
    return told | {"after": [statement(), page(client)]}


def processes() -> list[int]:
    """The server's process for this connection, and the one that takes new connections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = int(cursor.fetchone()[0])
    stat = Path(f"/proc/{own}/stat").read_text()
    return [own, int(stat.rpartition(")")[2].split()[1])]


def while_stopped(stopped: list[int], act: Callable[[], object]) -> list[object]:
    """What comes of it, and whether that took no longer than it may."""
    for one in stopped:
        os.kill(one, signal.SIGSTOP)
    began = time.monotonic()
    try:
        return [act(), time.monotonic() - began < WITHIN]
    finally:
        for one in stopped:
            os.kill(one, signal.SIGCONT)
        connection.close()


def statement() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        return str(error)
    return "answered"


def page(client: Client) -> int:
    """The status of a failed sign-in, which reads and writes."""
    close_old_connections()  # as a server does with each request, and the test client does not
    answer = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    return answer.status_code


if __name__ == "__main__":
    print(json.dumps(main()))
