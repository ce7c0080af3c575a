"""The board at one moment: of now, of one to come with the way to book there, and of a past one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Attempt,
    Attendance,
    EarlierState,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
)
from tests.support.batches import TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session
from tests.support.midday import midday_zone, zone_where_it_is
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
PLACE = f"install={NORTHFIELD}&location="
MINUTE = timedelta(minutes=1)


@pytest.fixture
def northfield(institution: Institution) -> Institution:
    """Without a session."""
    ExamSession.objects.all().delete()
    return Institution.objects.get(sid=NORTHFIELD)


@pytest.fixture
def noon(northfield: Institution) -> ZoneInfo:
    """All of it where it is about noon: what is an hour from now is of the same day there."""
    zone = midday_zone()
    Institution.objects.update(time_zone=zone)
    Location.objects.update(time_zone=zone)
    return ZoneInfo(zone)


def seat(northfield: Institution, start: datetime | None, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "appointment_at": start,
        "duration_minutes": 60,
        "location_sid": DULUTH,
        "location_name": "Duluth Testing Center",
        "refreshed_at": timezone.now(),
        "exam_title": "CHEM 322 Final",
    }
    return known_session(northfield, **(usual | facts))


def mark(session: ExamSession, **at: datetime) -> None:
    start = session.appointment_at
    Attendance.objects.create(session=session, event_number=1, start_at=start, **at)


def board_at(at: datetime, zone: ZoneInfo = CHICAGO, **more: str) -> str:
    local = at.astimezone(zone)
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/board/?{PLACE}&day={local:%Y-%m-%d}&at={local:%H:%M}{asked}"


def lines(page: str) -> list[str]:
    """Each learner's line in the section of the moment."""
    part = page[page.index('id="there"') :]
    found = re.findall(r'<li class="board__sitting">(.*?)</li>', part, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def test_who_came_stands_beside_who_is_booked_and_changes_no_status(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    began = now - 20 * MINUTE
    came = seat(northfield, began, learner_name="Ana Came")
    left = seat(northfield, began, learner_name="Bea Left")
    absent = seat(northfield, began, learner_name="Cy Absent")
    seat(northfield, began, learner_name="Di Unmarked")
    mark(came, arrived_at=now - 25 * MINUTE)
    mark(left, arrived_at=now - 25 * MINUTE, left_at=now - 5 * MINUTE)
    mark(absent, no_show_at=now)
    page = desk.get(board_at(now, noon)).text
    clock = f"{(now - 25 * MINUTE).astimezone(noon):%-I:%M %p}"
    told = {name: line for line in lines(page) for name in [line.split()[0]]}

    assert f"Scheduled here since {clock}" in told["Ana"]
    assert "Scheduled left" in told["Bea"]
    assert "Scheduled marked as a no-show" in told["Cy"]
    assert told["Di"].endswith("Scheduled not marked as here")
    assert "now 4 booked, 1 marked as here" in plain_text(page)
    assert set(ExamSession.objects.values_list("status", flat=True)) == {"Scheduled"}


def ask(session: ExamSession, start: datetime, action: str = "reschedule") -> None:
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=action,
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        asked={"appointmentDateTime": start.isoformat(), "proctorLocationSid": DULUTH},
        state=Attempt.State.UNCONFIRMED,
        started_at=start - timedelta(days=9),
        deadline_at=start,
    )


@pytest.mark.parametrize("day", [date(2027, 1, 14), date(2026, 11, 3)])
def test_what_is_not_certain_is_counted_apart_from_what_is_booked(
    desk: Desk, northfield: Institution, day: date
) -> None:
    start = datetime(day.year, day.month, day.day, 10, tzinfo=CHICAGO)
    then = "" if day.year == 2027 else " then"
    for _ in range(2):
        seat(northfield, start)
    ask(seat(northfield, None, status="Needs Proctor", location_sid=""), start, "schedule")
    page = desk.get(board_at(start)).text
    assert "10:00 AM, 2 of 40, 1 more not certain" in page
    assert f"2 booked{then}, 1 not certain" in plain_text(page)

    seat(northfield, start - 60 * MINUTE, duration_minutes=None, learner_name="Ana Endless")
    came = seat(northfield, start - 30 * MINUTE, duration_minutes=None, learner_name="Bea Here")
    if then:
        mark(came, arrived_at=start - 35 * MINUTE)
    ask(seat(northfield, start, learner_name="Cy Away"), start + timedelta(days=3))
    page = desk.get(board_at(start)).text
    told = {name: line for line in lines(page) for name in [line.split()[0]]}
    counted = f"2 booked{then}, 2 not certain, 2 whose end is not known"
    assert counted in plain_text(page)
    assert "9:00 AM – end not known" in told["Ana"]
    assert "Being checked: moved to" in told["Cy"]
    assert "without a booking known" not in plain_text(page)
    assert told["Bea"].endswith("here since 9:25 AM" if then else "Scheduled")


def test_beside_a_place_who_is_booked_now_is_counted_as_it_is_known(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    began = now - 20 * MINUTE
    seat(northfield, began)
    seat(northfield, began, duration_minutes=None)
    ask(seat(northfield, began), began, "cancel")
    page = plain_text(desk.get(board_at(now)).text)
    counted = "1 booked, 1 not certain, 1 whose end is not known, 0 marked as here"
    assert page.count(counted) == 2 and f"now {counted}" in page


def test_who_began_before_midnight_is_told_with_the_day(
    desk: Desk, northfield: Institution
) -> None:
    for year in (2026, 2027):
        late = datetime(year, 1, 13, 23, tzinfo=CHICAGO)
        seat(northfield, late, duration_minutes=None, learner_name=f"Ana {year}")
        seat(northfield, late, duration_minutes=90, learner_name=f"Bea {year}")
        told = lines(desk.get(board_at(late + 75 * MINUTE)).text)
        day = f"{late:%a}, Jan 13, 11:00 PM"
        assert f"· {day} – end not known" in told[0]
        assert f"· {day} – 12:30 AM" in told[1]


def test_a_check_in_of_days_ago_says_when_it_was_and_counts_nobody_as_here(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = seat(northfield, now - 20 * MINUTE, learner_name="Ana Forgotten")
    came = now - timedelta(days=3)
    Attendance.objects.create(session=session, event_number=1, start_at=came, arrived_at=came)
    said = f"arrived {came.astimezone(CHICAGO):%a, %b %-d, %-I:%M %p}, not checked out"
    for at in (now, now - 10 * MINUTE):
        page = desk.get(board_at(at)).text
        [line] = lines(page)
        assert line.endswith(said)
        assert "0 marked as here" in plain_text(page) and "1 marked as here" not in plain_text(page)


def test_who_is_here_since_another_day_is_told_with_the_day(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    ahead = seat(northfield, now + timedelta(days=1), learner_name="Ana Here")
    mark(ahead, arrived_at=now - 5 * MINUTE)
    Attendance.objects.update(arrived_at=timezone.now())  # in the minute that is told as now
    page = desk.get(board_at(ahead.appointment_at)).text
    since = Attendance.objects.get().arrived_at.astimezone(CHICAGO)
    assert lines(page)[0].endswith(f"here since {since:%a, %b %-d, %-I:%M %p}")


def test_a_no_show_is_not_told_of_the_time_to_which_a_move_is_being_checked(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = seat(northfield, now - 60 * MINUTE, learner_name="Ana Absent")
    mark(session, no_show_at=now - 30 * MINUTE)
    ask(session, now)
    told = lines(desk.get(board_at(now)).text)
    assert [one.endswith("not marked as here") for one in told] == [True]
    before = lines(desk.get(board_at(now - 30 * MINUTE)).text)
    assert [one.endswith("marked as a no-show") for one in before] == [True]


def test_overdue_is_who_should_have_ended_and_was_neither_closed_nor_checked_out(
    desk: Desk, northfield: Institution
) -> None:
    start = timezone.now() - 90 * MINUTE
    day = start.astimezone(CHICAGO).date()
    gone = seat(northfield, start, learner_name="Bea Left")
    seat(northfield, start, learner_name="Ana Overdue")
    seat(northfield, start, learner_name="Cy Closed", status="Closed")
    mark(gone, arrived_at=start, left_at=start + 80 * MINUTE)
    page = desk.get(f"/board/?{PLACE}&day={day}&at=23:59").text
    part = page[page.index('id="overdue"') : page.index('id="there"')]

    assert "Ana Overdue" in part
    assert "Bea Left" not in part and "Cy Closed" not in part


def test_a_past_moment_shows_bookings_as_they_stood_and_what_that_rests_on(
    desk: Desk, northfield: Institution
) -> None:
    at = datetime(2026, 11, 3, 10, 37, tzinfo=CHICAGO)
    start = at - 37 * MINUTE
    moved = seat(northfield, start + timedelta(days=7), learner_name="Ana Moved")
    cancelled = seat(northfield, start, status="Cancelled", learner_name="Bea Cancelled")
    stays = seat(northfield, start, status="Closed", learner_name="Cy Stays")
    for one, until in ((moved, at + 23 * MINUTE), (cancelled, at + 53 * MINUTE)):
        EarlierState.objects.create(
            session=one,
            institution=northfield,
            start_at=start,
            duration_minutes=60,
            status="Scheduled",
            location_sid=DULUTH,
            known_until=until,
        )
    mark(stays, arrived_at=start, left_at=at + 3 * MINUTE)
    page = desk.get(board_at(at)).text

    assert "Who was where at 10:37 AM" in plain_text(page)
    assert lines(page) == [
        "Ana Moved CHEM 322 Final · 10:00 AM – 11:00 AM now: Scheduled not marked as here known so"
        " until Tue, Nov 3, 11:00 AM; now Tue, Nov 10, 10:00 AM, Duluth Testing Center",
        "Bea Cancelled CHEM 322 Final · 10:00 AM – 11:00 AM now: Cancelled not marked as here known"
        " so until Tue, Nov 3, 11:30 AM; now no longer booked",
        "Cy Stays CHEM 322 Final · 10:00 AM – 11:00 AM now: Closed here since 10:00 AM",
    ]
    assert "3 booked then, 1 marked as here" in plain_text(page)
    assert "2 of them have changed since" in plain_text(page)
    assert "what changed before that is not known" in plain_text(page)
    assert "Book here" not in plain_text(page)
    assert "Nobody was booked then" in words(desk.get(board_at(at - timedelta(days=1))))


def test_a_free_cell_leads_to_the_booking_form_with_place_day_and_time(
    desk: Desk, sandbox: Sandbox
) -> None:
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [cell] = re.findall(rf'href="(\?[^"]*here={DULUTH}[^"]*at=10%3A00)#there"', page)
    there = desk.get(f"/board/{unescape(cell)}").text
    assert "Book here at 10:00 AM" in plain_text(there)
    [link] = re.findall(r'class="btn[^"]*" href="(/board/book/\?[^"]+)"', there)
    choices = desk.get(unescape(link))
    assert "Thursday, January 14, 2027, 10:00 AM CST" in words(choices)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    name = ExamSession.objects.get(sid=where["sessionSid"]).learner_name
    found = desk.get(f"{unescape(link)}&q={name}").text
    [form] = re.findall(rf'href="({session_path(where)}schedule/\?[^"]+)"', found)
    shown = desk.get(unescape(form)).text

    assert re.search(rf'<option value="{DULUTH}"[^>]* selected', shown)
    assert 'value="2027-01-14T10:00"' in shown or "10:00 AM" in plain_text(shown)
    assert "10:00" in plain_text(shown) and "Thursday, January 14, 2027" in plain_text(shown)


def test_the_form_takes_no_place_or_time_that_the_address_makes_up(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    for query in (
        f"location=PL{0xABCDEF:032x}&start=2027-01-14T16:00Z",
        f"location={DULUTH}&start=soon",
        f"location={DULUTH}&start=2027-01-14T16:00",
        f"location={DULUTH}",
    ):
        shown = desk.get(f"{path}?{query}").text
        assert not re.search(rf'<option value="{DULUTH}"[^>]* selected', shown)
    gone = f"/board/book/?install={NORTHFIELD}&start=2027-01-14T16:00Z&location=PL{0xABCDEF:032x}"
    assert desk.get(gone).status_code == 404


def test_an_auditor_books_nothing_from_the_board(auditor: Desk, desk: Desk) -> None:
    asked = f"/board/?{PLACE}&day=2027-01-14&at=10:00&here={DULUTH}"
    link = f"/board/book/?install={NORTHFIELD}&location={DULUTH}&start=2027-01-14T16:00Z"
    assert "Book here" in words(desk.get(asked))
    assert "Book here" not in words(auditor.get(asked))
    assert auditor.get(link).status_code == 403


def test_the_next_free_time_leads_to_booking_there_then_for_who_may(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=3)
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).delete()
    asked = f"/board/?{PLACE}&day=2027-01-14&minutes=90"
    found = re.findall(r'href="([^"]+)">90 min free from 8:00 AM: 3 of 3</a>', desk.get(asked).text)
    [link] = map(unescape, found)
    assert link == f"/board/book/?install={NORTHFIELD}&location={DULUTH}&start=2027-01-14T14%3A00Z"
    assert "8:00 AM" in words(desk.get(link))
    assert re.findall(r"board__notes\">(90 min free[^<]+)<", auditor.get(asked).text) == [
        "90 min free from 8:00 AM: 3 of 3"
    ]


def test_the_first_free_time_of_all_locations_stands_in_one_line(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    here = Location.objects.filter(institution=northfield, pl_sid=DULUTH)
    here.update(seats=1)
    asked = f"/board/?install={NORTHFIELD}&day=2027-01-14&minutes=2.5+h"
    first = re.compile(r"First: (.+?), (150 min free from 8:00 AM: 1 of 1)")
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).update(seats=None)
    found = first.search(plain_text(desk.get(asked).text))
    assert found and found[1].strip() == "Duluth Testing Center"
    link = re.search(r'<a href="([^"]+)">150 min free', desk.get(asked).text)
    assert link and "8:00 AM" in words(desk.get(unescape(link[1])))
    assert first.search(plain_text(auditor.get(asked).text))
    here.update(seats=None)
    assert "First:" not in plain_text(desk.get(asked).text)


def test_next_free_says_no_more_than_is_known(desk: Desk, northfield: Institution) -> None:
    day, start = date(2027, 1, 14), datetime(2027, 1, 14, 8, tzinfo=CHICAGO)
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).delete()
    Location.objects.filter(pl_sid=DULUTH).update(seats=3)
    asked = f"/board/?{PLACE}&day={day}&minutes=90"

    def told() -> str:
        page = desk.get(asked).text
        found = re.findall(r'board__notes"[^>]*>([^<]+)<', page)
        return next(one for one in found if "free" in one)

    seat(northfield, start)
    assert told() == "90 min free from 8:00 AM: 2 of 3"
    for _ in range(2):
        seat(northfield, start)
    assert told() == "90 min free from 9:00 AM: 3 of 3"
    endless = seat(northfield, start, duration_minutes=None)
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    endless.delete()
    waiting = seat(northfield, start, status="Pending Approval")
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    waiting.delete()
    unplaced = seat(northfield, start, location_sid="", location_name="", refreshed_at=None)
    assert told() == "90 min free from 9:00 AM: up to 3 of 3"
    unplaced.delete()
    HoursByDate.objects.create(institution=northfield, first_day=day, last_day=day, reason="Snow")
    page = words(desk.get(asked))
    assert "closed: Snow" in page and "no seat free" not in page
    Institution.objects.update(synced_at=None)
    assert "sessions not loaded yet" in words(desk.get(asked))
    Location.objects.update(seats=None)
    page = words(desk.get(asked))
    assert "seats not entered" in page and "closed: Snow" in page


@pytest.fixture
def open_today(institution: Institution) -> tuple[Institution, datetime]:
    """Duluth alone, with three seats, where it is about noon and open until an hour from now."""
    ExamSession.objects.all().delete()
    OpeningHours.objects.all().delete()
    zone = midday_zone()
    Institution.objects.filter(pk=institution.pk).update(time_zone=zone)
    place = Location.objects.filter(pl_sid=DULUTH)
    Location.objects.exclude(pl_sid=DULUTH).delete()
    place.update(seats=3, time_zone=zone)
    now = timezone.now().astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    for weekday in range(7):
        OpeningHours.objects.create(
            location=place.get(),
            weekday=weekday,
            opens=time(0, 30),
            closes=(now + 60 * MINUTE).time(),
        )
    return Institution.objects.get(pk=institution.pk), now


def test_where_only_the_closing_is_in_the_way_that_is_said_and_what_is_free_until_then(
    desk: Desk, open_today: tuple[Institution, datetime]
) -> None:
    northfield, now = open_today
    closes = f"{now + 60 * MINUTE:%-I:%M %p}"

    def told(minutes: int) -> str:
        page = words(desk.get(f"/board/?{PLACE}&minutes={minutes}"))
        return page[page.index("3 seats") :].partition("A cell")[0]

    seat(northfield, now - 30 * MINUTE, duration_minutes=70)
    assert f"closes {closes}: 2 of 3 free until then" in told(120)
    for _ in range(2):
        seat(northfield, now + 20 * MINUTE, duration_minutes=20)
    assert "no seat free for 120 min" in told(120)
    OpeningHours.objects.update(closes=(now - MINUTE).time())
    assert f"closed since {now - MINUTE:%-I:%M %p}" in told(120)


def test_a_seat_that_is_free_at_once_is_not_put_off_to_the_next_half_hour(
    desk: Desk, open_today: tuple[Institution, datetime]
) -> None:
    _, now = open_today
    minutes = 57  # that end before closing only where it begins within three minutes
    page = words(desk.get(f"/board/?{PLACE}&minutes={minutes}"))
    [said] = re.findall(rf"{minutes} min free from (\S+ [AP]M): 3 of 3", page)
    asked = datetime.strptime(f"{now:%Y-%m-%d} {said}", "%Y-%m-%d %I:%M %p")
    start = asked.replace(tzinfo=now.tzinfo)

    assert timezone.now() - MINUTE <= start <= now + 3 * MINUTE


def test_an_open_board_says_how_old_it_is_and_that_the_day_has_changed(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 8, tzinfo=CHICAGO)
    session = seat(northfield, start)
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [url] = re.findall(r'id="board-age" hx-get="([^"]+)"', page)
    assert "Sessions" in page and "shown at" in page
    again = desk.get(unescape(url)).text
    assert "<table" not in again and "has changed" not in again
    ExamSession.objects.filter(pk=session.pk).update(appointment_at=start + 30 * MINUTE)
    changed = desk.get(unescape(url)).text
    assert "This day has changed since you opened the page." in plain_text(changed)
    mark_now = desk.get(unescape(re.findall(r'hx-get="([^"]+)"', changed)[0])).text
    assert "has changed" in mark_now


@pytest.mark.parametrize("many", [0, 1, 400])
def test_a_day_of_none_one_and_four_hundred_is_told_whole(
    desk: Desk, northfield: Institution, many: int
) -> None:
    start = datetime(2027, 1, 14, 9, tzinfo=CHICAGO)
    long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh de la V"
    one = seat(northfield, start, learner_name=long) if many else None
    if many > 1:
        ExamSession.objects.bulk_create(
            ExamSession(
                institution=northfield,
                sid=f"ES{0xE000 + number:032x}",
                exam_sid=one.exam_sid,
                status="Scheduled",
                learner_name=long,
                appointment_at=start + (number % 16) * 30 * MINUTE,
                duration_minutes=60,
                location_sid=DULUTH,
                refreshed_at=timezone.now(),
            )
            for number in range(1, many)
        )
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14&at=09:15")

    assert page.status_code == 200
    assert f"{many} session{'' if many == 1 else 's'}" in words(page)
    assert len(lines(page.text)) == min(many, 25)
    assert all(line.startswith(long) for line in lines(page.text))


def test_a_location_without_a_zone_is_told_by_its_institution_s_clock(
    desk: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="")
    seat(northfield, datetime(2027, 1, 14, 8, tzinfo=CHICAGO))
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    assert 'title="8:00 AM, 1 of' in page
    assert "no time zone entered: in the institution’s time" in page


def test_on_the_day_clocks_are_put_back_both_hours_are_told_apart(
    desk: Desk, northfield: Institution
) -> None:
    first = datetime(2027, 11, 7, 1, tzinfo=CHICAGO)
    seat(northfield, first, duration_minutes=30, learner_name="Ana First")
    seat(northfield, first.replace(fold=1), duration_minutes=30, learner_name="Bea Second")
    page = desk.get(f"/board/?{PLACE}&day=2027-11-07").text
    found = re.findall(r'href="(\?[^"]+)#there" title="(1:00 AM C.T), 1', page)
    assert [one for _, one in found] == ["1:00 AM CDT", "1:00 AM CST"]
    there = [desk.get(f"/board/{unescape(url)}").text for url, _ in found]
    assert [line.split()[0] for page in there for line in lines(page)] == ["Ana", "Bea"]


PHOENIX = f"PL{0xF0:032x}"


def in_phoenix(northfield: Institution, start: datetime, **facts: object) -> ExamSession:
    """A session at a location whose clocks are an hour behind those of the institution."""
    name, zone = "Phoenix Learning Center", "America/Phoenix"
    Location.objects.get_or_create(
        institution=northfield, pl_sid=PHOENIX, name=name, time_zone=zone, seats=3
    )
    there = {"location_sid": PHOENIX, "location_name": name, "time_zone": zone}
    return seat(northfield, start, **(there | facts))


def test_times_at_a_place_on_another_clock_than_the_page_s_are_that_place_s_own(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    waiting = in_phoenix(northfield, start, learner_name="Ana There")
    seat(northfield, start, learner_name="Bea Here")
    ask(waiting, start + 4 * 60 * MINUTE)
    page = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14&at=10:00").text
    said, told = plain_text(page), {line.split()[0]: line for line in lines(page)}

    assert "120 min free from 6:00 AM MST (7:00 AM on this board): 3 of 3" in said
    assert re.search(r"120 min free from 8:00 AM: \d+ of \d+", said)
    assert (
        "9:00 AM – 10:00 AM MST Being checked: moved to Thu, Jan 14, 1:00 PM MST, " in told["Ana"]
    )
    assert "10:00 AM – 11:00 AM Scheduled" in told["Bea"]
    assert "Book here at 9:00 AM MST" in said and "Book here at 10:00 AM " in said


def test_a_past_moment_tells_times_of_another_clock_by_that_clock(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = in_phoenix(northfield, now - 20 * MINUTE, learner_name="Ana There")
    mark(session, arrived_at=now - 25 * MINUTE)
    local = (now - 25 * MINUTE).astimezone(ZoneInfo("America/Phoenix"))
    [line] = lines(desk.get(board_at(now - 5 * MINUTE).replace("&location=", "")).text)

    assert "here since " in line and f"{local:%-I:%M %p} MST" in line
    assert f"{local + 5 * MINUTE:%-I:%M %p}" in line


@pytest.mark.parametrize("year", [2026, 2027])
def test_who_began_hours_ago_and_whose_end_nobody_knows_stands_apart_uncounted(
    desk: Desk, northfield: Institution, year: int
) -> None:
    evening = datetime(year, 1, 13, 17, 30, tzinfo=CHICAGO)
    gone = seat(northfield, evening, duration_minutes=None, learner_name="Ana Gone")
    stays = seat(northfield, evening, duration_minutes=None, learner_name="Bea Stays")
    seat(northfield, evening + 180 * MINUTE, duration_minutes=None, learner_name="Cy Late")
    mark(stays, arrived_at=evening)
    at = evening + 410 * MINUTE
    page = desk.get(board_at(at)).text
    then = " then" if year == 2026 else ""

    assert f"0 booked{then}, 2 whose end is not known" in plain_text(page)
    apart = "Not counted: 1 began more than 6 hours before, end not known, not marked as here"
    assert apart in plain_text(page)
    before, _, after = plain_text(page).partition(apart)
    part = before[before.index("Who is where" if year == 2027 else "Who was where") :]
    assert gone.learner_name not in part and "Bea Stays" in part and "Cy Late" in part
    assert after.index("Ana Gone") < after.index("Duluth Testing Center")


def test_a_no_show_is_counted_apart_beside_the_place(desk: Desk, northfield: Institution) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    absent, _ = (seat(northfield, now - 20 * MINUTE) for _ in range(2))
    mark(absent, no_show_at=now)
    page = plain_text(desk.get(board_at(now)).text)
    assert "now 2 booked, 0 marked as here, 1 as a no-show" in page
    table = page[: page.index("A cell counts")]
    assert "marked as a no-show 1 more" in table


def test_who_came_early_is_counted_apart_now_and_at_a_moment_before(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    absent = seat(northfield, now - 20 * MINUTE, learner_name="Cy Absent")
    early = seat(northfield, now + 40 * MINUTE, learner_name="Ana Early")
    mark(absent, no_show_at=now)
    mark(early, arrived_at=now - 5 * MINUTE)
    page = plain_text(desk.get(board_at(now, noon)).text)
    assert "now 1 booked, 0 marked as here, 1 as a no-show, 1 here for another time" in page
    assert "Ana Early" in page[page.index("Marked as here, for another time") :]
    before = plain_text(desk.get(board_at(now - 2 * MINUTE, noon)).text)
    start = f"{(now + 40 * MINUTE).astimezone(noon):%-I:%M %p}"
    assert "1 booked then, 0 marked as here" in before
    assert "Marked as here, for another time" in before
    assert f"Ana Early CHEM 322 Final · booked for {start}" in before


def test_a_booking_that_shows_another_start_was_not_moved_by_anybody(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    ask(seat(northfield, start + 60 * MINUTE), start, "schedule")
    page = desk.get(board_at(start)).text
    assert "Being checked: SmarterProctoring shows Thu, Jan 14, 11:00 AM" in plain_text(page)
    later = desk.get(board_at(start + 60 * MINUTE)).text
    assert "Being checked: asked for Thu, Jan 14, 10:00 AM" in plain_text(later)
    assert "moved" not in plain_text(page) + plain_text(later)


def test_who_is_booked_while_a_place_is_closed_is_hatched_counted_and_led_to_be_moved(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    for hours in (0, 0, 2):
        seat(northfield, start + hours * 60 * MINUTE)
    seat(northfield, start, status="Closed")
    asked = f"/board/?install={NORTHFIELD}&day=2027-01-14"
    before = desk.get(asked).text
    assert "board__half--shut" not in before and "booked while closed" not in before
    HoursByDate.objects.create(
        institution=northfield, first_day=start.date(), last_day=start.date(), reason="Snow"
    )
    page = desk.get(asked).text
    assert page.count("board__half--shut") == 4
    assert "10:00 AM, 3 of 40, closed: Snow" in page and "12:00 PM, 1 of 40, closed: Snow" in page
    assert "11:00 AM, closed: Snow" in page
    assert "3 booked while closed Move these" in plain_text(page)
    [url] = re.findall(r'href="(/rescues/new/[^"]+)">Move these', page)
    moved = words(desk.get(unescape(url)))
    assert "Duluth Testing Center, Thu, Jan 14, 2027, 10:00 AM – 1:00 PM" in moved
    assert "3 booked while closed" in words(auditor.get(asked))
    assert "Move these" not in words(auditor.get(asked))


def test_who_sits_past_the_closing_hour_is_booked_while_closed(
    desk: Desk, northfield: Institution
) -> None:
    late = datetime(2027, 1, 14, 17, 30, tzinfo=CHICAGO)
    seat(northfield, late)
    page = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14").text
    assert "1 booked while closed" in plain_text(page)
    assert "5:30 PM, 1 of 40" in page and "6:00 PM, 1 of 40, closed" in page


def test_who_waits_for_approval_is_said_to_be_counted_nowhere(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    for facts in ({}, {"location_sid": PHOENIX}, {"location_sid": ""}):
        seat(northfield, start, status="Pending Approval", **facts)
    seat(northfield, start, location_sid="", refreshed_at=None)
    whole = words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
    here = words(desk.get(f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"))
    waits = "more not counted above: not approved yet, or their state is not known"
    assert f"3 {waits}" in whole and "1 more: location not loaded yet, 3 more not certain" in whole
    assert f"1 {waits}" in here and "more: location not loaded yet, 1 more not certain" in here
    assert waits not in words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-15"))


def test_who_was_cancelled_or_denied_is_said_to_take_no_seat(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    for status in ("Cancelled", "Canceled", "Approval denied"):
        seat(northfield, start, status=status)
    seat(northfield, start, status="Approval denied", location_sid=PHOENIX)
    whole = words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
    here = words(desk.get(f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"))
    assert "1 session, 4 cancelled or denied" in whole
    assert "1 session, 3 cancelled or denied" in here


def test_whom_a_rescue_did_not_move_stands_above_the_board_of_their_day(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    page = desk.get("/board/?day=2027-01-14")
    assert f"Rescue {batch.pk} did not move 2 sessions of this day." in words(page)
    assert f'href="/rescues/{batch.pk}/"' in page.text
    assert "did not move" not in words(desk.get("/board/?day=2027-01-15"))
    other = "PL" + "3".zfill(32)
    elsewhere = f"/board/?install={NORTHFIELD}&location={other}&day=2027-01-14"
    assert "did not move" not in words(desk.get(elsewhere))
    [row, _] = ExamSession.objects.filter(appointment_at=TEN)
    ExamSession.objects.filter(pk=row.pk).update(appointment_at=TEN + 60 * MINUTE)
    assert "did not move 1 session of this day." in words(desk.get("/board/?day=2027-01-14"))


@pytest.mark.parametrize(("hour", "is_told"), [(2, True), (12, False)])
def test_in_the_small_hours_the_board_says_who_of_the_day_before_should_have_ended(
    desk: Desk, northfield: Institution, hour: int, is_told: bool
) -> None:
    local = zone_where_it_is(hour)
    Institution.objects.update(time_zone=local)
    Location.objects.update(time_zone="")
    today = timezone.now().astimezone(ZoneInfo(local)).date()
    start = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(local)) - 300 * MINUTE
    seat(northfield, start, time_zone=local)
    page = desk.get(f"/board/?{PLACE}")
    said = f"{start:%A, %B %-d, %Y} : 1 should have ended, not closed and not checked out."
    assert (said in words(page)) is is_told
    day_before = desk.get(f"/board/?{PLACE}&day={start.date()}")
    assert "Overdue: should have ended" in words(day_before) and said not in words(day_before)


def test_of_one_institution_and_of_several_the_head_says_whose_list_is_how_old(desk: Desk) -> None:
    Institution.objects.update(synced_at=timezone.now())
    one, several = words(desk.get(f"/board/?{PLACE}")), words(desk.get("/board/?install="))
    assert re.search(r"Sessions as of \d", one)
    assert "Sessions" not in several.partition("as of")[0].rpartition("Rescues")[2]
    assert re.search(r"Lakeside College: as of \d", several)


@pytest.mark.parametrize("text", ["25:00", "noon", "10:75", "9" * 5000])
def test_a_moment_that_is_none_is_said_and_nobody_looked_up(desk: Desk, text: str) -> None:
    page = words(desk.get("/board/", params={"install": NORTHFIELD, "at": text}))
    assert f"“{text[:20]}” is no time of a day, so nobody is looked up." in page
    assert "Who is where at 1" not in page
    assert "is no time" not in words(desk.get("/board/", params={"at": "10:37"}))


@pytest.mark.parametrize("page", ["board", "handover", "changes"])
def test_a_day_that_is_none_is_said_and_today_shown(desk: Desk, page: str) -> None:
    here = f"/{page}/?install={NORTHFIELD}&location={DULUTH}"
    for text in ("2026-02-30", "1999-13-01", "soon"):
        said = words(desk.get(f"{here}&day={text}"))
        assert f"“{text}” is no day that can be shown. This is today." in said
    for asked in ("", "&day=", "&day=2027-01-14"):
        assert "is no day" not in words(desk.get(f"{here}{asked}"))


@pytest.mark.parametrize("text", ["9999", "0", "-5", "abc", "1e2", "9" * 5000, "٩"])
def test_a_length_that_is_none_is_said_with_the_one_that_is_used(desk: Desk, text: str) -> None:
    said = words(desk.get(f"/board/?install={NORTHFIELD}&minutes={text}"))
    assert f"“{text[:20]}” is no length from 1 to 720 minutes, such as 150, 2:30 or 2.5 h." in said
    assert "2.5 h. 120 minutes are used." in said
    for fine in ("720", "1", "", "090", "2.5 h", "2:30"):
        assert "is no length" not in words(desk.get(f"/board/?minutes={fine}"))


def test_half_hours_that_are_over_are_said_to_be_counted_as_known_now(
    desk: Desk, northfield: Institution
) -> None:
    said = "Half hours that are over are counted as known now"
    start = datetime(2026, 11, 3, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    assert said in words(desk.get(board_at(start)))
    assert said not in words(desk.get(board_at(start + timedelta(days=365))))
