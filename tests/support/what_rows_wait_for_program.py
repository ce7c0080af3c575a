"""A program that fills the database that DATABASE_URL names with batches and rows as they stood
before `waits_for` and `is_taken_over` were columns, migrates it, and tells as JSON what each row
waits for then, and which of the batches are taken over.
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

BEFORE = ("scheduling", "0051_here_once_for_a_start")
AFTER = ("scheduling", "0053_taken_over_batches")
FULL = "It is to change places with others of this rescue, and waits for a free seat."
UNREAD = "SmarterProctoring’s last answer is not complete. It did not say the location."

# Of each row: its state, and its reason.
OLD = {
    "a seat": ("waiting", FULL),
    "the rest": ("waiting", UNREAD),
    "the rest, cut": ("waiting", f"{UNREAD} {'x' * 400}"[:400]),
    "an answer": ("waiting", "SmarterProctoring had a problem while answering."),
    "words of the provider's": ("waiting", "SmarterProctoring says: not now."),
    "a pause": ("waiting", "Moves are paused: SmarterProctoring has not been answering."),
    "its turn": ("waiting", ""),
    "nothing, being held": ("held", f"{UNREAD} We asked again and again."),
    "nothing, being left": ("left", FULL),
}


# Of each batch: the name of who has taken it over. The first has the rows.
SENDERS = ("", "Tom Okafor")


def main() -> dict[str, Any]:
    old = migrated(BEFORE)
    institution = old.get_model("scheduling", "Institution").objects.create(
        sid="AI" + "a" * 32, name="Lakeside", base_url="http://127.0.0.1:9"
    )
    batches = [begun(old, institution, name) for name in SENDERS]
    for number, name in enumerate(OLD, start=1):
        add(old, batches[0], number, name)
    new = migrated(AFTER)
    rows = new.get_model("scheduling", "BatchRow").objects.order_by("pk")
    senders = new.get_model("scheduling", "Batch").objects.order_by("pk")
    return {
        "rows": {
            name: [row.waits_for, row.reason == OLD[name][1]]
            for name, row in zip(OLD, rows, strict=True)
        },
        "taken over": {one.sender_name: one.is_taken_over for one in senders},
    }


def migrated(target: tuple[str, str]) -> Any:
    """The models as they are once the database is migrated so far."""
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


def begun(old: Any, institution: Any, sender_name: str) -> Any:
    return old.get_model("scheduling", "Batch").objects.create(
        form_id=uuid4(),
        institution=institution,
        kind="rescue",
        sender_name=sender_name,
        begun_at=timezone.now(),
    )


def add(old: Any, batch: Any, number: int, name: str) -> None:
    state, reason = OLD[name]
    session = old.get_model("scheduling", "ExamSession").objects.create(
        institution=batch.institution, exam_sid=f"EX{number:032x}", sid=f"ES{number:032x}"
    )
    old.get_model("scheduling", "BatchRow").objects.create(
        batch=batch,
        session=session,
        action="reschedule",
        attempt_id=uuid4(),
        state=state,
        new_start=timezone.now(),
        reason=reason,
    )


if __name__ == "__main__":
    print(json.dumps(main()))
