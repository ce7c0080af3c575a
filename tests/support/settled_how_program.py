"""A program that fills the database that DATABASE_URL names with attempts as they stood before
`settled_how` was a column, migrates it, and tells as JSON how each was settled.
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

BEFORE = ("scheduling", "0006_institutions_and_locations")
AFTER = ("scheduling", "0007_settled_how")
PORTAL, WHY = "The portal", "Seen at the provider's at 9:46"
Event = tuple[str, str, str]  # kind, outcome, who

# Of each attempt: who asked, state, reason, `settled_by`, and its events, oldest first.
OLD: dict[str, tuple[str, str, str, str, tuple[Event, ...]]] = {
    "being sent": ("ana", "sending", "", "", ()),
    "being checked": ("ana", "unconfirmed", "No answer.", "", (("outcome", "unconfirmed", "ana"),)),
    "refused": ("ana", "refused", "Taken.", "Ana Ruiz", (("outcome", "refused", "ana"),)),
    "not sent": ("ana", "unreachable", "Away.", "Ana Ruiz", (("outcome", "unreachable", "ana"),)),
    "answered": ("ana", "accepted", "", "Ana Ruiz", (("outcome", "accepted", "ana"),)),
    "answered, and recorded late": (
        "ana",
        "accepted",
        "",
        PORTAL,
        (("interrupted", "unconfirmed", ""), ("outcome", "accepted", "")),
    ),
    "answered after it was read back": (
        "ana",
        "accepted",
        "",
        "Ana Ruiz",
        (("read_back", "not-applied", ""), ("outcome", "accepted", "ana")),
    ),
    "read back": (
        "ana",
        "accepted",
        "",
        PORTAL,
        (("outcome", "unconfirmed", "ana"), ("read_back", "accepted", "")),
    ),
    "read back in vain": ("ana", "not-applied", "", PORTAL, (("read_back", "not-applied", ""),)),
    "by hand": (
        "ana",
        "accepted",
        WHY,
        "Ingrid Sato",
        (("read_back", "unconfirmed", ""), ("settled", "accepted", "ingrid")),
    ),
    "by hand, as not done": (
        "ana",
        "not-applied",
        WHY,
        "Ingrid Sato",
        (("settled", "not-applied", "ingrid"),),
    ),
    "by hand, their own": (
        "ingrid",
        "accepted",
        WHY,
        "Ingrid Sato",
        (("settled", "accepted", "ingrid"),),
    ),
    "by hand, by somebody of the portal's name": (
        "ana",
        "not-applied",
        WHY,
        PORTAL,
        (("settled", "not-applied", "namesake"),),
    ),
    "answered to somebody of the portal's name": (
        "namesake",
        "accepted",
        "",
        PORTAL,
        (("outcome", "accepted", "namesake"),),
    ),
    "by hand, by somebody who is gone": (
        "ana",
        "accepted",
        WHY,
        "Zoe Gone",
        (("settled", "accepted", "gone"),),
    ),
    "answered, without events": ("ana", "accepted", "", "Ana Ruiz", ()),
    "read back, without events": ("ana", "accepted", "", PORTAL, ()),
    "by hand, without events": ("ana", "not-applied", WHY, "Ingrid Sato", ()),
}
INSTITUTIONS = {
    "AI" + "a" * 32: ("Its token was refused. The provider said no.", True),
    "AI" + "b" * 32: ("The list could not be read.", False),
    "AI" + "c" * 32: ("", False),
}


def main() -> dict[str, Any]:
    old = migrated(BEFORE)
    who = people(old)
    for number, name in enumerate(OLD, start=1):
        add(old, who, number, name)
    new = migrated(AFTER)
    rows = new.get_model("scheduling", "Attempt").objects.order_by("pk")
    shut_out = new.get_model("scheduling", "Institution").objects.order_by("sid")
    return {
        "attempts": {
            row.described: [row.settled_how, row.settler and row.settler.username] for row in rows
        },
        "shut out": list(shut_out.values_list("token_refused", flat=True)),
    }


def migrated(target: tuple[str, str]) -> Any:
    """The models as they are once the database is migrated so far."""
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


def people(old: Any) -> dict[str, int | None]:
    """The users by name; one of them is gone."""
    users = old.get_model("auth", "User").objects
    made = {name: users.create(username=name).pk for name in ("ana", "ingrid", "namesake", "gone")}
    users.filter(username="gone").delete()
    institutions = old.get_model("scheduling", "Institution").objects
    for sid, (failure, _) in INSTITUTIONS.items():
        institutions.create(sid=sid, name=sid, base_url="http://127.0.0.1:9", sync_failure=failure)
    return made | {"": None}


def add(old: Any, who: dict[str, int | None], number: int, name: str) -> None:
    asker, state, reason, settled_by, events = OLD[name]
    now, attempt_id = timezone.now(), uuid4()
    institution = old.get_model("scheduling", "Institution").objects.order_by("sid")[0]
    session = old.get_model("scheduling", "ExamSession").objects.create(
        institution=institution, exam_sid=f"EX{number:032x}", sid=f"ES{number:032x}"
    )
    old.get_model("scheduling", "Attempt").objects.create(
        attempt_id=attempt_id,
        session=session,
        action="schedule",
        described=name,
        actor_id=who[asker],
        actor_name={"ana": "Ana Ruiz", "ingrid": "Ingrid Sato"}.get(asker, PORTAL),
        time_zone="UTC",
        asked_digest="0" * 64,
        state=state,
        reason=reason,
        settled_by=settled_by,
        started_at=now,
        deadline_at=now,
    )
    for place, (kind, outcome, actor) in enumerate(events):
        old.get_model("scheduling", "AuditEvent").objects.create(
            number=number * 10 + place,
            at=now,
            kind=kind,
            outcome=outcome,
            sentence="…",
            actor_id=who[actor],
            actor_name=actor,
            attempt_id=str(attempt_id),
            previous_hash="0" * 64,
            hash="0" * 64,
        )


if __name__ == "__main__":
    print(json.dumps(main()))
