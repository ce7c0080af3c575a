"""A program that erases a learner while a request of theirs is being moved on, in the database that
DATABASE_URL names; it tells as JSON what each of the two came to.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from scheduling.booking import attempts  # noqa: E402
from scheduling.log import learner_erasure  # noqa: E402
from scheduling.models import Attempt, ExamSession, Institution  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402

LEARNER = f"US{1:032x}"
SAID = "Xanderfeld is ill."
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PATIENCE = 10  # seconds


def main() -> dict[str, str]:
    here = Institution.objects.create(
        sid=f"AI{1:032x}", name="Northfield", base_url="https://api.smarterproctoring.com"
    )
    session = ExamSession.objects.create(
        institution=here,
        user_sid=LEARNER,
        learner_key=LEARNER,
        exam_sid=f"EX{1:032x}",
        sid=f"ES{1:032x}",
    )
    now = timezone.now()
    attempt = Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action="cancel",
        state="unconfirmed",
        actor_name="Ana Ruiz",
        started_at=now,
        deadline_at=now,
    )
    look(attempt, "seen")
    came_to: dict[str, str] = {}
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(checks=7)
        erasing = threading.Thread(target=lambda: came_to.update(erased=erase(here)))
        erasing.start()
        until = time.monotonic() + PATIENCE
        while not is_somebody_waiting() and time.monotonic() < until:
            time.sleep(0.05)
        came_to["moved on"] = tried(lambda: look(attempt, "seen again"))
    erasing.join()
    return came_to | {"kept": Attempt.objects.get().reason}


def look(attempt: Attempt, what: str) -> None:
    attempts.record_undecided_look(
        attempt, look=what, reason=SAID, next_check_at=timezone.now(), needs_person=True
    )


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return bool(cursor.fetchone()[0])


def erase(here: Institution) -> str:
    try:
        return tried(
            lambda: learner_erasure.erase_learner(
                user_sid=LEARNER, institution=here, why="asked", actor=PORTAL
            )
        )
    finally:
        connections.close_all()


def tried(act: Callable[[], object]) -> str:
    try:
        with transaction.atomic():
            act()
    except Exception as error:  # noqa: BLE001 - told as what it came to
        return str(error).splitlines()[0]
    return "done"


if __name__ == "__main__":
    print(json.dumps(main()))
