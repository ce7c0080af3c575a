"""What was explained of a desk record is not explained for ever."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.core.management import call_command
from django.utils import timezone

from scheduling.models import (
    Attendance,
    Batch,
    Handover,
    RosterPrint,
    SessionAccommodation,
)
from tests.support.desk_records import found


def explained() -> None:
    call_command("audit_explain", "--why", "a test", stdout=io.StringIO())


def test_what_was_explained_is_not_explained_for_ever(
    batch: Batch,
    handover: Handover,
    printed: RosterPrint,
    given: SessionAccommodation,
) -> None:
    session = given.session
    Attendance.objects.create(
        session=session, arrived_at=timezone.now(), marked_by_name="Dean", event_number=1
    )
    changes: dict[str, Callable[[str], object]] = {
        "was begun by another": lambda text: Batch.objects.update(actor_name=text),
        "is not what event": lambda text: Batch.objects.update(reason=text),
        "signed it": lambda text: Handover.objects.update(location_name=text),
        "is shown as taken over": lambda text: Handover.objects.update(taken_over_by_name=text),
        "printed it": lambda text: RosterPrint.objects.update(location_name=text),
        "who came": lambda text: Attendance.objects.update(marked_by_name=text),
        "is given": lambda text: SessionAccommodation.objects.update(room=text),
    }
    for said, change in changes.items():
        change("first")
        assert said in found()
        explained()
        assert found() == ""
        change("second")
        assert said in found()
        explained()
