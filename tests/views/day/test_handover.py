"""The handover: what a shift leaves behind, signed by name, taken over, and kept as it was."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import requests
from django.db import connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import kept_sheets
from scheduling.batches import start_pause_stop
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import (
    Attempt,
    Attendance,
    AuditEvent,
    Batch,
    ExamSession,
    Handover,
    HoursByDate,
    Institution,
    PersonalValue,
)
from scheduling.session_commands import PORTAL
from tests.support.audit_log import without_triggers
from tests.support.batches import ANA, begun, booked_there, carried_out
from tests.support.booking_actions import book, cancel, mirrored, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import has_digits, plain_text, words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD, someone

DAY = "2027-01-14"
HERE = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
NOTE = "Quiet room: heater is off.\nMs. Hull calls back at 8."


def page(desk: Desk, **otherwise: str) -> requests.Response:
    return desk.get("/handover/", params=HERE | otherwise)


def sign(desk: Desk, shown: requests.Response, **answers: str) -> requests.Response:
    """Send the form of a page that was shown."""
    found = HIDDEN.findall(shown.text[shown.text.index('action="/handover/"') :])
    hidden = {name: unescape(value) for name, value in found}
    return desk.post("/handover/", hidden | {"note": NOTE} | answers)


def listed(*places: dict[str, str]) -> None:
    """Let the sessions be on the provider's list."""
    sids = [where["sessionSid"] for where in places]
    ExamSession.objects.filter(sid__in=sids).update(listed_at=timezone.now())


@pytest.fixture
def signed(desk: Desk) -> Handover:
    assert sign(desk, page(desk)).status_code == 302
    return Handover.objects.get()


def test_what_is_left_open_stands_there_by_name_with_the_list_behind_each_number(
    desk: Desk, sandbox: Sandbox
) -> None:
    seen, undecided = book(desk, sandbox), book(desk, sandbox)
    gone, plainly = book(desk, sandbox), book(desk, sandbox)
    cancel(desk, gone, bypass_non_refundable="on")
    cancel(desk, plainly)
    listed(seen, undecided, gone)
    for where, kind in ((seen, {"arrived_at": timezone.now()}), (undecided, {})):
        start = mirrored(where).appointment_at
        facts = kind or {"no_show_at": timezone.now()}
        Attendance.objects.create(
            session=mirrored(where),
            start_at=start,
            marked_by_name="Ana Ruiz",
            event_number=1,
            **facts,
        )
    ExamSession.objects.filter(sid=seen["sessionSid"]).update(status="Incident")
    told = words(page(desk))
    name = mirrored(seen).learner_name
    assert "1 Incident " in told and "1 No-show " in told
    assert f"Incidents · 1 9:30 AM {name}" in told
    assert f"No-shows · 1 9:30 AM {mirrored(undecided).learner_name}" in told
    assert "0 Refunds asked for" in told  # asked for today, not on the day of the exam
    today = timezone.now().astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    refund = words(page(desk, day=today))
    assert "1 Still here" in refund  # checked in today
    assert re.search(rf"Still here · 1 since [^–]+ {re.escape(name)}", refund)
    assert f"{mirrored(gone).learner_name}" in refund.partition("Refunds asked for · 1")[2]
    by_type = page(desk).text
    assert re.search(
        rf'href="/\?view=all&amp;install={NORTHFIELD}&amp;location={DULUTH}&amp;day={DAY}'
        r'&amp;type=smarter-scheduling">3</a>',
        by_type,
    )


def test_requests_without_an_answer_are_told_apart_from_those_for_a_person(
    desk: Desk, sandbox: Sandbox
) -> None:
    one, other = sandbox.needs_proctor()[:2]
    for where in (one, other):
        sandbox.trouble("drop_before", method="POST")
        desk.book(where)
    Attempt.objects.filter(session__sid=other["sessionSid"]).update(needs_person=True)
    shown = page(desk)
    told = words(shown)
    for part, said in (
        ("Being checked with SmarterProctoring", "still being checked"),
        ("Needs a decision", "needs a decision"),
    ):
        assert re.search(
            rf"{part} · 1 9:30 AM [^·]+ · Booking by Ana Ruiz, {said}, asked "
            r"\w{3}, \w{3} \d+, \d+:\d\d [AP]M ",
            told,
        )
    assert f'href="/undecided/?install={NORTHFIELD}"' in shown.text


