"""Sessions of the institution, and what a desk recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations
from scheduling.handovers import day_sheet, signing
from scheduling.models import (
    Batch,
    ExamSession,
    Handover,
    Institution,
    RosterPrint,
    SessionAccommodation,
)
from scheduling.rosters import prints, roster
from tests.support.batches import begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.desk_records import ANA, DAY, TOM, found

ZONE = "America/Chicago"


@pytest.fixture
def sessions(institution: Institution, sandbox: Sandbox) -> Sequence[ExamSession]:
    return booked_there(sandbox, institution, 3)


@pytest.fixture
def batch(sessions: Sequence[ExamSession]) -> Batch:
    made = begun(sessions)
    assert found() == ""
    return made


@pytest.fixture
def handover(sessions: Sequence[ExamSession]) -> Handover:
    """One that was signed by Ana and taken over by Tom."""
    where = day_sheet.HandoverPlace(sessions[0].institution, DULUTH, "Duluth Testing Center", ZONE)
    sheet = day_sheet.of(where, DAY, timezone.now())
    made = signing.sign(
        where=where, day=DAY, sheet=sheet, note="The heater is off.", form_id=uuid4(), actor=ANA
    )
    assert found() == ""
    assert signing.take_over(handover=made, actor=TOM)
    assert found() == ""
    return made


@pytest.fixture
def printed(sessions: Sequence[ExamSession]) -> RosterPrint:
    on_paper = roster.of(sessions[0].institution, DULUTH, ZONE, DAY)
    assert on_paper and len(on_paper.expected) == 3
    rows = prints.rows_of(on_paper.expected)
    made = prints.make(roster=on_paper, rows=rows, opens="", form_id=uuid4(), actor=ANA)
    assert found() == ""
    return made


@pytest.fixture
def given(sessions: Sequence[ExamSession]) -> SessionAccommodation:
    for factor in ("1.5", "2"):
        known = accommodations.of(sessions[0])
        accommodations.change(
            session=sessions[0],
            accommodation=Accommodation(Decimal(factor), 10, "Room 4, by the window"),
            shown_event=known.event_number if known else 0,
            actor=ANA,
        )
    assert found() == ""
    return SessionAccommodation.objects.get()
