"""Opening hours, seats and the price list at the desk:
warnings and offers that hold nobody back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.attempt_queries import BEFORE_THE_MOVE
from scheduling.institution_type_rules import BookingRules
from scheduling.institutions.rules import rules_of
from scheduling.models import (
    AuditEvent,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
    Price,
    SessionAccommodation,
)
from scheduling.practice import loading
from scheduling.seats import availability
from scheduling.seats.free_starts import starts_on
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, move
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.outcomes import attempt_of, page_of

SEAT = "smarter-scheduling"


EXAM_START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)


def only_duluth(**changes: object) -> Location:
    """The testing center, without hours and seats but for those given."""
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    Location.objects.filter(pk=location.pk).update(**{"seats": None, **changes})
    return location


# Hours and seats


def summary(desk: Desk, where: dict[str, str], **answers: object) -> str:
    answer = desk.post(f"{session_path(where)}schedule/preview/", booking(**answers))
    assert answer.status_code == 200
    return plain_text(answer.text)


def test_hours_warn_in_the_summary_and_hold_nobody_back(desk: Desk, sandbox: Sandbox) -> None:
    OpeningHours.objects.create(location=only_duluth(), weekday=3, opens=time(8), closes=time(10))
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(duration_minutes=120)
    assert (
        "Ends after Duluth Testing Center closes (10:00 AM). The latest start that fits is 8:00 AM."
        in summary(desk, where)
    )
    assert "Closed on Fridays." in summary(desk, where, appointment_date_time="2027-01-15T09:30")
    elsewhere = "PL" + "3".zfill(32)
    assert "Closed on" not in summary(desk, where, proctor_location_sid=elsewhere)
    assert "Closed on" not in summary(desk, where, proctor_location_sid="PL" + "0f" * 16)
    assert desk.book(where, appointment_date_time="2027-01-15T09:30").status_code == 302


def test_a_closed_day_warns_in_the_form_and_the_booking_says_although(
    desk: Desk, sandbox: Sandbox
) -> None:
    duluth = only_duluth()
    OpeningHours.objects.create(location=duluth, weekday=3, opens=time(8), closes=time(17))
    HoursByDate.objects.create(
        institution=duluth.institution,
        first_day=date(2027, 1, 14),
        last_day=date(2027, 1, 14),
        reason="Founders’ day",
    )
    where = sandbox.needs_proctor()[0]
    shown = summary(desk, where)
    assert "Closed on Thursday, January 14, 2027: Founders’ day." in shown
    assert "although the location is closed" in shown
    assert "Closed on" not in summary(desk, where, appointment_date_time="2027-01-21T09:30")
    HoursByDate.objects.create(
        institution=duluth.institution,
        location=duluth,
        first_day=date(2027, 1, 14),
        last_day=date(2027, 1, 14),
        opens=time(9),
        closes=time(17),
        reason="Open all the same",
    )
    assert "Closed on" not in summary(desk, where)


def test_free_starts_keep_to_what_is_entered_for_a_date(
    institution: Institution, sandbox: Sandbox
) -> None:
    duluth = only_duluth()
    for weekday in range(7):
        OpeningHours.objects.create(
            location=duluth, weekday=weekday, opens=time(8), closes=time(17)
        )
    day = date(2099, 1, 14)
    entered = HoursByDate.objects.create(
        institution=duluth.institution,
        location=duluth,
        first_day=day,
        last_day=day,
        opens=time(13),
        closes=time(14),
        reason="Half a day",
    )

    def clocks(day: date) -> list[str]:
        found = starts_on(duluth.institution, ExamSession(), DULUTH, day, 30)
        zone = ZoneInfo(found.place.time_zone)
        return [f"{one.at.astimezone(zone):%H:%M}" for one in found.starts]

    assert clocks(day) == ["13:00", "13:30"]
    assert clocks(day + timedelta(days=1))[0] == "08:00"
    HoursByDate.objects.filter(pk=entered.pk).update(opens=None, closes=None)
    assert clocks(day) == []


def test_a_form_that_is_opened_from_the_list_knows_the_length_and_warns_of_the_end(
    desk: Desk, sandbox: Sandbox
) -> None:
    OpeningHours.objects.create(location=only_duluth(), weekday=3, opens=time(8), closes=time(10))
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    unread = {"duration_minutes": None, "refreshed_at": None}
    ExamSession.objects.filter(sid=where["sessionSid"]).update(**unread)
    desk.get(f"{session_path(where)}schedule/")
    ends = "Ends after Duluth Testing Center closes (10:00 AM)."
    assert ends in summary(desk, where)

    assert "This booking does not fit." not in plain_text(desk.get(session_path(where)).text)
    assert desk.book(where).status_code == 302
    page = plain_text(desk.get(session_path(where)).text)
    assert f"This booking does not fit. {ends}" in page
    OpeningHours.objects.update(closes=time(23))
    assert "does not fit" not in plain_text(desk.get(session_path(where)).text)


def test_a_move_is_warned_of_the_hours_where_it_is_booked(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    OpeningHours.objects.create(location=only_duluth(), weekday=4, opens=time(8), closes=time(12))
    path = f"{session_path(where)}reschedule/"
    assert "Starts after Duluth Testing Center closes (12:00 PM)." in plain_text(
        desk.post(f"{path}preview/", {"appointment_date_time": "2027-01-15T13:00"}).text
    )
    assert "Closed on" not in plain_text(desk.get(path).text)
    assert move(desk, where).status_code == 302


def seated(institution: Institution, number: int, start: datetime, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "location_sid": DULUTH,
        "appointment_at": start,
        "duration_minutes": 60,
    }
    sids = {"sid": f"ES{number:032x}", "exam_sid": f"EX{number:032x}"}
    return ExamSession.objects.create(institution=institution, **sids, **(usual | facts))


def taken(institution: Institution, start: datetime, minutes: int | None, but_for: str = "") -> int:
    location = availability.location_at(
        institution, ExamSession(sid=but_for), DULUTH, start, minutes
    )
    assert location is not None
    return location.taken


def test_seats_are_counted_at_one_moment_and_only_by_what_is_booked_there_for_certain(
    institution: Institution,
) -> None:
    only_duluth(seats=2)
    hour = timedelta(hours=1)
    seated(institution, 1, EXAM_START)
    seated(institution, 2, EXAM_START + hour)
    seated(institution, 3, EXAM_START + 2 * hour, status="IN-PROGRESS")
    for number, facts in enumerate(
        (
            {"status": "Needs Proctor"},
            {"status": "Cancelled"},
            {"location_sid": "PL" + "3" * 32},
            {"status": ""},
        ),
        start=4,
    ):
        seated(institution, number, EXAM_START, **facts)
    elsewhere = Institution.objects.exclude(pk=institution.pk).get()
    seated(elsewhere, 9, EXAM_START)

    assert taken(institution, EXAM_START, 180) == 1  # three touch the time, one after another
    assert taken(institution, EXAM_START - hour, 60) == 0
    assert taken(institution, EXAM_START + 3 * hour, 60) == 0
    seated(institution, 10, EXAM_START + hour, duration_minutes=240)
    assert taken(institution, EXAM_START, 180) == 2
    assert taken(institution, EXAM_START, 60) == 1
    assert taken(institution, EXAM_START + 4 * hour, None) == 1
    assert taken(institution, EXAM_START + 4 * hour, 60, but_for=f"ES{10:032x}") == 0
    seated(institution, 11, EXAM_START, duration_minutes=None)
    assert taken(institution, EXAM_START, 30) == 2
    assert (
        taken(institution, EXAM_START + hour / 2, 30) == 1
    )  # of an unknown length, only the beginning is certain


def test_who_sits_at_the_same_times_counts_one_by_one_and_with_more_time_for_longer(
    institution: Institution,
) -> None:
    only_duluth(seats=4)
    hour = timedelta(hours=1)
    for number in (1, 2, 3):
        seated(institution, number, EXAM_START)
    SessionAccommodation.objects.create(
        session=ExamSession.objects.get(sid=f"ES{3:032x}"),
        percent=150,
        break_minutes=10,
        changed_by_name="Ada",
        changed_at=EXAM_START,
        event_number=1,
    )

    assert taken(institution, EXAM_START, 60) == 3
    assert taken(institution, EXAM_START + hour, 60) == 1
    assert taken(institution, EXAM_START + hour * 5 / 3, 60) == 0


def test_the_last_seat_taken_is_said_beside_the_form_and_the_booking_goes_through(
    desk: Desk, sandbox: Sandbox
) -> None:
    only_duluth(seats=1)
    first, second, *_ = sandbox.needs_proctor()
    assert "seat is already booked" not in summary(desk, first)
    desk.book(first)
    assert "The only seat is already booked at that time." in summary(desk, second)
    assert "seat is already booked" not in plain_text(
        desk.get(f"{session_path(first)}reschedule/").text
    )
    assert desk.book(second).status_code == 302


def test_bookings_of_that_day_without_a_known_place_are_counted_beside_the_form(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    only_duluth(seats=3)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    day = timedelta(days=1)
    for number, (start, facts) in enumerate(
        (
            (EXAM_START, {}),
            (EXAM_START + timedelta(hours=6), {}),
            (EXAM_START, {"status": "Cancelled"}),
            (EXAM_START, {"refreshed_at": EXAM_START, "session_type": "automated"}),
            (EXAM_START, {"refreshed_at": EXAM_START, "location_name": "Duluth TC"}),
            (EXAM_START - day, {}),
            (EXAM_START + day, {}),
        ),
        start=1,
    ):
        seated(institution, number, start, **{"location_sid": "", **facts})

    assert " seats are free: 3 bookings that day have no known location." in summary(desk, where)


def test_what_a_booking_was_warned_of_stays_on_its_page_and_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    location = only_duluth(seats=1)
    OpeningHours.objects.create(location=location, weekday=4, opens=time(8), closes=time(12))
    first, second, *_ = sandbox.needs_proctor()
    desk.book(first, appointment_date_time="2027-01-15T09:30")
    assert "Warnings when it was sent" not in page_of(desk, first)

    desk.get(session_path(second))  # which tells how long it is
    assert desk.book(second, appointment_date_time="2027-01-15T11:50").status_code == 302
    fits = "The latest start that fits is 10:30 AM."
    closes = f"Ends after Duluth Testing Center closes (12:00 PM). {fits}"
    assert attempt_of(second).warnings == [closes]
    assert f"Warnings when it was sent {closes}" in page_of(desk, second)
    asked = AuditEvent.objects.filter(kind="intent").latest("number").number
    assert f"Warnings when it was sent “{closes}”" in words(desk.get(f"/audit/{asked}/"))
    assert f"Warnings when it was sent: “{closes}”" in page_of(desk, second)  # in its history
    assert verify().is_intact


def test_what_a_booking_was_warned_of_is_not_said_of_the_time_to_which_it_was_moved(
    desk: Desk, sandbox: Sandbox
) -> None:
    OpeningHours.objects.create(location=only_duluth(), weekday=4, opens=time(8), closes=time(12))
    where = book(desk, sandbox, appointment_date_time="2027-01-14T09:30")
    assert "Warnings when it was sent Closed on Thursdays." in page_of(desk, where)
    assert move(desk, where, appointment_date_time="2027-01-15T08:30").status_code == 302
    both = f"Closed on Thursdays. {BEFORE_THE_MOVE}"
    assert f"Warnings when it was sent {both}" in page_of(desk, where)


def test_seats_are_found_by_the_index(institution: Institution) -> None:
    plan = f"EXPLAIN QUERY PLAN SELECT * FROM scheduling_examsession WHERE {availability.NEAR}"
    with connection.cursor() as cursor:
        cursor.execute(plan, [institution.pk, "2027-01-01", "2027-01-02", DULUTH, ""])
        steps = [row[3] for row in cursor.fetchall()]
    assert [step for step in steps if "SCAN" in step and "examsession" in step] == []
    assert any("session_start (institution_id=? AND appointment_at>?" in step for step in steps), (
        steps
    )


# The price list


def test_the_list_s_price_is_offered_taken_with_a_click_and_never_sent_unasked(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    Price.objects.all().delete()
    Price.objects.create(
        institution=institution, session_type=SEAT, amount="25.500", currency="USD"
    )
    where = sandbox.needs_proctor()[0]
    path = form_path(where)
    assert "Price list: $25.50 Use this price" in plain_text(desk.get(path).text)
    page = desk.post(path, booking(take_price="1", notes="Room 4")).text
    assert 'value="25.50"' in page and "Room 4" in page and "From the price list." in page
    assert sandbox.requests("POST") == []
    assert "The price list says $25.50." in summary(desk, where, amount="20", currency="USD")
    assert desk.book(where, currency="USD").status_code == 302
    assert "amount" not in sandbox.requests("POST")[0]["body"]


# Practice data


def test_the_practice_institution_has_hours_seats_and_prices_and_loading_it_again_changes_nothing(
    institution: Institution, sandbox: Sandbox
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location, weekday=5).delete()
    before = _furnished(institution)
    assert len(before) == 5 + 2 and location.seats == 40
    assert rules_of(institution) == BookingRules()
    loading.load_catalogue(catalogue=sandbox.catalogue(), base_url=sandbox.url, actor=PORTAL)
    assert _furnished(institution) == before


def _furnished(institution: Institution) -> list[tuple[object, ...]]:
    locations = Location.objects.filter(
        institution=institution, opening_hours__isnull=False
    ).distinct()
    hours = [
        (location.name, location.seats, *map(str, location.opening_hours.all()))
        for location in locations
    ]
    prices = Price.objects.filter(institution=institution).values_list(
        "session_type", "up_to_minutes", "amount", "currency"
    )
    return [*hours, *prices]
