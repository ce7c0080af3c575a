"""An open board notices whatever of the day it would show otherwise by now, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession, Institution, Location
from scheduling.session_commands import PORTAL
from tests.support.board import CHICAGO, MINUTE, PLACE, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text

START = datetime(2027, 1, 14, 8, tzinfo=CHICAGO)
SINCE = "This day has changed since you opened the page."


def another_name(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(learner_name="Ana Maria Ruiz")


def another_title(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(exam_title="CHEM 323 Final")


def a_special_room(session: ExamSession) -> None:
    given = Accommodation(Decimal(1), 0, "Quiet room")
    accommodations.change(session=session, accommodation=given, shown_event=0, actor=PORTAL)


def another_place_s_name(session: ExamSession) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(name="Duluth Annex")


def another_clock_there(session: ExamSession) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="America/Phoenix")


def one_more_cancelled(session: ExamSession) -> None:
    seat(session.institution, START, status="Cancelled")


def one_more_unsure(session: ExamSession) -> None:
    seat(session.institution, START, status="Pending Approval", location_sid="", location_name="")


def no_longer_as_asked(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(changed_event=7)


def listed_again(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(listed_at=timezone.now() + MINUTE)


CHANGES = [
    another_name,
    another_title,
    a_special_room,
    another_place_s_name,
    another_clock_there,
    one_more_cancelled,
    one_more_unsure,
    no_longer_as_asked,
]


@pytest.mark.parametrize(
    ("change", "is_told"), [*((one, True) for one in CHANGES), (listed_again, False)]
)
def test_an_open_board_notices_what_it_would_show_otherwise(
    desk: Desk, northfield: Institution, change: Callable[[ExamSession], None], is_told: bool
) -> None:
    session = seat(northfield, START)
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [url] = re.findall(r'id="board-age" hx-get="([^"]+)"', page)
    change(session)
    assert (SINCE in plain_text(desk.get(unescape(url)).text)) is is_told


def test_an_open_board_notices_another_name_of_whom_nobody_knows_the_location(
    desk: Desk, northfield: Institution
) -> None:
    session = seat(northfield, START, location_sid="", location_name="", refreshed_at=None)
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [url] = re.findall(r'id="board-age" hx-get="([^"]+)"', page)
    another_name(session)
    assert SINCE in plain_text(desk.get(unescape(url)).text)
