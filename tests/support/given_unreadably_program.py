"""A program that fills the database that DATABASE_URL names with attempts as they stood before
`given_unreadably` was a column, migrates it, and tells as JSON what each holds then.
"""

from __future__ import annotations

import json
import os
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.utils import timezone  # noqa: E402

BEFORE = ("scheduling", "0042_answered_words")
AFTER = ("scheduling", "0043_given_unreadably")
GAVE, UNREAD = "SmarterProctoring’s answer gave ", "”. That can’t be read."
START = f"{GAVE}the start as “2026-12-01T09:30:00"
ALL = f"{START}”, the type as “7”, the location as “[]” and the price as “many{UNREAD}"

# Of each attempt: its state, its reason, and how it was settled.
OLD = {
    "the start": ("accepted", f"{START}{UNREAD}", "answer"),
    "the location": ("accepted", f"{GAVE}the location as “[{{}}, {{}}]{UNREAD}", "read-back"),
    "start and location": ("accepted", f"{START}” and the location as “[]{UNREAD}", "answer"),
    "everything": ("accepted", ALL, "answer"),
    "cut": ("accepted", f"{START}”, the type as “{'x' * 400}"[:400], "answer"),
    "a start that speaks of a location": (
        "accepted",
        f"{START} the location as “{UNREAD}",
        "answer",
    ),
    "nothing": ("accepted", "", "answer"),
    "by hand": ("accepted", f"{START}{UNREAD}", "by-hand"),
    "refused": ("refused", f"{START}{UNREAD}", "answer"),
}


def main() -> dict[str, list[Any]]:
    old = migrated(BEFORE)
    institution = old.get_model("scheduling", "Institution").objects.create(
        sid="AI" + "a" * 32, name="Lakeside", base_url="http://127.0.0.1:9"
    )
    for number, name in enumerate(OLD, start=1):
        add(old, institution, number, name)
    rows = migrated(AFTER).get_model("scheduling", "Attempt").objects.order_by("pk")
    return {
        row.described: [row.given_unreadably, row.reason == OLD[row.described][1]] for row in rows
    }


def migrated(target: tuple[str, str]) -> Any:
    """The models as they are once the database is migrated so far."""
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


def add(old: Any, institution: Any, number: int, name: str) -> None:
    state, reason, how = OLD[name]
    now = timezone.now()
    session = old.get_model("scheduling", "ExamSession").objects.create(
        institution=institution, exam_sid=f"EX{number:032x}", sid=f"ES{number:032x}"
    )
    old.get_model("scheduling", "Attempt").objects.create(
        attempt_id=uuid4(),
        session=session,
        action="schedule",
        described=name,
        actor_name="Ana Ruiz",
        time_zone="UTC",
        asked_digest="0" * 64,
        state=state,
        reason=reason,
        settled_how=how,
        started_at=now,
        deadline_at=now,
    )


if __name__ == "__main__":
    print(json.dumps(main()))
