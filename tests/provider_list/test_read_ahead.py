"""Booked sessions of the coming days are read one by one, for what the list does not tell."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, ListWalk, Location
from scheduling.provider_list import read_ahead, reading_one_by_one
from scheduling.seats import availability
from scheduling.views.exam_sessions.lists.row_places import PLACE_NOT_FETCHED
from tests.support.client import Desk
from tests.support.html import words


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def listed(institution: Institution, sandbox: Sandbox) -> Institution:
    sandbox.clear()
    return institution


def read(institution: Institution, *, seconds: float = 30) -> None:
    read_ahead.read_ahead(institution, until=time.monotonic() + seconds)


def reads(sandbox: Sandbox) -> list[str]:
    return [one["path"].rsplit("/", 1)[1] for one in sandbox.requests("GET", "/sessions/")]


def nearest(institution: Institution, count: int) -> list[str]:
    rows = ExamSession.objects.filter(institution=institution, status="Scheduled")
    ahead = rows.filter(appointment_at__gt=timezone.now()).order_by("appointment_at", "-changed_at")
    return list(ahead.values_list("sid", flat=True)[:count])


def leave(institution: Institution, requests: int) -> None:
    ListWalk.objects.update(allowance=requests, allowance_at=timezone.now())


def test_the_nearest_are_read_once_within_the_budget_and_have_their_places_then(
    listed: Institution, sandbox: Sandbox, settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 12
    leave(listed, 5)
    read(listed)
    done = reads(sandbox)
    assert 5 <= len(done) == len(set(done)) <= 7
    rows = {one.sid: one for one in ExamSession.objects.filter(sid__in=done)}
    starts = [rows[sid].appointment_at for sid in done]
    from_now_on = timezone.now() - read_ahead.MAY_STILL_RUN
    ahead = ExamSession.objects.filter(institution=listed, appointment_at__gt=from_now_on)
    soonest = [one for one in ahead.order_by("appointment_at") if one.known_status.is_in_place]
    assert starts == [one.appointment_at for one in soonest[: len(done)]]
    for sid in done:
        told = sandbox.session(sid)["location"] or {"name": ""}
        assert rows[sid].location_name == told["name"]

    leave(listed, 3)
    read(listed)
    assert len(set(reads(sandbox)) - set(done)) >= 3
    assert len(set(reads(sandbox))) == len(reads(sandbox))


def test_what_is_not_booked_and_so_skipped_starves_nothing_behind_it(
    listed: Institution, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setattr(reading_one_by_one, "MOST", 3)
    late = nearest(listed, 60)[-1]
    ExamSession.objects.exclude(sid=late).update(status="Closed")
    read(listed)
    assert reads(sandbox) == [late]


@pytest.mark.parametrize("status", ["", "Confirmed"])
def test_what_shows_no_status_or_one_that_nobody_knows_is_read_as_what_is_booked(
    listed: Institution, sandbox: Sandbox, status: str
) -> None:
    late = nearest(listed, 60)[-1]
    ExamSession.objects.exclude(sid=late).update(status="Closed")
    ExamSession.objects.filter(sid=late).update(status=status)
    read(listed)
    assert reads(sandbox) == [late]


def test_the_newest_change_comes_before_the_nearest(
    listed: Institution, sandbox: Sandbox, settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 5
    late = nearest(listed, 60)[-1]
    read_at = timezone.now() - timedelta(hours=1)
    ExamSession.objects.filter(sid=late).update(
        refreshed_at=read_at, read_tried_at=read_at, changed_at=timezone.now()
    )
    leave(listed, 1)
    read(listed)
    assert reads(sandbox)[0] == late


def test_after_the_clock_was_put_back_what_the_list_changed_is_read_again(
    listed: Institution, sandbox: Sandbox, settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 5
    late = nearest(listed, 60)[-1]
    ahead = timezone.now() + timedelta(hours=3)
    ExamSession.objects.filter(sid=late).update(
        refreshed_at=ahead, read_tried_at=ahead, changed_at=timezone.now()
    )
    leave(listed, 1)
    read(listed)
    assert reads(sandbox)[0] == late


def test_a_429_ends_it_and_it_goes_on_where_it_stood(listed: Institution, sandbox: Sandbox) -> None:
    sandbox.trouble("too_many", method="GET", path_contains="/sessions/", retry_after="60")
    read(listed)
    assert len(reads(sandbox)) == 1
    read(listed)
    assert len(reads(sandbox)) == 1


def test_what_is_not_read_yet_is_said_and_no_seat_counts_as_free(
    desk: Desk, listed: Institution, sandbox: Sandbox
) -> None:
    assert PLACE_NOT_FETCHED in words(desk.get("/?state=scheduled"))
    place = Location.objects.filter(institution=listed, seats__gt=1).first()
    assert place
    first = ExamSession.objects.get(sid=nearest(listed, 1)[0])
    assert first.appointment_at
    nobody = ExamSession(institution=listed, sid="ES" + "0" * 32)
    there = availability.location_at(listed, nobody, place.pl_sid, first.appointment_at, 60)
    assert there and there.unplaced > 0
