"""A program in which several at once sign one handover, print one roster and erase one learner, in
the database that DATABASE_URL names; it tells as JSON what each came to.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from scheduling.audit import event_writer  # noqa: E402
from scheduling.audit.kinds import Kind  # noqa: E402
from scheduling.handovers import day_sheet, signing  # noqa: E402
from scheduling.handovers.day_sheet import HandoverPlace  # noqa: E402
from scheduling.log import learner_erasure  # noqa: E402
from scheduling.models import (  # noqa: E402
    AuditEvent,
    ExamSession,
    Handover,
    Institution,
    Location,
    RosterPrint,
)
from scheduling.rosters import prints, roster  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402

DAY, ZONE, PLACE, LEARNER = date(2027, 1, 14), "America/Chicago", f"PL{1:032x}", f"US{1:032x}"
HEAD = "scheduling_chainhead"


def main() -> dict[str, Any]:
    here = Institution.objects.create(
        sid=f"AI{1:032x}",
        name="Northfield University",
        base_url="https://api.smarterproctoring.com",
        time_zone=ZONE,
    )
    Location.objects.create(institution=here, name="Duluth", pl_sid=PLACE)
    keep_something_of_a_learner(here)
    return {
        "signed": [*at_once(3, lambda: sign(here)), Handover.objects.count()],
        "printed": [*at_once(4, lambda: make_print(here)), RosterPrint.objects.count()],
        "erased": [
            *at_once(3, lambda: erase(here), before='UPDATE "scheduling_examsession"'),
            AuditEvent.objects.filter(kind=Kind.PERSONAL_ERASED).count(),
        ],
    }


def keep_something_of_a_learner(here: Institution) -> None:
    sids = {"exam_sid": f"EX{1:032x}", "sid": f"ES{1:032x}"}
    session = ExamSession.objects.create(
        institution=here, user_sid=LEARNER, learner_key=LEARNER, **sids
    )
    entry = event_writer.Entry(
        kind=Kind.SEEN,
        sentence="Seen: {learner}.",
        actor=PORTAL,
        address=session.address,
        personal={"learner": "Ann Lee"},
    )
    event_writer.record(entry)


def at_once(count: int, act: Callable[[], str], before: str = HEAD) -> list[str]:
    """What each of so many came to; none comes to the head of the log, or to what it locks before
    that, until all have begun.
    """
    barrier, came_to = threading.Barrier(count), list[str]()

    def run() -> None:
        waits = iter([barrier.wait])

        def meet(execute: Any, sql: str, *rest: Any) -> Any:
            if before in sql:
                next(waits, lambda: None)()
            return execute(sql, *rest)

        try:
            with connection.execute_wrapper(meet):
                came_to.append(act())
        except Exception as error:  # noqa: BLE001 - told as what it came to
            came_to.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_to)


def sign(here: Institution) -> str:
    where = HandoverPlace(here, PLACE, "Duluth", ZONE)
    sheet = day_sheet.of(where, DAY, timezone.now())
    signing.sign(where=where, day=DAY, sheet=sheet, note="x", form_id=uuid4(), actor=PORTAL, seen=0)
    return "signed"


def make_print(here: Institution) -> str:
    now = roster.of(here, PLACE, ZONE, DAY)
    assert now
    made = prints.make(roster=now, rows=[], opens="", form_id=uuid4(), actor=PORTAL)
    return f"print {made.number}"


def erase(here: Institution) -> str:
    learner_erasure.erase_learner(user_sid=LEARNER, institution=here, why="asked", actor=PORTAL)
    return "erased"


if __name__ == "__main__":
    print(json.dumps(main()))