def test_what_a_person_must_decide_is_nowhere_called_being_checked(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(where := sandbox.needs_proctor()[0])
    ExamSession.objects.update(appointment_at=datetime.fromisoformat("2027-01-14T15:30:00Z"))
    ExamSession.objects.update(location_sid=DULUTH)
    assert "Total Still being checked Type" in words(page(desk))
    assert "1 being checked" in next_of(desk, day="2027-01-13")
    Attempt.objects.update(needs_person=True, state=Attempt.State.UNCONFIRMED)
    for day in (DAY, "2027-01-13"):
        told = words(page(desk, day=day))
        assert "0 Being checked with SmarterProctoring 1 Needs a decision" in told
        assert "being checked" not in told.lower().replace("being checked with", "")
    assert "Total Needs a decision Type" in words(page(desk))
    assert "none booked for certain, 1 needs a decision" in next_of(desk, day="2027-01-13")
    found = re.search(r'<a href="([^"]+)">1</a></td>\s*</tr>', page(desk).text)
    assert mirrored(where).learner_name in words(desk.get(unescape(found[1])))


def test_who_was_changed_outside_stands_apart_from_what_needs_a_decision(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY, changed_event=1)
    shown = page(desk)
    told = words(shown)
    assert "0 Needs a decision 0 Half switched, not booked 1 Changed outside, not reviewed" in told
    assert "Changed outside, not reviewed · 1 " in told
    assert f'href="/?view=decide&amp;install={NORTHFIELD}"' in shown.text
    sign(desk, shown)
    made = Handover.objects.get()
    event = AuditEvent.objects.get(number=made.event_number)
    assert "0 to decide, 0 half switched, 1 changed outside and not reviewed" in event.sentence
    assert "Changed outside, not reviewed 1" in words(desk.get(f"/audit/{event.number}/"))
    parts = made.sheet["parts"]
    parts["decide"] = parts.pop("outside")
    made.save()
    assert "1 Needs a decision" in words(desk.get(f"/handover/{made.pk}/"))


def test_who_comes_next_is_led_to_what_was_signed_until_it_is_taken_over(
    desk: Desk, second_desk: Desk, signed: Handover
) -> None:
    waits = f"Handover {signed.pk} (Duluth Testing Center), signed"
    assert waits in plain_text(page(second_desk).text)
    assert waits not in plain_text(page(desk).text)  # their own
    assert f'href="/handover/{signed.pk}/"' in page(second_desk, location="").text
    second_desk.post(f"/handover/{signed.pk}/taken-over/", {})
    assert waits not in plain_text(page(second_desk).text)


def test_whom_a_place_not_loaded_hides_is_told_on_the_page_and_in_the_event(
    desk: Desk, institution: Institution
) -> None:
    start = timezone.now() - timedelta(hours=3)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    known_session(institution, status="Scheduled", appointment_at=start)
    shown = page(desk, day=day)
    assert "0 Should have ended, not closed, 1 not known" in words(shown)
    sign(desk, shown)
    event = AuditEvent.objects.get(kind="handover_signed")
    assert event.sentence.endswith(
        "0 past the end as far as is known; of 1 booked that day the location is not loaded."
    )
    assert "0 Should have ended, not closed, 1 not known" in words(
        desk.get(f"/handover/{Handover.objects.get().pk}/")
    )


def test_nobody_is_said_to_be_late_who_has_yet_to_come(
    desk: Desk, institution: Institution
) -> None:
    start = datetime.fromisoformat("2027-01-14T15:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start, duration_minutes=60)
    for location in ("", DULUTH):
        told = words(page(desk, location=location))
        assert "0 Should have ended, not closed" in told
        assert "ended, not closed, 1 not known" not in told and "should have ended." not in told
    yesterday = start - timedelta(days=60)
    ExamSession.objects.update(appointment_at=yesterday)
    day = yesterday.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    assert "ended, not closed, 1 not known" in words(page(desk, day=day))


def test_of_a_whole_institution_each_arrival_is_told_with_its_location(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    book(desk, sandbox)
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start, exam_title="LAWS 2")
    everywhere = words(page(desk, location="", day="2027-01-13")).partition("First arrivals")[2]
    here = words(page(desk, day="2027-01-13")).partition("First arrivals")[2]
    assert "· Duluth Testing Center" in everywhere and "LAWS 2 · Location not loaded" in everywhere
    assert "· Duluth Testing Center" not in here.partition("Special rooms")[0]


def test_tomorrow_is_told_and_where_it_is_empty_the_next_day_with_a_booking(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    told = words(page(desk, day="2027-01-13"))
    assert "Next: Thursday, January 14, 2027 · 1 booked" in told
    assert "Nothing is booked on the day after" not in told
    early = words(page(desk, day="2027-01-11"))
    assert "Next: Thursday, January 14, 2027 · 1 booked" in early
    assert "Nothing is booked on the day after, as far as we know." in early
    assert "Next: no booking is known" in words(page(desk, day="2027-01-14"))


def coming(institution: Institution, day: str, **facts: object) -> ExamSession:
    """A session at 10 AM of the day, read and at Duluth unless told otherwise."""
    start = datetime.fromisoformat(f"{day}T16:00:00Z")
    usual = {"status": "Scheduled", "location_sid": DULUTH, "refreshed_at": start}
    return known_session(institution, appointment_at=start, **usual | facts)


def arrived(session: ExamSession, at: datetime) -> None:
    Attendance.objects.create(
        session=session,
        start_at=session.appointment_at,
        arrived_at=at,
        marked_by_name="Ana Ruiz",
        event_number=1,
    )


def next_of(desk: Desk, **otherwise: str) -> str:
    return "Next: " + words(page(desk, **otherwise)).partition("Next: ")[2]


NOT_LOADED = {"location_sid": "", "refreshed_at": None}
SOME_NOT_LOADED = "2 booked that day, location not loaded yet: some of them may be expected here."
SOME_UNSURE = "1 more may be expected here: not approved yet, or their state is not known."


def test_who_may_come_next_is_told_where_the_place_or_the_approval_is_not_known(
    desk: Desk, institution: Institution
) -> None:
    for _ in range(2):
        coming(institution, "2027-01-15", **NOT_LOADED)
    told = next_of(desk)
    assert told.startswith("Next: Friday, January 15, 2027 · none booked for certain")
    assert SOME_NOT_LOADED in told
    pending = coming(institution, "2027-01-15", status="Pending Approval")
    coming(institution, "2027-01-15")
    told = next_of(desk)
    assert told.startswith("Next: Friday, January 15, 2027 · 1 booked")
    assert SOME_NOT_LOADED in told and SOME_UNSURE in told
    whole = next_of(desk, location="")
    assert whole.startswith("Next: Friday, January 15, 2027 · 3 booked") and SOME_UNSURE in whole
    assert "location not loaded yet: some" not in whole
    ExamSession.objects.exclude(pk=pending.pk).delete()
    told = next_of(desk, day="2027-01-13")
    assert "Friday, January 15, 2027 · none booked for certain" in told and SOME_UNSURE in told
    assert "This is the first day on which somebody may come" in told
    for ruled_out in ("Approval Denied", "Cancelled", "Needs Proctor"):
        ExamSession.objects.update(status=ruled_out)
        assert "Next: no booking is known" in next_of(desk)


def test_a_request_that_is_still_open_is_no_booking_of_the_next_day(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    coming(institution, DAY, learner_name="Sure Learner")
    sandbox.trouble("drop_before", method="POST")
    desk.book(asked := sandbox.needs_proctor()[0])
    told = next_of(desk, day="2027-01-13")
    assert "Thursday, January 14, 2027 · 1 booked, 1 being checked" in told
    first = told.partition("First arrivals")[2].partition("Special rooms")[0]
    learner = re.escape(mirrored(asked).learner_name)
    assert re.search(rf"{learner} [^·]+ · still being checked", first)
    assert "being checked" not in first.partition("Sure Learner")[2].partition("AM")[0]
    ExamSession.objects.filter(learner_name="Sure Learner").delete()
    told = next_of(desk, day="2027-01-13")
    assert "Thursday, January 14, 2027 · none booked for certain, 1 being checked" in told


def test_a_move_that_is_still_open_may_lead_to_either_day(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    for day, said in (("2027-01-13", "Thursday, January 14"), (DAY, "Friday, January 15")):
        told = next_of(desk, day=day)
        assert f"{said}, 2027 · none booked for certain, 1 being checked" in told


def test_a_signed_handover_keeps_who_may_come_and_one_of_before_says_it_did_not(
    desk: Desk, institution: Institution
) -> None:
    for _ in range(2):
        coming(institution, "2027-01-15", **NOT_LOADED)
    sign(desk, page(desk))
    signed = Handover.objects.get()
    ExamSession.objects.all().delete()
    assert SOME_NOT_LOADED in words(desk.get(f"/handover/{signed.pk}/"))
    before = {name: one for name, one in signed.sheet.items() if not name.startswith("next_")}
    before |= {"next_day": "2027-01-15", "next_count": 3}
    Handover.objects.update(sheet=before)
    told = words(desk.get(f"/handover/{signed.pk}/"))
    assert "Friday, January 15, 2027 · 3 booked or being checked" in told
    assert "How many more might have come was not kept." in told


@pytest.mark.parametrize("is_of_before", [True, False])
def test_only_a_sheet_that_had_no_list_of_outside_changes_tells_them_among_the_requests(
    desk: Desk, institution: Institution, is_of_before: bool
) -> None:
    coming(institution, "2027-01-15")
    sign(desk, page(desk))
    [signed] = Handover.objects.all()
    at, said = "2027-01-14T15:30:00+00:00", "Changed outside this portal"
    parts = signed.sheet["parts"] | {"decide": [[ExamSession.objects.get().pk, at, said]]}
    if is_of_before:
        del parts["outside"]
    Handover.objects.update(sheet=signed.sheet | {"parts": parts})
    told = desk.get(f"/handover/{signed.pk}/")
    assert ("asked 9:30 AM" in words(told)) is not is_of_before
    section = told.text.partition('aria-labelledby="decide"')[2].partition("</section>")[0]
    assert ("/undecided/?" in section) is not is_of_before


def test_a_day_is_the_locations_own_in_every_part(desk: Desk, institution: Institution) -> None:
    """An evening in Honolulu is the next day in Chicago."""
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="Pacific/Honolulu")
    evening = datetime(2027, 1, 14, 22, tzinfo=ZoneInfo("Pacific/Honolulu"))
    known_session(
        institution,
        status="Incident",
        appointment_at=evening,
        location_sid=DULUTH,
        refreshed_at=evening,
        learner_name="Late Learner",
    )
    told = words(page(desk))
    assert "Type not known 1 1" in told
    assert "Incidents · 1 10:00 PM Late Learner" in told
    assert "Lists behind the numbers are of the institution’s day: Central (Chicago)." in told
    after = words(page(desk, day="2027-01-15"))
    assert "Type not known" not in after and "0 Incidents" in after
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="")
    assert "Lists behind the numbers" not in words(page(desk))


def test_what_a_list_may_lack_is_told_beside_it(desk: Desk, institution: Institution) -> None:
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    for facts in ({"status": "Incident"}, {"status": "Scheduled", "changed_event": 1}):
        known_session(institution, appointment_at=start, **facts)
    absent = ExamSession.objects.get(status="Scheduled", location_sid="")
    Attendance.objects.create(
        session=absent, start_at=start, no_show_at=start, marked_by_name="Ana", event_number=1
    )
    coming(institution, DAY, status="Incident")
    told = words(page(desk))
    assert "1 Incident, 1 more not known" in told
    assert (
        "0 No-shows, 1 not known" in told and "0 Changed outside, not reviewed, 1 not known" in told
    )
    assert "0 Still here 0 Should have ended, not closed" in told
    sign(desk, page(desk))
    event = AuditEvent.objects.get(kind="handover_signed")
    assert "as far as is known; of 2 booked that day" in event.sentence
    ExamSession.objects.update(location_sid="PL" + "3".zfill(32))
    assert "1 Incident, 1 more not known" in words(
        desk.get(f"/handover/{Handover.objects.get().pk}/")
    )
    assert "more not known" not in words(page(desk, location=""))


def test_a_move_within_the_next_day_is_one_learner_who_may_come_at_two_times(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where, appointment_date_time=f"{DAY}T13:00")
    before = page(desk, day="2027-01-13")
    told = words(before)
    assert "Next: Thursday, January 14, 2027 · 1 booked, 1 being checked" in told
    name = re.escape(mirrored(where).learner_name)
    once = rf"9:30 AM or 1:00 PM {name} [^·]+ · still being checked"
    assert len(re.findall(once, told)) == 1 and len(re.findall(name, told)) == 2
    sign(desk, before)
    kept = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert "1 booked, 1 being checked" in kept and re.search(once, kept)


def test_a_move_that_is_open_counts_at_both_locations_and_a_cancellation_where_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    asked, other = Attempt.objects.latest("pk"), "PL" + "2".zfill(32)
    asked.asked |= {"proctorLocationSid": other}
    asked.save()
    checked = "2027 · none booked for certain, 1 being checked"
    assert f"Thursday, January 14, {checked}" in next_of(desk, day="2027-01-13")
    assert "no booking is known" in next_of(desk)
    assert f"Friday, January 15, {checked}" in next_of(desk, day="2027-01-13", location=other)
    asked.action, asked.asked = Attempt.Action.CANCEL, {}
    asked.save()
    assert f"Thursday, January 14, {checked}" in next_of(desk, day="2027-01-13")


def test_it_is_signed_by_name_with_an_event_and_stays_as_it_was(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    listed(where)
    answer = sign(desk, page(desk))
    made = Handover.objects.get()
    event = AuditEvent.objects.get(number=made.event_number)
    assert answer.headers["Location"] == f"/handover/{made.pk}/"
    assert (event.kind, event.who, event.install_sid) == (
        "handover_signed",
        "Ana Ruiz (coordinator)",
        NORTHFIELD,
    )
    assert event.sentence == (
        "Ana Ruiz signed the handover of Duluth Testing Center for Thursday, January 14, 2027:"
        " 0 being checked, 0 to decide, 0 half switched, 0 changed outside and not reviewed,"
        " 0 booked not as asked, 0 not moved by a rescue, 0 with an incident,"
        " 0 no-shows, 0 fee refunds asked for, 0 still here, 0 past the end."
    )
    assert PersonalValue.objects.get(event_number=event.number).value == NOTE
    assert NOTE not in event.details and NOTE not in str(made.sheet)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="Closed")
    sheet = words(desk.get(f"/handover/{made.pk}/"))
    assert "Signed by Ana Ruiz" in sheet and "Testing center seat 1 1" in sheet, sheet
    assert "Quiet room: heater is off. Ms. Hull calls back at 8." in sheet
    assert "Total Scheduled" in sheet and "Total Closed" in words(page(desk))
    assert f"/handover/{made.pk}/" in page(desk).text
    assert "Quiet room" in words(desk.get(f"/audit/{event.number}/"))


def test_a_form_that_is_sent_twice_signs_once(desk: Desk) -> None:
    shown = page(desk)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: sign(desk, shown), range(4)))
    assert {answer.headers["Location"] for answer in answers} == {
        f"/handover/{Handover.objects.get().pk}/"
    }
    assert AuditEvent.objects.filter(kind="handover_signed").count() == 1


def test_what_has_changed_meanwhile_is_read_again_before_it_is_signed(
    desk: Desk, sandbox: Sandbox
) -> None:
    shown = page(desk)
    listed(book(desk, sandbox))
    answer = sign(desk, shown)
    assert answer.status_code == 409
    assert "the day has changed since you opened this page. Changed: Scheduled 0 → 1." in words(
        answer
    )
    assert "heater is off" in answer.text
    assert not Handover.objects.exists()
    assert sign(desk, answer).status_code == 302


@pytest.mark.parametrize(
    ("note", "said", "kept"),
    [
        ("", "Write a few words", ""),
        ("Card 4111 1111 1111 1111, call back", "Do not enter card numbers", "call back"),
    ],
)
def test_a_note_that_can_not_be_kept_comes_back_and_nothing_is_signed(
    desk: Desk, note: str, said: str, kept: str
) -> None:
    answer = sign(desk, page(desk), note=note)
    assert answer.status_code == 422
    assert said in words(answer) and kept in answer.text
    assert not has_digits(answer.text, "4111")
    assert not Handover.objects.exists()
    assert kept in page(desk).text


def test_another_person_takes_over_once_and_that_is_in_the_log(
    desk: Desk, second_desk: Desk, administrator: Desk, signed: Handover
) -> None:
    path = f"/handover/{signed.pk}/"
    assert "Take over as" not in words(desk.get(path))
    desk.post(f"{path}taken-over/", {})
    signed.refresh_from_db()
    assert signed.taken_over_at is None
    assert "Take over as" in words(second_desk.get(path))
    for taker in (second_desk, administrator):
        assert taker.post(f"{path}taken-over/", {}).status_code == 302
    [event] = AuditEvent.objects.filter(kind="handover_taken")
    signed.refresh_from_db()
    assert (signed.taken_over_by_name, signed.taken_over_event) == (event.actor_name, event.number)
    assert "took over from Ana Ruiz at Duluth Testing Center" in event.sentence
    assert f"Taken over by {event.actor_name}" in words(desk.get(path))


def test_it_is_read_where_one_works_and_signed_where_one_books(
    desk: Desk, auditor: Desk, signed: Handover
) -> None:
    assert "Sign as" not in words(page(auditor))
    assert sign(auditor, page(desk)).status_code == 403
    assert auditor.post(f"/handover/{signed.pk}/taken-over/", {}).status_code == 403
    with someone(desk.url, "elsewhere") as stranger:
        assert stranger.get(f"/handover/{signed.pk}/").status_code == 403
        assert sign(stranger, page(desk)).status_code == 403
    assert Handover.objects.count() == 1


def test_of_several_institutions_one_is_chosen_first(administrator: Desk) -> None:
    offered = administrator.get("/handover/", params={"day": DAY, "install": "all"})
    assert f"/handover/?install={NORTHFIELD}&amp;day={DAY}" in offered.text
    assert f"/handover/?install={NORTHFIELD}&amp;location={DULUTH}&amp;day={DAY}" in offered.text


def test_whoever_is_past_the_end_is_told(desk: Desk, institution: Institution) -> None:
    start = timezone.now() - timedelta(hours=3)
    known_session(
        institution,
        status="In Progress",
        appointment_at=start,
        duration_minutes=60,
        location_sid=DULUTH,
        learner_name="Late Learner",
        refreshed_at=timezone.now(),
    )
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    told = words(page(desk, day=day)).partition("Should have ended, not closed ·")[2]
    assert "Late Learner" in told


@pytest.mark.parametrize("location", ["", DULUTH])
def test_whose_place_is_not_loaded_is_not_passed_over_as_closed(
    desk: Desk, institution: Institution, location: str
) -> None:
    start = timezone.now() - timedelta(hours=3)
    known_session(institution, status="In Progress", appointment_at=start)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    told = words(page(desk, day=day, location=location))
    assert "0 Should have ended, not closed" in told
    said = "1 booked that day, location not loaded yet: we can’t tell whether they should have"
    assert f"{said} ended." in told


def test_the_day_of_a_location_without_a_zone_is_its_institutions(
    desk: Desk, institution: Institution
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="")
    start = datetime(2027, 1, 14, 23, 30, tzinfo=ZoneInfo("America/Chicago"))
    known_session(
        institution,
        status="Scheduled",
        appointment_at=start,
        location_sid=DULUTH,
        refreshed_at=timezone.now(),
    )
    assert "Type not known 1 1" in words(page(desk))
    assert "Type not known" not in words(page(desk, day="2027-01-15"))


def test_the_box_reads_handover_as_a_command(desk: Desk) -> None:
    found = desk.get("/find/", params={"q": "handover duluth tomorrow"})
    assert re.search(
        rf'href="/handover/\?day=\d{{4}}-\d\d-\d\d&amp;install=\w+&amp;location={DULUTH}"',
        found.text,
    )


def test_two_forms_may_not_be_mixed(desk: Desk) -> None:
    answer = desk.post("/handover/", HERE | {"note": NOTE, "form_id": str(uuid4())})
    assert answer.status_code == 404


@pytest.mark.parametrize("column", ["hash", "details", "at", "sentence"])
def test_a_handover_whose_event_is_damaged_is_shown(
    desk: Desk, signed: Handover, column: str
) -> None:
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE scheduling_auditevent SET {column} = CAST(x'ff41' AS TEXT)"
            f" WHERE number = {signed.event_number}"
        )
    shown = desk.get(f"/handover/{signed.pk}/")
    assert (shown.status_code, "Quiet room" in shown.text) == (200, True)


