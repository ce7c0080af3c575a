"""A sitting of which nobody knows how long it takes may still be in the room hours after its start:
the rescue shows it, and promises no seat beside it.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, ExamSession, Institution, Location, OpeningHours
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import answers, sent, shown, ticked

END_NOT_KNOWN = "Its end is not known: it may still sit here then. Select it to move it."
HALF_PAST_EIGHT, HOUR = TEN - timedelta(minutes=90), timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "is_there"),
    [
        ({"duration_minutes": None}, True),
        ({"duration_minutes": None, "start": TEN - timedelta(hours=17)}, True),
        ({"duration_minutes": None, "start": TEN - timedelta(hours=18)}, False),
        ({"duration_minutes": None, "status": "Closed"}, False),
        ({"duration_minutes": None, "status": "Cancelled"}, False),
        ({"duration_minutes": None, "location_sid": "PL" + "2".zfill(32)}, False),
        ({}, False),
    ],
    ids=str,
)
def test_who_began_before_nobody_knows_until_when_is_listed_with_that_doubt(
    desk: Desk, sandbox: Sandbox, institution: Institution, facts: dict, is_there: bool
) -> None:
    [known] = booked_there(sandbox, institution, 1)
    [one] = booked_there(sandbox, institution, 1, **({"start": HALF_PAST_EIGHT} | facts))
    page = shown(desk)

    assert (f'name="session" value="{one.pk}"' in page.text) == is_there
    assert words(page).count(END_NOT_KNOWN) == is_there
    assert ticked(page) == [known.pk]


def test_of_one_that_begins_in_that_time_nothing_more_is_said(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1, duration_minutes=None)
    page = shown(desk)
    assert ticked(page) == [one.pk] and END_NOT_KNOWN not in words(page)


def test_one_whose_location_is_not_known_is_counted_as_perhaps_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    nowhere = {"location_sid": "", "location_name": "", "duration_minutes": None}
    booked_there(sandbox, institution, 1, HALF_PAST_EIGHT, **nowhere)
    assert "1 more is booked at that time, location not known" in words(shown(desk))


def test_who_was_not_moved_for_it_is_told_of_once_the_rescue_is_done(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [known] = booked_there(sandbox, institution, 1)
    booked_there(sandbox, institution, 1, HALF_PAST_EIGHT, duration_minutes=None)
    begun_at = sent(desk, answers(desk, [known])).headers["Location"]
    carried_out(Batch.objects.get())
    said = words(desk.get(begun_at))
    assert "Not part of this rescue, booked there at that time: 1" in said
    assert "8:30 AM CST, end not known" in said


@pytest.mark.parametrize(
    ("minutes", "later", "free"),
    [
        (60, 30, ["1 seat free", "1 seat free, none left for this one"]),
        (60, 90, ["1 seat free", "1 seat free"]),
        (None, 30, ["1 seat free", "up to 1 seat free"]),
        (None, -30, ["up to 1 seat free", "1 seat free"]),
        (None, 60 * 19, ["1 seat free", "1 seat free"]),
    ],
)
def test_beside_a_proposal_whose_end_is_not_known_free_seats_are_at_most_so_many(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    minutes: int | None,
    later: int,
    free: list[str],
) -> None:
    both = booked_there(sandbox, institution, 2, duration_minutes=minutes)
    OpeningHours.objects.all().delete()
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(seats=1)
    first = ONE + timedelta(days=4)
    starts = zip(both, (first, first + timedelta(minutes=later)), strict=True)
    typed = {f"new-{one.pk}": f"{at - timedelta(hours=6):%Y-%m-%dT%H:%M}" for one, at in starts}
    page = words(sent(desk, answers(desk, both) | {"do": "check"}, **typed))
    assert re.findall(r"(?:up to )?\d+ seats? free(?:, none left for this one)?", page) == free


def test_so_are_they_beside_one_that_another_rescue_is_still_to_move_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    [other] = booked_there(sandbox, institution, 1, ONE + timedelta(days=1), duration_minutes=None)
    begun([other], -timedelta(days=1, minutes=30))
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(seats=2)
    assert "up to 2 seats free" in words(shown(desk))


def test_a_new_time_before_the_room_is_out_of_use_is_read_before_it_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1, duration_minutes=None)
    page = sent(
        desk, answers(desk, [one]) | {"do": "check"}, **{f"new-{one.pk}": "2027-01-14T09:00"}
    )
    said = "it may still sit there in the time that can’t be used (10:00 AM – 1:00 PM)."
    assert said in words(page) and ticked(page) == []
    again = own_form_on(page) | {"session": str(one.pk), "reason": "Smoke.", "do": "begin"}
    assert sent(desk, again).status_code == 302


MAY_REACH_IT = "The learner may still be in another exam then, whose length is not known: "


def of_one_learner(*sessions: ExamSession) -> None:
    sid = f"US{0xA:032x}"
    keys = [one.pk for one in sessions]
    ExamSession.objects.filter(pk__in=keys).update(user_sid=sid, learner_key=sid)


def test_another_exam_of_the_learner_s_whose_end_is_not_known_is_warned_of(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    elsewhere = {"location_sid": "PL" + "2".zfill(32), "location_name": "Elsewhere"}
    [other] = booked_there(
        sandbox, institution, 1, TEN + HOUR, duration_minutes=None, exam_title="LONG", **elsewhere
    )
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    booked_there(sandbox, institution, 1, ONE)
    form = answers(desk, [one])
    of_one_learner(one, other)
    held = sent(desk, form)

    assert (held.status_code, Batch.objects.count()) == (422, 0)
    assert f"{MAY_REACH_IT}LONG, Thursday, January 14, 2027, 11:00 AM CST" in words(held)
    assert "all seats are already booked then" in words(held)
    assert sent(desk, own_form_on(held) | {"do": "begin"}).status_code == 302
    told = Batch.objects.get().rows.get().warnings
    assert [text.startswith(MAY_REACH_IT) for text in told] == [False, True]


def test_so_is_one_that_is_moved_together_with_it(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1, TEN + HOUR)
    [other] = booked_there(sandbox, institution, 1, duration_minutes=None, exam_title="LONG")
    of_one_learner(one, other)
    page = shown(desk)

    assert words(page).count(MAY_REACH_IT) == 1
    assert f"{MAY_REACH_IT}LONG, Thursday, January 14, 2027, 1:00 PM CST" in words(page)
    assert ticked(page) == [other.pk, one.pk]
