"""A program that books through the portal, then does to the log what somebody could who owns the
database.

It runs against the database that DATABASE_URL names, and tells as JSON what was found. The same
body serves SQLite and PostgreSQL, as one process and as several.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402

from scheduling.audit import event_writer, verifier  # noqa: E402
from scheduling.audit.chain import COLUMNS  # noqa: E402
from scheduling.audit.codes import codes_file, short_code  # noqa: E402
from scheduling.audit.event_writer import Entry  # noqa: E402
from scheduling.audit.table_checks import comparison_with_log  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.models import AuditEvent, ChainHead, PersonalValue  # noqa: E402
from tests.support.audit_log import SOME_KIND  # noqa: E402
from tests.support.client import Desk  # noqa: E402
from tests.support.outcomes import kinds  # noqa: E402
from tests.support.portal_server import Portal  # noqa: E402

EVENTS = 40  # at the least
NUMBERS = ("BigIntegerField", "IntegerField", "SmallIntegerField")
TRIGGERS = {
    "sqlite": "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    ),
}
FORBIDDEN = (
    "UPDATE scheduling_auditevent SET actor_name = 'Nobody' WHERE number = 5",
    "DELETE FROM scheduling_auditevent WHERE number = 5",
    "UPDATE scheduling_personalvalue SET value = 'Nobody'",
    "DELETE FROM scheduling_chainhead",
)
TRUNCATE = "TRUNCATE scheduling_auditevent"


def main(sandbox_url: str, where: dict[str, str]) -> dict[str, Any]:
    call_command("load_practice", "--sandbox", sandbox_url, stdout=sys.stderr)
    told: dict[str, Any] = {"booked": _booked(where), "kinds": kinds()}
    for number in range(EVENTS - ChainHead.objects.get(pk=1).number):
        event_writer.record(
            Entry(
                kind=SOME_KIND,
                sentence="{who} was here",
                actor=event_writer.PORTAL,
                personal={"who": str(number)},
            )
        )
    told["case"] = _case(where)
    told["refused"] = [_refused(statement) for statement in _forbidden()]
    code = codes_file.write(reason="trial").code
    told["beside"] = _beside()
    _drop_triggers()
    told["unguarded"] = len(_beside())
    told["whole"] = _found(code)
    middle = ChainHead.objects.get(pk=1).number // 2
    target = AuditEvent.objects.get(pk=middle + 3)
    told["edited"] = {column: _edited(target, column) for column in COLUMNS if column != "number"}
    told["of"] = target.number
    told["removed"] = _removed(3)
    told["chopped"] = _chopped(target, code)
    for processes, least in (("one process", 10**9), ("several", 2)):
        verifier.APART_FROM = least
        told[processes] = {
            "whole": _found(code),
            "edited": [
                _edited(AuditEvent.objects.get(pk=number), "role")
                for number in (middle, target.number)
            ],
            "removed": [_removed(number) for number in (middle, middle + 1)],
            "value": _value_changed(target),
            "chopped, head put right": _chopped(target, code, with_head=True),
        }
    return told


def _booked(where: dict[str, str]) -> list[Any]:
    with Portal() as portal, Desk(portal.url, "coordinator") as desk:
        return [desk.book(where).status_code, verify().is_intact]


def _beside() -> list[str]:
    """What stands beside the log and differs from it."""
    return [one.said for one in comparison_with_log.compare().differences]


def _case(where: dict[str, str]) -> list[str]:
    """What the checker says last about a case file of the session, with events of others on the way
    to its end.
    """
    asked = {"install": where["installSid"], "session": where["sessionSid"], "file": "json"}
    with Portal() as portal, Desk(portal.url, "auditor") as desk, NamedTemporaryFile() as file:
        file.write(desk.post("/audit/case/", asked).content)
        file.flush()
        checked = subprocess.run(
            [sys.executable, "docs/verify_case.py", file.name], capture_output=True, text=True
        )
    return (checked.stdout + checked.stderr).splitlines()[-1].split()[:3]


def _forbidden() -> tuple[str, ...]:
    return (*FORBIDDEN, TRUNCATE) if connection.vendor == "postgresql" else FORBIDDEN


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            _run(statement)
    except DatabaseError as error:
        return "never" in str(error)
    return False


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _drop_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for name, where in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"{where}')


def _found(code: str = "") -> int | None:
    """Where the chain does not hold, None where it does."""
    return verify(log_code=short_code.read_code(code) if code else None).broken_at


def _edited(event: AuditEvent, column: str) -> int | None:
    kept = getattr(event, column)
    kind = AuditEvent._meta.get_field(column).get_internal_type()
    changed = {
        "DateTimeField": lambda: kept.replace(year=2020),
        **dict.fromkeys(NUMBERS, lambda: 999),
    }.get(kind, lambda: f"{kept}x"[-len(kept or "x") :])()
    row = AuditEvent.objects.filter(pk=event.pk)
    return _with(lambda: row.update(**{column: changed}), lambda: row.update(**{column: kept}))


def _removed(number: int) -> int | None:
    row, values = (
        AuditEvent.objects.get(pk=number),
        PersonalValue.objects.filter(event_number=number),
    )
    kept = list(values)

    def remove() -> None:
        values.delete()
        AuditEvent.objects.filter(pk=number).delete()

    def put_back() -> None:
        row.save(force_insert=True)
        PersonalValue.objects.bulk_create(kept)

    return _with(remove, put_back)


def _value_changed(event: AuditEvent) -> int | None:
    row = PersonalValue.objects.filter(event_number=event.number)
    kept = row.get().value
    return _with(lambda: row.update(value="Someone else"), lambda: row.update(value=kept))


def _chopped(first: AuditEvent, code: str, *, with_head: bool = False) -> list[int | None]:
    """Where a log without its tail is found broken: by itself, and against the code."""
    with _without_tail(first, with_head=with_head):
        return [_found(), _found(code)]


@contextmanager
def _without_tail(first: AuditEvent, *, with_head: bool) -> Iterator[None]:
    events = list(AuditEvent.objects.filter(number__gte=first.number))
    values = list(PersonalValue.objects.filter(event_number__gte=first.number))
    head = ChainHead.objects.get(pk=1)
    PersonalValue.objects.filter(event_number__gte=first.number).delete()
    AuditEvent.objects.filter(number__gte=first.number).delete()
    if with_head:
        ChainHead.objects.update(number=first.number - 1, hash=first.previous_hash)
    try:
        yield
    finally:
        AuditEvent.objects.bulk_create(events)
        PersonalValue.objects.bulk_create(values)
        head.save()


def _with(change: Callable[[], object], undo: Callable[[], object]) -> int | None:
    change()
    try:
        return _found()
    finally:
        undo()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], json.loads(sys.argv[2]))))