def test_what_changed_while_it_was_written_is_said_by_name_and_number(
    desk: Desk, institution: Institution
) -> None:
    one, other = (coming(institution, DAY, status="Incident") for _ in range(2))
    shown = page(desk)
    other.delete()
    ExamSession.objects.filter(pk=one.pk).update(status="Closed")
    coming(institution, "2027-01-15")
    told = words(sign(desk, shown))
    names = (
        "(no longer: Name not known, Name not known), First arrivals 0 → 1 (new: Name not known)"
    )
    assert f"Changed: Incidents 2 → 0 {names}," in told
    assert "Closed 0 → 1, Booked next 0 → 1, Incident 2 → 0. Below is the day as of now" in told
    again = page(desk)
    for figures in (
        *("", "[[", "{}", '{"status:<b>": [1]}', "[" * 3000, '{"a":[1e999,"x"]}', '{"a":[NaN,1]}'),
        *('{"\\ud800":[1,"x"]}', '{"status:\\ud800":[1,"x"]}', '{"x":[1,"\\ud800"]}'),
    ):
        coming(institution, "2027-01-15")
        answer = sign(desk, again, figures=figures)
        assert (answer.status_code, "<b>" in answer.text) == (409, "<b>" in again.text)
        assert "nobody knows 1 → 0" not in words(answer)
    told = words(sign(desk, again, figures='{"nobody knows":[1,""],"status:Gone":[1,""]}'))
    assert ("nobody knows" in told, "Gone 1 → 0" in told) == (False, True)


