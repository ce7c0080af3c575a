"""What a campus decided, at the desk: a type that is off, a field it demands, warnings that hold nobody back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
import requests
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.commands import PORTAL
from scheduling.house_rules import FieldRule, HouseRules
from scheduling.models import AuditEvent, ExamSession, Install, OpeningHours, Price, Site, TypeRule
from scheduling.services import places, practice
from scheduling.services.rules import NothingOffered, change_rules, rules_of
from scheduling.session_types import SESSION_TYPES
from tests.desk import DULUTH, EXAM_DAY, Desk, booking, kinds, session_path
from tests.services.booked import book, cancel, move

SEAT = "smarter-scheduling"
EXAM_START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)


def words(answer: requests.Response) -> str:
    """What a page or a part of one says, without its tags."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def rule(install: Install, wire_name: str, *, offered: bool = True, **fields: FieldRule) -> bool:
    return change_rules(
        install=install,
        wire_name=wire_name,
        is_offered=offered,
        fields=fields,
        others=frozenset(SESSION_TYPES) - {wire_name},
        labels={"": SESSION_TYPES[wire_name].label},
        actor=PORTAL,
    )


def only_duluth(**changes: object) -> Site:
    """The testing center, without hours and seats but for those given."""
    site = Site.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(site=site).delete()
    Site.objects.filter(pk=site.pk).update(**{"seats": None, **changes})
    return site


# A type that is off


@pytest.mark.parametrize("way", ["body", "address", "no JavaScript", "htmx"])
def test_a_type_that_is_off_cannot_be_booked_by_any_form(
    desk: Desk, install: Install, sandbox: Sandbox, way: str
) -> None:
    rule(install, SEAT, offered=False)
    where = sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    answers = booking(session_type=None if way == "address" else SEAT, notes="Room 4")
    headers = {"HX-Request": "true"} if way == "htmx" else {}
    answer = desk.post(f"{path}?type={SEAT}" if way == "address" else path, answers, headers=headers)

    assert answer.status_code == 422
    assert "Nothing was sent: “Testing center seat” is not offered at your campus." in words(answer)
    assert "Room 4" in answer.text and EXAM_DAY in answer.text
    assert [one for one in sandbox.requests() if one["method"] == "POST"] == []
    assert kinds()[-1] == "held_back"
    assert "“Testing center seat” is switched off" in AuditEvent.objects.first().sentence


def test_a_type_that_is_off_is_not_in_the_chooser_and_its_address_shows_another(
    desk: Desk, install: Install, sandbox: Sandbox
) -> None:
    rule(install, SEAT, offered=False)
    path = f"{session_path(sandbox.needs_proctor()[0])}schedule/"
    page = desk.get(path).text
    assert f'value="{SEAT}"' not in page
    assert 'name="session_type" value="register-blast"' in page
    assert "is not offered" not in page
    asked = desk.get(f"{path}?type={SEAT}")
    assert asked.status_code == 200
    assert "“Testing center seat” is not offered at your campus. Choose another way below." in words(asked)
    switch = desk.post(path, booking(change_type=SEAT))
    assert (switch.status_code, f'id="type-{SEAT}"' in switch.text) == (422, False)


