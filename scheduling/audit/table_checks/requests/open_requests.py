"""Requests that are open: whether a person is asked about each as its last check said, and whether
anybody will look at it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import orjson
from django.utils import timezone

from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import Attempt, AuditEvent

MOST = 200
LONGEST_PAUSE = timedelta(days=1)  # no pause between two checks comes near
SHOWN = ("attempt_id", "actor_name", "needs_person", "next_check_at")
NOT_ASKED = "{said} is kept from whoever decides: its last check said that a person must"
ASKED = "{said} is put before whoever decides, which no check of it said"
NEVER = "{said} is not to be checked before {at:%Y-%m-%d %H:%M} UTC"


def check() -> Iterator[TableDifference]:
    """Each that stands otherwise, or waits longer than any check waits."""
    rows = list(Attempt.objects.filter(state__in=Attempt.OPEN).order_by("pk").values(*SHOWN)[:MOST])
    told = _told([str(row["attempt_id"]) for row in rows])
    latest = timezone.now() + LONGEST_PAUSE
    for row in rows:
        key = f"request {row['attempt_id']}"
        said = f"the {key} of {row['actor_name']}"
        needs, at = bool(row["needs_person"]), row["next_check_at"]
        if needs != told.get(str(row["attempt_id"]), False):
            words = ASKED if needs else NOT_ASKED
            yield TableDifference(f"{key} person", words.format(said=said), stands=(needs,))
        if at and at > latest:
            yield TableDifference(f"{key} check", NEVER.format(said=said, at=at), stands=(at,))


def _told(ids: list[str]) -> dict[str, bool]:
    """Whether a person must decide, by what the last check of each told."""
    told = AuditEvent.objects.filter(attempt_id__in=ids).order_by("number")
    looks = told.having(kind=(Kind.READ_BACK,))
    found = {
        attempt_id: orjson.loads(details).get("needs_person")
        for attempt_id, details in looks.values_list("attempt_id", "details")
    }
    return {attempt_id: bool(needs) for attempt_id, needs in found.items()}