def test_who_was_cancelled_as_a_no_show_is_one_and_who_was_marked_too_is_no_second(
    desk: Desk, sandbox: Sandbox
) -> None:
    both, only, ill = (book(desk, sandbox) for _ in range(3))
    for where in (both, only, ill):
        cancel(desk, where, reason="changed-time" if where is ill else "no-show")
    start = ExamSession.objects.get(sid=both["sessionSid"]).appointment_at
    Attendance.objects.create(
        session=mirrored(both),
        start_at=start,
        no_show_at=start,
        marked_by_name="Bo Lind",
        event_number=1,
    )
    shown = page(desk)
    told = words(shown)
    assert "2 No-shows" in told
    part = told.partition("No-shows · 2")[2].partition("Marked here, or cancelled")[0]
    assert f"{mirrored(both).learner_name}" in part and f"{mirrored(only).learner_name}" in part
    assert part.count("cancelled as a no-show by Ana Ruiz") == 2
    assert "marked by Bo Lind, cancelled as a no-show by Ana Ruiz" in part
    sign(desk, shown)
    assert "2 no-shows" in AuditEvent.objects.get(kind="handover_signed").sentence


def test_times_at_a_location_on_another_clock_name_that_clock(
    desk: Desk, institution: Institution
) -> None:
    there = {"location_sid": "PL" + "9".zfill(32), "location_name": "Boston Harbor"}
    coming(institution, "2027-01-15", time_zone="America/New_York", **there)
    coming(institution, DAY, status="Incident", time_zone="America/New_York", **there)
    coming(institution, "2027-01-15", time_zone="America/Chicago")
    everywhere = words(page(desk, location=""))
    first = everywhere.partition("First arrivals")[2]
    assert "Incidents · 1 11:00 AM EST " in everywhere
    assert first.startswith(" 11:00 AM EST ") and " 10:00 AM " in first


