"""What changed since one last looked: the mark of the last look."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import LastLook
from tests.support.booking_actions import cancel, mirrored
from tests.support.client import Desk
from tests.support.day_changes import HERE, told
from tests.support.html import words

UNTIL = re.compile(r'name="until" value="([^"]+)"')


def test_looking_swallows_nothing_and_a_press_moves_the_mark_to_what_was_shown(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    assert "You look at this day for the first time" in told(desk, since="looked")
    cancel(desk, booked[0])
    for _ in range(2):
        page = desk.get("/changes/", params=HERE | {"since": "looked"})
        assert "1 no longer here" in words(page)
    cancel(desk, booked[1])  # after the page was shown
    [until] = UNTIL.findall(page.text)
    assert desk.post("/changes/", HERE | {"until": until}).status_code == 302
    later = told(desk, since="looked")
    assert "1 no longer here" in later and mirrored(booked[1]).learner_name in later
    assert mirrored(booked[0]).learner_name not in later
    assert "for the first time" in told(second_desk, since="looked")


def test_the_mark_goes_neither_back_nor_beyond_now(desk: Desk) -> None:
    told(desk, since="looked")
    [first] = LastLook.objects.values_list("seen_until", flat=True)
    for days in (1, -1):
        until = (timezone.now() + timedelta(days=days)).isoformat()
        desk.post("/changes/", HERE | {"until": until})
    [second] = LastLook.objects.values_list("seen_until", flat=True)
    assert first < second <= timezone.now()


def test_the_roster_starts_the_mark_of_whoever_opens_it(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    page = desk.get("/roster/", params=HERE)
    assert "since=looked" in page.text
    cancel(desk, booked[0])
    assert "1 no longer here" in told(desk, since="looked")