def test_what_is_booked_as_a_type_that_is_off_can_still_be_moved_and_cancelled(
    desk: Desk, install: Install, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    rule(install, SEAT, offered=False)
    assert move(desk, where).status_code == 302
    assert cancel(desk, where).status_code == 302
    assert [one["method"] for one in sandbox.requests() if one["method"] != "GET"] == ["PUT", "DELETE"]


def test_a_rule_holds_at_its_own_install_only(desk: Desk, install: Install, sandbox: Sandbox) -> None:
    elsewhere = Install.objects.exclude(pk=install.pk).get()
    rule(elsewhere, SEAT, offered=False, notes=FieldRule(is_must=True))
    assert desk.book(sandbox.needs_proctor()[0]).status_code == 302


def test_one_type_always_stays_offered(install: Install) -> None:
    *others, last = SESSION_TYPES
    for wire_name in others:
        rule(install, wire_name, offered=False)
    with pytest.raises(NothingOffered):
        rule(install, last, offered=False)
    assert rules_of(install).off == set(others)
    assert len(kinds()) == len(others)


# What is asked more strictly


def test_a_demanded_field_holds_a_hand_made_form_back(desk: Desk, install: Install, sandbox: Sandbox) -> None:
    rule(install, SEAT, notes=FieldRule(is_must=True, help_text="Name the room."))
    where = sandbox.needs_proctor()[0]
    refused = desk.book(where)
    assert refused.status_code == 422
    assert "Enter the notes." in words(refused) and "Name the room." in refused.text
    assert sandbox.requests("POST") == []
    assert desk.book(where, notes="Room 4").status_code == 302


def test_a_default_is_in_the_fresh_form_and_only_what_is_sent_counts(
    desk: Desk, install: Install, sandbox: Sandbox
) -> None:
    rule(install, SEAT, notes=FieldRule(default="Bring a photo ID."))
    where = sandbox.needs_proctor()[0]
    assert "Bring a photo ID." in desk.get(f"{session_path(where)}schedule/").text
    assert desk.book(where).status_code == 302
    assert "notes" not in sandbox.requests("POST")[0]["body"]


def test_rules_that_no_longer_fit_are_passed_over(desk: Desk, install: Install, sandbox: Sandbox) -> None:
    strange = {
        "first_pet": FieldRule(True, "x", "y"),
        "currency": FieldRule(default="XXQ"),
        "card_token": FieldRule(default="t"),
    }
    rule(install, SEAT, **strange)
    TypeRule.objects.create(install=install, session_type="teleport", is_offered=False)
    where = sandbox.needs_proctor()[0]
    assert desk.get(f"{session_path(where)}schedule/").status_code == 200
    assert desk.book(where).status_code == 302


def test_a_booking_asks_for_all_rules_in_one_statement_and_for_nothing_else(install: Install, sandbox: Sandbox) -> None:
    rule(install, SEAT, notes=FieldRule(is_must=True))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="coordinator"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        path = f"{session_path(sandbox.needs_proctor()[0])}schedule/"
        assert (
            client.post(path, booking(notes="Room 4", amount="1", currency="USD", voucher_code="V")).status_code == 302
        )
    tables = ("scheduling_typerule", "scheduling_fieldrule", "scheduling_openinghours", "scheduling_price")
    found = [one["sql"] for one in asked if any(table in one["sql"] for table in tables)]
    assert len(found) == 1
    assert "scheduling_typerule" in found[0] and "scheduling_fieldrule" in found[0]


# What is changed is told


def test_a_change_is_an_event_with_before_and_after(install: Install) -> None:
    rule(install, SEAT, notes=FieldRule(True, "", "Name the room."))
    assert rule(install, SEAT, offered=False, notes=FieldRule(False, "Room 4", "Name the room."))
    event = AuditEvent.objects.first()
    assert (event.kind, event.install_sid) == ("admin_changed", install.sid)
    assert json.loads(event.details)["changes"] == {
        "offered": {"before": "yes", "after": "no"},
        "notes: must be filled in": {"before": "yes", "after": "no"},
        "notes: default": {"before": "", "after": "Room 4"},
    }
    assert "changed the rules for “Testing center seat” at Northfield University: offered;" in event.sentence
    assert rules_of(install) == HouseRules(
        frozenset({SEAT}), {SEAT: {"notes": FieldRule(False, "Room 4", "Name the room.")}}
    )
    assert not rule(install, SEAT, offered=False, notes=FieldRule(False, "Room 4", "Name the room."))
    assert len(kinds()) == 2


# Hours and seats


def summary(desk: Desk, where: dict[str, str], **answers: object) -> str:
    answer = desk.post(f"{session_path(where)}schedule/preview/", booking(**answers))
    assert answer.status_code == 200
    return words(answer)


def test_hours_warn_in_the_summary_and_hold_nobody_back(desk: Desk, install: Install, sandbox: Sandbox) -> None:
    OpeningHours.objects.create(site=only_duluth(), weekday=3, opens=time(8), closes=time(10))
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(duration_minutes=120)
    assert "Ends after Duluth Testing Center closes (10:00 AM)." in summary(desk, where)
    assert "Closed on Fridays." in summary(desk, where, appointment_date_time="2027-01-15T09:30")
    elsewhere = "PL" + "3".zfill(32)
    assert "Closed on" not in summary(desk, where, proctor_location_sid=elsewhere)
    assert "Closed on" not in summary(desk, where, proctor_location_sid="PL" + "0f" * 16)
    assert desk.book(where, appointment_date_time="2027-01-15T09:30").status_code == 302


def test_a_move_is_warned_of_the_hours_where_it_is_booked(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    OpeningHours.objects.create(site=only_duluth(), weekday=4, opens=time(8), closes=time(12))
    path = f"{session_path(where)}reschedule/"
    assert "Starts after Duluth Testing Center closes (12:00 PM)." in words(
        desk.post(f"{path}preview/", {"appointment_date_time": "2027-01-15T13:00"})
    )
    assert "Closed on" not in words(desk.get(path))
    assert move(desk, where).status_code == 302


def seated(install: Install, number: int, start: datetime, **facts: object) -> ExamSession:
    usual = {"status": "Scheduled", "location_sid": DULUTH, "appointment_at": start, "duration_minutes": 60}
    sids = {"sid": f"ES{number:032x}", "exam_sid": f"EX{number:032x}"}
    return ExamSession.objects.create(install=install, **sids, **(usual | facts))


def taken(install: Install, start: datetime, minutes: int | None, but_for: str = "") -> int:
    site = places.place_at(install, ExamSession(sid=but_for), DULUTH, start, minutes)
    assert site is not None
    return site.taken


def test_seats_are_counted_at_one_moment_and_only_by_what_is_booked_there_for_certain(install: Install) -> None:
    only_duluth(seats=2)
    hour = timedelta(hours=1)
    seated(install, 1, EXAM_START)
    seated(install, 2, EXAM_START + hour)
    seated(install, 3, EXAM_START + 2 * hour, status="IN-PROGRESS")
    for number, facts in enumerate(
        ({"status": "Needs Proctor"}, {"status": "Cancelled"}, {"location_sid": "PL" + "3" * 32}, {"status": ""}),
        start=4,
    ):
        seated(install, number, EXAM_START, **facts)
    elsewhere = Install.objects.exclude(pk=install.pk).get()
    seated(elsewhere, 9, EXAM_START)

    assert taken(install, EXAM_START, 180) == 1  # three touch the time, one after another
    assert taken(install, EXAM_START - hour, 60) == 0
    assert taken(install, EXAM_START + 3 * hour, 60) == 0
    seated(install, 10, EXAM_START + hour, duration_minutes=240)
    assert taken(install, EXAM_START, 180) == 2
    assert taken(install, EXAM_START, 60) == 1
    assert taken(install, EXAM_START + 4 * hour, None) == 1
    assert taken(install, EXAM_START + 4 * hour, 60, but_for=f"ES{10:032x}") == 0
    seated(install, 11, EXAM_START, duration_minutes=None)
    assert taken(install, EXAM_START, 30) == 2
    assert taken(install, EXAM_START + hour / 2, 30) == 1  # of an unknown length, only the beginning is certain


def test_the_last_seat_taken_is_said_beside_the_form_and_the_booking_goes_through(
    desk: Desk, install: Install, sandbox: Sandbox
) -> None:
    only_duluth(seats=1)
    first, second, *_ = sandbox.needs_proctor()
    assert "seat is taken" not in summary(desk, first)
    desk.book(first)
    assert "The only seat is taken then by a booking known here." in summary(desk, second)
    assert "seat is taken" not in words(desk.get(f"{session_path(first)}reschedule/"))
    assert desk.book(second).status_code == 302


def test_seats_are_found_by_the_index(install: Install) -> None:
    plan = f"EXPLAIN QUERY PLAN SELECT * FROM scheduling_examsession WHERE {places.NEAR}"
    with connection.cursor() as cursor:
        cursor.execute(plan, [install.pk] * 3 + ["2027-01-01", "2027-01-02", DULUTH, ""])
        steps = [row[3] for row in cursor.fetchall()]
    assert [step for step in steps if "SCAN" in step and "examsession" in step] == []
    assert any("session_worklist (install_id=? AND status=? AND appointment_at>?" in step for step in steps), steps


# The price list


def test_the_list_s_price_is_offered_taken_with_a_click_and_never_sent_unasked(
    desk: Desk, install: Install, sandbox: Sandbox
) -> None:
    Price.objects.all().delete()
    Price.objects.create(install=install, session_type=SEAT, amount="25.500", currency="USD")
    where = sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    assert "Price list: $25.50 Use this price" in words(desk.get(path))
    page = desk.post(path, booking(take_price="1", notes="Room 4")).text
    assert 'value="25.50"' in page and "Room 4" in page and "From the price list." in page
    assert sandbox.requests("POST") == []
    assert "The price list says $25.50." in summary(desk, where, amount="20", currency="USD")
    assert desk.book(where, currency="USD").status_code == 302
    assert "amount" not in sandbox.requests("POST")[0]["body"]


# Practice data


def test_the_practice_install_has_hours_seats_and_prices_and_loading_it_again_changes_nothing(
    install: Install, sandbox: Sandbox
) -> None:
    site = Site.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(site=site, weekday=5).delete()
    before = _furnished(install)
    assert len(before) == 5 + 2 and site.seats == 40
    assert rules_of(install) == HouseRules()
    practice.load_catalogue(catalogue=sandbox.catalogue(), base_url=sandbox.url, actor=PORTAL)
    assert _furnished(install) == before


def _furnished(install: Install) -> list[tuple[object, ...]]:
    sites = Site.objects.filter(install=install, opening_hours__isnull=False).distinct()
    hours = [(site.name, site.seats, *map(str, site.opening_hours.all())) for site in sites]
    prices = Price.objects.filter(install=install).values_list("session_type", "up_to_minutes", "amount", "currency")
    return [*hours, *prices]
