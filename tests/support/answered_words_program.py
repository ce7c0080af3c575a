"""A program that fills the database that DATABASE_URL names with attempts as they stood before
`answered_words` was a column, migrates it, and tells as JSON what each holds then.
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

BEFORE = ("scheduling", "0041_print_hours")
AFTER = ("scheduling", "0042_answered_words")
ANSWERED = "SmarterProctoring answered: “Too late.”"

# Of each attempt: its state, its reason, and how it was settled.
OLD = {
    "being checked": ("unconfirmed", f"{ANSWERED}, but the session does not show it yet.", ""),
    "not read": ("unconfirmed", f"{ANSWERED}, but the session could not be read afterwards.", ""),
    "plain yes": ("unconfirmed", "SmarterProctoring accepted it, but the session is gone.", ""),
    "cut": ("unconfirmed", "SmarterProctoring answered: “Too", ""),
    "not done": ("not-applied", ANSWERED, "read-back"),
    "not done, no words": ("not-applied", "", "read-back"),
    "not done, by hand": ("not-applied", ANSWERED, "by-hand"),
    "accepted": ("accepted", "", "read-back"),
}


def main() -> dict[str, list[str]]:
    old = migrated(BEFORE)
    institution = old.get_model("scheduling", "Institution").objects.create(
        sid="AI" + "a" * 32, name="Lakeside", base_url="http://127.0.0.1:9"
    )
    for number, name in enumerate(OLD, start=1):
        add(old, institution, number, name)
    rows = migrated(AFTER).get_model("scheduling", "Attempt").objects.order_by("pk")
    return {row.described: [row.answered_words, row.reason] for row in rows}


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
        action="cancel",
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