def test_a_rescue_of_the_shift_is_told_with_whom_it_did_not_move(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    today = timezone.now().astimezone(ZoneInfo("America/Chicago")).date()
    batch = begun(booked_there(sandbox, institution, 3))
    goes_on = words(page(desk, day=today.isoformat()))
    assert f"Rescue {batch.pk} · Duluth Testing Center · still under way · Call list" in goes_on
    assert "0 Not moved by a rescue" in goes_on
    start_pause_stop.pause(batch=batch, actor=ANA)
    paused = words(page(desk, day=today.isoformat()))
    assert "3 waiting: paused until somebody continues it · Call list" in paused
    calls = words(desk.get(f"/rescues/{batch.pk}/calls/"))
    assert "The rescue is paused. Nobody else is moved until somebody continues it." in calls
    start_pause_stop.resume(batch=batch, actor=ANA)
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    shown = page(desk, day=today.isoformat())
    told = words(shown)
    assert f"Rescue {batch.pk} · Duluth Testing Center · 1 moved, 2 not moved · Call list" in told
    assert f'href="/rescues/{batch.pk}/calls/"' in shown.text
    part = told.partition("Not moved by a rescue · 2")[2]
    part = part.partition("Their bookings are unchanged.")[0]
    assert part.count(f"Rescue {batch.pk}: not moved") == 2
    assert part.count("Thu, Jan 14, 10:00 AM") == 2
    sign(desk, shown)
    kept = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert f"Rescue {batch.pk} · Duluth Testing Center · 1 moved, 2 not moved" in kept
    elsewhere = words(page(desk, day=today.isoformat(), location="PL" + "2".zfill(32)))
    assert "Rescue " not in elsewhere


def test_a_rescue_stands_on_the_handover_of_the_day_it_is_about(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = carried_out(begun(booked_there(sandbox, institution, 2)))
    assert f"Rescue {batch.pk} · Duluth Testing Center · 2 moved" in words(page(desk))
    assert "Rescue " not in words(page(desk, day="2027-01-15"))


def test_of_a_rescue_at_several_locations_each_is_told_what_its_own_sessions_came_to(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    other = "PL" + "2".zfill(32)
    here, *away = booked_there(sandbox, institution, 3)
    for one in away:
        ExamSession.objects.filter(pk=one.pk).update(location_sid=other)
        one.refresh_from_db()
    batch = begun([here, *away])
    start_pause_stop.stop(batch=batch, actor=ANA)
    carried_out(batch)
    title = f"Rescue {batch.pk} · Duluth Testing Center ·"
    assert f"{title} 1 left as they were, 2 more at other locations · Call" in words(page(desk))
    assert f"{title} 3 left as they were · Call list" in words(page(desk, location=""))


def test_whom_a_rescue_did_not_move_the_next_shifts_are_told_until_they_are_moved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    tomorrow = timezone.now().astimezone(ZoneInfo("America/Chicago")).date() + timedelta(days=1)
    Batch.objects.update(begun_at=timezone.now() - timedelta(days=2))
    Batch.objects.update(ended_at=timezone.now() - timedelta(days=2))
    assert "2 Not moved by a rescue" in words(page(desk, day=tomorrow.isoformat()))
    one, other = (row.session for row in batch.rows.all())
    ExamSession.objects.filter(pk=one.pk).update(appointment_at=one.appointment_at + timedelta(1))
    assert "1 Not moved by a rescue" in words(page(desk, day=tomorrow.isoformat()))
    ExamSession.objects.filter(pk=other.pk).update(status="Cancelled")
    told = words(page(desk, day=tomorrow.isoformat()))
    assert "0 Not moved by a rescue" in told


def test_beside_today_stands_what_the_day_before_left_open_and_whether_it_was_signed(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    today = timezone.now().astimezone(zone).date()
    start = datetime(today.year, today.month, today.day, tzinfo=zone) - timedelta(hours=5)
    there = {"location_sid": DULUTH, "refreshed_at": start, "appointment_at": start}
    for status in ("Scheduled", "Incident"):
        known_session(institution, status=status, duration_minutes=60, **there)
    before = f"{start:%A, %B %-d, %Y} : 2 should have ended, not closed; 1 incident."
    shown = page(desk, day=today.isoformat())
    assert f"{before} Its handover was not signed." in words(shown)
    assert f"day={start.date()}" in shown.text
    sign(desk, page(desk, day=start.date().isoformat(), location=""))
    assert f"{before} Its handover was signed." in words(page(desk, day=today.isoformat()))
    assert before not in words(page(desk, day=start.date().isoformat()))
    ExamSession.objects.all().delete()
    assert "Its handover was" not in words(page(desk, day=today.isoformat()))


def test_what_the_day_before_may_have_left_open_is_told_where_the_location_is_not_loaded(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    today = timezone.now().astimezone(zone).date()
    start = datetime(today.year, today.month, today.day, tzinfo=zone) - timedelta(hours=5)
    for status in ("Scheduled", "Scheduled", "Incident"):
        known_session(institution, status=status, duration_minutes=60, appointment_at=start)
    said = "perhaps, location not loaded yet: 3 should have ended, not closed; 1 incident."
    shown = words(page(desk, day=today.isoformat()))
    assert f"{start:%A, %B %-d, %Y} : {said} Its handover was not signed." in shown
    everywhere = words(page(desk, day=today.isoformat(), location=""))
    assert "1 incident and perhaps, location not loaded yet: 3 should have ended" in everywhere


def test_the_next_day_says_that_a_location_is_closed_or_has_other_hours_and_who_is_outside_them(
    desk: Desk, institution: Institution
) -> None:
    duluth = institution.locations.get(pl_sid=DULUTH)
    entered = HoursByDate.objects.create(
        institution=institution,
        first_day=date(2027, 1, 15),
        last_day=date(2027, 1, 15),
        reason="Snow day",
    )
    coming(institution, "2027-01-15", learner_name="Stands Outside", duration_minutes=60)
    told = next_of(desk)
    assert "Duluth Testing Center: closed that day (Snow day). 1 is booked that day." in told
    assert re.search(r"10:00 AM Stands Outside [^·]+ · closed that day", told)
    sign(desk, page(desk))
    HoursByDate.objects.filter(pk=entered.pk).update(
        location=duluth, opens="10:30", closes="12:00", reason="Short staff"
    )
    late = datetime.fromisoformat("2027-01-15T17:30:00Z")
    coming(institution, "2027-01-15", learner_name="Ends Late", duration_minutes=60)
    ExamSession.objects.filter(learner_name="Ends Late").update(appointment_at=late)
    coming(institution, "2027-01-15", learner_name="Fits In", duration_minutes=30)
    ExamSession.objects.filter(learner_name="Fits In").update(appointment_at=late)
    told = next_of(desk)
    hours = "Duluth Testing Center: open 10:30 AM – 12:00 PM (Short staff)."
    assert f"{hours} 2 are booked outside these hours." in told
    assert re.search(r"Stands Outside [^·]+ · before it opens", told)
    assert re.search(r"Ends Late [^·]+ · ends after it closes", told)
    assert not re.search(r"Fits In [^·]+ · ", told.partition("Special rooms")[0])
    assert hours in next_of(desk, location="")
    signed = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert "closed that day (Snow day)" in signed and "10:30" not in signed
    HoursByDate.objects.all().delete()
    assert "Duluth Testing Center: " not in next_of(desk)
    assert not list(kept_sheets.check())


def test_a_sheet_of_before_says_that_it_did_not_keep_the_next_days_hours(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, "2027-01-15")
    sign(desk, page(desk))
    signed = Handover.objects.get()
    not_kept = "Whether it was to be closed that day was not kept."
    assert not_kept not in words(desk.get(f"/handover/{signed.pk}/"))
    del signed.sheet["next_hours"]
    signed.save()
    assert not_kept in words(desk.get(f"/handover/{signed.pk}/"))


def test_a_booking_stored_otherwise_than_asked_is_named_with_what_is_to_be_done(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("hour_off", method="POST")
    desk.book(where := sandbox.needs_proctor()[0])
    assert mirrored(where).learner_name
    shown = page(desk, day="2027-01-12")  # of a later day too
    told = words(shown)
    assert "1 Scheduled, not as asked" in told
    part = told.partition("Scheduled, not as asked · 1 ")[2]
    assert re.match(
        rf"Thu, Jan 14, 10:30 AM {re.escape(mirrored(where).learner_name)} [^·]+"
        r"(· Duluth Testing Center )?· Start: asked for 9:30 AM CST,"
        r" SmarterProctoring shows 10:30 AM CST On this day or later\. Call Smarter",
        part,
    ), part[:300]
    sign(desk, shown)
    assert "1 booked not as asked" in AuditEvent.objects.get(kind="handover_signed").sentence
    assert "0 Scheduled, not as asked" in words(page(desk, day="2027-01-15"))
    asked = Attempt.objects.get()
    Attempt.objects.update(settled_how=Attempt.SettledHow.BY_HAND, cause=Attempt.Decided.OTHERWISE)
    assert "0 Scheduled, not as asked" in words(page(desk))
    Attempt.objects.update(settled_how=asked.settled_how, cause=asked.cause)
    assert "1 Scheduled, not as asked" in words(page(desk, day="2027-01-12"))
    as_asked = "2027-01-14T15:30:00+00:00"
    ExamSession.objects.filter(pk=asked.session_id).update(appointment_at=as_asked)
    assert "0 Scheduled, not as asked" in words(page(desk, day="2027-01-12"))


def test_what_was_changed_outside_says_how_it_was_and_when_that_was_seen(
    desk: Desk, sandbox: Sandbox
) -> None:
    moved, elsewhere = book(desk, sandbox), book(desk, sandbox)
    sandbox.place(moved["sessionSid"], start="2027-01-15T20:00:00+00:00")
    refresh_session(mirrored(moved))
    sandbox.place(moved["sessionSid"], start="2027-01-16T20:00:00+00:00")
    sandbox.place(elsewhere["sessionSid"], fields={"proctorLocationSid": "PL" + "3".zfill(32)})
    for where in (moved, elsewhere):
        refresh_session(mirrored(where))
    part = words(page(desk, location="")).partition("Changed outside, not reviewed · 2")[2]
    seen = r"seen \w+, \w+ \d+, \d+:\d\d [AP]M"
    assert re.search(
        rf"Sat, Jan 16, 2:00 PM {re.escape(mirrored(moved).learner_name)} [^,]+"
        rf"was Thu, Jan 14, 9:30 AM, {seen}",
        part,
    ), part[:500]
    assert re.search(rf"· was at Duluth Testing Center, {seen}", part)
    assert "asked" not in part.partition("Of any day.")[0]
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_auditevent SET details = '[' WHERE kind = 'seen'")
    part = words(page(desk, location="")).partition("Changed outside, not reviewed · 2")[2]
    assert part.count("· Changed outside this portal") == 2


def test_a_status_that_nobody_knows_is_told_in_the_provider_s_own_word(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], status="Zurückgestellt")
    refresh_session(mirrored(where))
    part = words(page(desk, location="")).partition("Changed outside, not reviewed · 1")[2]
    assert re.search(r"was Scheduled, now “Zurückgestellt”, seen \w+,", part), part[:300]
    reviews.acknowledge(session=mirrored(where), actor=PORTAL)
    sandbox.place(where["sessionSid"], status="Cancelled")
    refresh_session(mirrored(where))
    part = words(page(desk, location="")).partition("Changed outside, not reviewed · 1")[2]
    assert re.search(r"was “Zurückgestellt”, seen \w+,", part), part[:300]


def test_who_signs_a_day_that_was_signed_meanwhile_is_told_so_and_signs_by_a_second_press(
    desk: Desk, second_desk: Desk, institution: Institution
) -> None:
    shown, other = page(desk), page(second_desk)
    assert sign(desk, shown).status_code == 302
    first = Handover.objects.get()
    coming(institution, DAY)
    answer = sign(second_desk, other, note="Mine.")
    told = words(answer)
    assert answer.status_code == 409 and Handover.objects.count() == 1
    assert "Not signed: Ana Ruiz signed this day, " in told
    assert "Changed: Scheduled 0 → 1. Read that handover and its note first, then the day" in told
    assert told.count("sign again.") == 1 and "then sign." not in told and "Mine." in told
    assert f'href="/handover/{first.pk}/">Open handover {first.pk}</a>' in answer.text
    assert sign(second_desk, answer, note="Mine.").status_code == 302
    answer = sign(desk, page(desk))
    assert (answer.status_code, Handover.objects.count()) == (302, 3)


def test_of_several_who_sign_at_once_one_has_signed(desk: Desk, second_desk: Desk) -> None:
    pages = [(desk, page(desk)), (second_desk, page(second_desk)), (desk, page(desk))]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda one: sign(*one), pages))
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert Handover.objects.count() == 1


def test_what_is_not_taken_over_is_named_to_who_comes_next_though_they_signed_since(
    desk: Desk, second_desk: Desk, signed: Handover
) -> None:
    sign(second_desk, page(second_desk))
    waits = f"Handover {signed.pk} (Duluth Testing Center), signed"
    assert waits in plain_text(page(second_desk).text)
    newer = Handover.objects.latest("pk")
    assert f"Handover {newer.pk} (Duluth Testing Center), signed" in plain_text(page(desk).text)


def test_the_head_of_a_day_that_was_signed_says_who_signed_and_that_this_is_now(
    desk: Desk, signed: Handover
) -> None:
    def head(**otherwise: str) -> str:
        return words(page(desk, **otherwise)).partition("At a glance")[0]

    told = head()
    assert re.search(r"Signed \w+, \w+ \d+, \d+:\d\d [AP]M CST by Ana Ruiz; below is the day", told)
    assert "Not signed." not in told and "not the signed sheet" in told
    for elsewhere in ({"day": "2027-01-15"}, {"location": ""}):
        assert "Not signed." in head(**elsewhere)


def test_who_left_who_came_and_who_is_there_otherwise_is_named_before_it_is_signed(
    desk: Desk, institution: Institution
) -> None:
    gone, came, stays = (
        coming(institution, DAY, learner_name=name) for name in ("Ada Gone", "Bo Came", "Cy Stays")
    )
    now = timezone.now() - timedelta(hours=1)
    for one in (gone, stays):
        arrived(one, now)
    today = timezone.now().astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    shown = page(desk, day=today)
    figures = re.search(r'name="figures" value="([^"]+)"', shown.text)
    Attendance.objects.filter(session=gone).update(left_at=timezone.now())
    arrived(came, now)
    told = words(sign(desk, shown))
    assert "Changed: Still here (left: Ada Gone; came: Bo Came). Below" in told
    Attendance.objects.filter(session=stays).update(marked_by_name="Somebody Else")
    told = words(sign(desk, shown))
    assert "Changed: Still here (left: Ada Gone; came: Bo Came; changed: Cy Stays)." in told
    before = json.loads(unescape(figures[1]))
    told = words(sign(desk, shown, figures=json.dumps({"here": before["here"][:2]})))
    assert "Still here: others than before" in told


def test_of_another_institutions_session_no_name_is_told(
    desk: Desk, institution: Institution
) -> None:
    other = Institution.objects.create(sid="IN" + "9".zfill(32), name="Elsewhere")
    theirs = known_session(other, learner_name="Hidden Name")
    shown = page(desk)
    coming(institution, DAY)
    told = words(sign(desk, shown, figures=json.dumps({"here": [1, "x", {str(theirs.pk): "x"}]})))
    assert "Still here 1 → 0 (left: Name not known)" in told and "Hidden Name" not in told


def test_still_here_is_who_was_checked_in_on_that_day_and_today_who_is_here_since_before(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    now = timezone.now().astimezone(zone)
    arrived(coming(institution, DAY, learner_name="Here Today"), now)
    night = datetime(now.year, now.month, now.day, tzinfo=zone) - timedelta(minutes=1)
    is_here_still = now - night < timedelta(hours=18)
    arrived(coming(institution, DAY, learner_name="Here Before"), night)
    today, before, after = (
        words(page(desk, day=(now.date() + timedelta(days=on)).isoformat())) for on in (0, -1, 1)
    )
    assert f"{1 + is_here_still} Still here" in today and "0 Still here" in after
    assert f"{int(is_here_still)} Still here" in before
    part = today.partition("Still here · ")[2]
    if is_here_still:
        assert f"since {night:%a, %b %-d}, 11:59 PM Here Before" in part
    assert "Here Today" not in before.partition("Still here · ")[2].partition("Next: ")[0]


def test_whose_place_is_not_loaded_is_one_press_away_from_where_the_day_tells_of_them(
    desk: Desk, institution: Institution
) -> None:
    for day in (DAY, "2027-01-15"):
        coming(institution, day, learner_name=f"Una Unplaced {day}", **NOT_LOADED)
    coming(institution, DAY, status="Incident", **NOT_LOADED)
    ways = [
        f"/board/?install={NORTHFIELD}&amp;location={DULUTH}&amp;day={day}#not-loaded"
        for day in (DAY, "2027-01-15")
    ]
    for path in ("/handover/", "/roster/"):
        asked = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
        shown = desk.get(path, params=asked).text
        at_hand = [one for one in ways if f'href="{one}"' in shown]
        assert at_hand == (ways if path == "/handover/" else ways[:1])
    board = desk.get(unescape(ways[0])).text
    folded = board.partition('id="not-loaded"')[2]
    assert f"Una Unplaced {DAY}" in folded and "Opening one loads where it is." in folded


def test_the_whole_day_is_told_in_words_whatever_of_its_table_is_cut(
    desk: Desk, institution: Institution
) -> None:
    for status, kind in (
        ("Scheduled", "testing-center-seat"),
        ("Scheduled", "instructor-as-proctor"),
        ("Incident", "testing-center-seat"),
    ):
        coming(institution, DAY, status=status, session_type=kind)
    assert "The day by type Total 3: 2 Scheduled, 1 Incident Total" in words(page(desk))
