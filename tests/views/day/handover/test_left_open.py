"""What a day leaves open, by name: requests, decisions, no-shows, and changes made outside."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Attempt, Attendance, AuditEvent, ExamSession, Handover, Institution
from scheduling.session_commands import PORTAL
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, cancel, mirrored
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, coming, listed, next_of, page, sign, today
from tests.support.html import words
from tests.support.people import NORTHFIELD

OUTSIDE = "Changed outside, not reviewed"


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
        assert "1 Needs a decision 0 Not moved by a rescue 0 Being checked with SmarterProc" in told
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
    assert "0 Needs a decision 0 Not moved by a rescue" in told
    assert "0 Refunds asked for 1 Changed outside, not reviewed" in told
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
    part = words(page(desk, location="", day=today())).partition(
        "Changed outside, not reviewed · 2"
    )[2]
    seen = r"seen \w+, \w+ \d+, \d+:\d\d [AP]M"
    assert re.search(
        rf"Sat, Jan 16, 2:00 PM {re.escape(mirrored(moved).learner_name)} [^,]+"
        rf"was Thu, Jan 14, 9:30 AM, {seen}",
        part,
    ), part[:500]
    assert re.search(rf"· was at Duluth Testing Center, {seen}", part)
    assert "asked" not in part.partition("Check that the learner knows")[0]
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_auditevent SET details = '[' WHERE kind = 'seen'")
    part = words(page(desk, location="", day=today())).partition(
        "Changed outside, not reviewed · 2"
    )[2]
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
