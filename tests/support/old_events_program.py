"""A program that writes events as they were before their actions stood beside them, then migrates.

It runs against the empty database that DATABASE_URL names, and tells as JSON which action each
event got.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from scheduling.audit import event_writer  # noqa: E402
from scheduling.audit.chain import GENESIS, event_hash  # noqa: E402
from scheduling.audit.chain_walker import ADDED  # noqa: E402
from scheduling.audit.event_writer import Entry  # noqa: E402
from scheduling.audit.kinds import Kind  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.models import ChainHead, EventAction  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402
from tests.support.going_back import allow_going_back  # noqa: E402

FILLING = "scheduling.migrations.0008_event_actions"
[BEFORE] = import_module(FILLING).Migration.dependencies
NOW = datetime(2026, 11, 26, tzinfo=UTC)
HELD_BACK = {
    "a booking held back": (
        "Ana’s booking of {learner} for CHEM was held back: Berta had booked it; nothing was sent."
    ),
    "a cancellation held back": (
        "Ana’s cancellation of {learner} was held back: Berta’s was still open; nothing was sent."
    ),
    # What somebody may have typed has its braces doubled.
    "no request": "Cy’s move of {{learner}} was turned away.",
}


def main() -> dict[str, Any]:
    allow_going_back()
    call_command("migrate", *BEFORE, verbosity=0)
    names = write()
    told: dict[str, Any] = {"before": actions(names)}
    call_command("migrate", verbosity=0)
    told |= {"after": dict(actions(names)), "holds": verify().is_intact}
    call_command("migrate", *BEFORE, verbosity=0)
    call_command("migrate", verbosity=0)
    return told | {"again": dict(actions(names)[:1])}


def write() -> dict[int, str]:
    """Events by their numbers, each with the name by which it is told of here."""
    asked, moved, cancelled = (attempt(one) for one in ("schedule", "reschedule", "cancel"))
    written = {
        "asked": record(Kind.INTENT, asked),
        "moved": record(Kind.OUTCOME, moved),
        "cancelled": record(Kind.SETTLED, cancelled),
        "a move sent twice": record(Kind.DUPLICATE_SUBMIT, moved),
        "signed in": record(Kind.SIGNED_IN, ""),
        "of an odd id": record(Kind.OUTCOME, "not an id"),
    }
    for name, sentence in HELD_BACK.items():
        written[name] = record(Kind.BLOCKED, str(uuid4()), sentence)
    return {number: name for name, number in written.items()}


def record(kind: Kind, attempt_id: str, sentence: str = "Something happened.") -> int:
    """An event by the formula of then, in the columns of then."""
    entry = Entry(kind=kind, sentence=sentence, actor=PORTAL, attempt_id=attempt_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hash FROM scheduling_auditevent ORDER BY number DESC LIMIT 1"
        )
        number, previous = cursor.fetchone() or (0, GENESIS)
        columns = event_writer._columns(entry, {}, number=number + 1, previous_hash=previous)
        columns |= ADDED
        columns["hash"] = event_hash(columns)
        columns["at"] = connection.ops.adapt_datetimefield_value(columns["at"])
        names = [name for name in columns if name not in ADDED]
        marks = ", ".join(["%s"] * len(names))
        cursor.execute(
            f"INSERT INTO scheduling_auditevent ({', '.join(names)}) VALUES ({marks})",
            [columns[name] for name in names],
        )
    ChainHead.objects.update_or_create(
        pk=1, defaults={"number": number + 1, "hash": columns["hash"]}
    )
    return int(number + 1)


def attempt(action: str) -> str:
    """An attempt as the tables were then, on a session of its own."""
    apps = MigrationLoader(connection).project_state(BEFORE).apps
    Institution, ExamSession, Attempt = (
        apps.get_model("scheduling", name) for name in ("Institution", "ExamSession", "Attempt")
    )
    place, _ = Institution.objects.get_or_create(sid="AI" + "1" * 32)
    sid = uuid4().hex
    session = ExamSession.objects.create(institution=place, sid=f"ES{sid}", exam_sid=f"EX{sid}")
    made = Attempt.objects.create(
        attempt_id=uuid4(), session=session, action=action, started_at=NOW, deadline_at=NOW
    )
    return str(made.attempt_id)


def actions(names: dict[int, str]) -> list[tuple[str, str]]:
    """What stands beside the events, in their order."""
    if EventAction._meta.db_table not in connection.introspection.table_names():
        return []
    rows = EventAction.objects.order_by("event_number")
    return [(names[one.event_number], one.action) for one in rows]


if __name__ == "__main__":
    print(json.dumps(main()))
