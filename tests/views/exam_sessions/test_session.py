"""What can be said of a booking afterwards:
what to read to the learner, what was paid, why it was cancelled.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution, InstructorEntry, Location
from scheduling.models.session_status import (
    APPROVAL_DENIED,
    INCIDENT,
    PENDING_APPROVAL,
    SessionStatus,
)
from scheduling.views.exam_sessions import payment_summary
from scheduling.views.exam_sessions.session_parts.details import NOT_CERTAIN
from scheduling.views.exam_sessions.session_rows import grouped
from tests.support.booking_actions import INSTRUCTOR, ONE_OFF, book, cancel, mirrored, move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.outcomes import page_of, settled

READ = re.compile(r"To read to the learner “([^”]+)”")
ON_THE_DAY = "on Thursday, January 14, 2027 from 9:30 to"
AT = {"proctor_location_sid": DULUTH}


def read(desk: Desk, where: dict[str, str]) -> str:
    """The sentence for the learner, with the exam's name and its end left out."""
    found = READ.search(page_of(desk, where))
    assert found
    return re.sub(r"(from 9:30 )(AM )?to \d+:\d\d [AP]M CST", r"\1to …", found[1]).replace(
        mirrored(where).exam_title, "it"
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {},
            (
                f"You are booked for it {ON_THE_DAY} …, Duluth Testing Center. The address is 1"
                " Canal Street, Duluth."
            ),
        ),
        (
            {"session_type": "proctoru"} | AT,
            f"You are booked for it {ON_THE_DAY} …, online with ProctorU, Duluth Testing Center.",
        ),
        (
            INSTRUCTOR,
            (
                f"You are booked for it {ON_THE_DAY} …, face to face with your instructor: Dr."
                " Iyer, Hall 2."
            ),
        ),
        (
            {
                "session_type": "automated",
                "appointment_date_time": None,
                "proctor_location_sid": None,
            },
            (
                "You can take it at any time in its window. "
                "Proctoring is automated, no live proctor, and you need no appointment."
            ),
        ),
    ],
)
def test_what_to_read_to_the_learner_is_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution, answers: dict[str, str], said: str
) -> None:
    kind = "online" if answers.get("session_type") == "proctoru" else "testing-center"
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(
        address="1 Canal Street, Duluth", kind=kind
    )
    InstructorEntry.objects.filter(institution=institution).update(name="Dr. Iyer, Hall 2")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **answers).status_code == 302
    ExamSession.objects.filter(sid=where["sessionSid"]).update(instructor_name="Prof. Iyer")
    assert read(desk, where) == said
    slot = "Dr. Iyer, Hall 2"
    assert (slot in page_of(desk, where).split("History", 1)[1]) == (answers is INSTRUCTOR)


def test_to_what_is_taken_online_nobody_is_sent_to_an_address(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    places = Location.objects.filter(institution=institution, pl_sid=DULUTH)
    places.update(address="1 Canal Street, Duluth", kind="online")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, session_type="proctoru", **AT).status_code == 302
    places.update(kind="testing-center")
    assert read(desk, where) == f"You are booked for it {ON_THE_DAY} …, online with ProctorU."
    assert "Canal Street" not in page_of(desk, where).split("History", 1)[0]


def test_only_the_courses_own_instructor_is_the_learners(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    entries = InstructorEntry.objects.filter(institution=institution)
    entries.update(name="Dr. Iyer, Hall 2 (only if Jane is away)")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **INSTRUCTOR).status_code == 302
    said = f"You are booked for it {ON_THE_DAY} …, face to face with"
    assert read(desk, where) == f"{said} an instructor: Dr. Iyer, Hall 2."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)

    entries.update(name="Dr. Harriet Osei")
    assert read(desk, where) == f"{said} an instructor: Dr. Harriet Osei."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)

    entries.delete()
    assert read(desk, where) == f"{said} an instructor."
    assert "The location is not known here. Find out where it is" in page_of(desk, where)


def test_another_of_the_same_family_name_is_not_the_learners_instructor(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    entries = InstructorEntry.objects.filter(institution=institution)
    entries.update(name="Jason Lee, Hall 2")
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **INSTRUCTOR).status_code == 302
    sessions = ExamSession.objects.filter(sid=where["sessionSid"])
    for instructor, who in (
        ("Dr. Lee", "an instructor"),
        ("Lee, Jason, PhD", "your instructor"),
        ("Dr. Ana Ruiz; Dr. Jason Lee", "your instructor"),
    ):
        sessions.update(instructor_name=instructor)
        assert read(desk, where).endswith(f"face to face with {who}: Jason Lee, Hall 2.")


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("Testing Center (ring twice)", "Hall", "Testing Center."),
        ("Testing Center (North)", "Testing Center (South)", "Testing Center (North)."),
        ("Testing Center (North)", "Testing Center", "Testing Center (North)."),
        ("(Remote)", "Hall", "Remote."),
        ("Hall 2（スタッフ用）", "Hall", "Hall 2."),
        ("Hall 2 {keep quiet}", "Hall", "Hall 2."),
        ("Hall 2 (do not use", "Hall", "Hall 2."),
        ("Lab (Room 3 (rear)) West", "Hall", "Lab West."),
        ("Lab) West", "Hall", "Lab) West."),
    ],
)
def test_what_stands_in_brackets_is_read_only_where_the_name_needs_it(
    desk: Desk, sandbox: Sandbox, institution: Institution, name: str, other: str, said: str
) -> None:
    places = Location.objects.filter(institution=institution)
    places.exclude(pl_sid=DULUTH).update(name=other)
    places.filter(pl_sid=DULUTH).update(name=name, address="")
    where = book(desk, sandbox)
    assert read(desk, where) == f"You are booked for it {ON_THE_DAY} …, {said}"


def test_after_a_move_the_old_time_and_the_new_one_are_read(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert "The location is not known here" not in page_of(desk, where)
    answers = {"appointment_date_time": "2027-01-15T13:00", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = READ.search(page_of(desk, where))
    assert found
    assert "was moved from Thursday, January 14, 2027 at 9:30 AM CST to Friday, January" in found[1]
    button = re.search(r'data-copy="([^"]+)" hidden>Copy<', desk.get(session_path(where)).text)
    assert button and unescape(button[1]) == found[1]


@pytest.mark.parametrize("starts", ["11:30 AM", "1:30 PM"])
def test_after_a_move_on_the_same_day_the_day_is_read_once(
    desk: Desk, sandbox: Sandbox, starts: str
) -> None:
    where = book(desk, sandbox)
    wall = {"11:30 AM": "11:30", "1:30 PM": "13:30"}[starts]
    answers = {"appointment_date_time": f"2027-01-14T{wall}", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = READ.search(page_of(desk, where))
    assert found
    day, title = "Thursday, January 14, 2027", mirrored(where).exam_title
    told = f"Your booking for {title} on {day} was moved from 9:30 AM CST. It is now from "
    assert found[1].startswith(f"{told}{starts.split()[0]}")
    assert found[1].count("January 14") == 1
    assert "It is the same day, but no longer at 9:30 AM CST." in page_of(desk, where)


NOTHING_TO_DO = "There is nothing to do for now. If you do not hear from us, please ask us again."
THURSDAY = "Thursday, January 14, 2027 at 9:30 AM CST"


def test_while_it_is_not_known_what_came_of_a_request_what_is_read_promises_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    desk.book(where)
    asked = f"I have asked to book it for you on {THURSDAY}. It is not confirmed yet."
    assert read(desk, where) == f"{asked} {NOTHING_TO_DO}"
    beside = plain_text(desk.get(f"{session_path(where)}standing/").text)
    assert "To read to the learner “I have asked to book " in beside


def test_while_a_move_is_open_the_time_that_stands_is_read_beside_the_one_asked_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    assert read(desk, where) == (
        f"As far as we know, your booking for it is still on {THURSDAY}. I have asked to move it to"
        f" Friday, January 15, 2027 at 1:00 PM CST. The move is not confirmed yet. {NOTHING_TO_DO}"
    )


def test_while_a_cancellation_is_open_it_is_read_as_not_confirmed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    assert read(desk, where) == (
        f"I have asked to cancel your booking for it on {THURSDAY}. It is not confirmed yet that it"
        f" is cancelled. {NOTHING_TO_DO}"
    )


BEFORE, AFTER = (
    "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)",
    "Friday, January 15, 2027, 1:00 PM CST (19:00 UTC)",
)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("", f"Start before the move {BEFORE} Start {AFTER} Location"),
        ("drop_after", f"Start before the move {BEFORE} Start {AFTER} {NOT_CERTAIN}"),
        ("drop_before", f"Start {BEFORE} {NOT_CERTAIN}"),
    ],
)
def test_the_time_before_a_move_stands_beside_the_new_one_which_is_no_fact_while_it_is_open(
    desk: Desk, sandbox: Sandbox, trouble: str, told: str
) -> None:
    where = book(desk, sandbox)
    assert f"Start {BEFORE} Location" in page_of(desk, where)
    if trouble:
        sandbox.trouble(trouble, method="PUT")
    answers = {"appointment_date_time": "2027-01-15T13:00", "time_zone": "America/Chicago"}
    assert move(desk, where, **answers).status_code == 302
    found = page_of(desk, where)
    assert told in found
    assert ("Start before" in told) == ("Start before" in found)


def test_a_page_that_stops_asking_is_fetched_anew_as_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    part = f"{session_path(where)}standing/"
    assert "HX-Refresh" not in desk.get(part, headers={"HX-Request": "true"}).headers
    Attempt.objects.filter(action=Attempt.Action.CANCEL).update(needs_person=True)
    answer = desk.get(part, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], "every 2s" in answer.text) == ("true", False)
    page = desk.get(session_path(where)).text
    assert re.search(r'page-head__side"[^>]*>\s*<span class="state state--decide">', page)
    assert "Your request needs a decision." in plain_text(page)


ACTIONS = re.compile(r'<li class="actions__item[^"]*">\s*<(a|p) [^>]*>\s*([^<]+?)\s*</')


def test_what_can_be_done_stands_first_and_what_can_t_with_its_reason_once(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    named = ("Move to another time", "Switch type or location", "Cancel the booking")
    book_it = "Book this session"
    page = desk.get(session_path(where)).text
    shown = [(tag, words) for tag, words in ACTIONS.findall(page) if words != "Next to book"]
    assert shown == [*(("a", one) for one in named), ("p", f"Not now: {book_it}")]

    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    page = desk.get(session_path(where)).text
    assert ACTIONS.findall(page) == [("p", f"Not now: {' · '.join((book_it, *named))}")]
    assert page.count('class="actions__why"') == 1


def test_the_learners_address_opens_a_letter(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(learner_email="a+b@x.test?bcc=c")
    assert 'href="mailto:a%2Bb@x.test%3Fbcc%3Dc"' in desk.get(session_path(where)).text


def test_a_one_off_proctor_is_named_with_the_address(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    name = f"{ONE_OFF['first_name']} {ONE_OFF['last_name']}"
    assert f"with {name}, {ONE_OFF['company']}. The address is {ONE_OFF['address1']}" in read(
        desk, where
    )


def test_what_was_paid_is_told_and_how_far_that_is_known(desk: Desk, sandbox: Sandbox) -> None:
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    where = book(desk, sandbox, **paid)
    told = page_of(desk, where)
    words = "Payment $25.50 USD by voucher ending E-OK"
    accepted = payment_summary.ACCEPTED
    assert f"{words} {accepted}" in told
    assert "Payment: $25.50 USD by voucher ending E-OK" in told.split("History", 1)[1]
    form = desk.get(f"{session_path(where)}cancel/").text
    assert "Payment: $25.50 USD by voucher ending E-OK" in form
    assert accepted in form

    lost = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(lost, **paid | {"voucher_code": "PRACTICE-OK-TWICE-OK"})
    assert settled(lost).state == "accepted"
    told = page_of(desk, lost)
    assert f"{words} {payment_summary.NOT_TOLD}" in told
    assert f"Payment {payment_summary.NONE}" in page_of(desk, book(desk, sandbox))


def test_a_payment_is_told_of_as_long_as_it_may_have_been_taken(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    sandbox.trouble("drop_before", method="POST")
    administrator.book(where, **paid)
    words = "Payment $25.50 USD by voucher ending E-OK"
    assert f"{words} {payment_summary.NOT_SETTLED}" in page_of(administrator, where)

    assert settled(where).state == "not-applied"
    told = page_of(administrator, where)
    assert f"{words} {payment_summary.NOT_DONE}" in told

    administrator.book(where)
    assert f"Payment {payment_summary.NONE}" in page_of(administrator, where)
    refused = sandbox.needs_proctor()[0]
    sandbox.trouble("status", method="POST", code=409)
    administrator.book(refused, **paid)
    assert "Payment $25.50" not in page_of(administrator, refused).split("History", 1)[0]


def test_why_it_was_cancelled_stands_in_the_history(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    form = desk.get(f"{session_path(where)}cancel/").text
    assert "Required. Sent to SmarterProctoring" in form
    cancel(desk, where, reason="no-show")
    told = page_of(desk, where).split("History", 1)[1]
    assert "Kind of reason: No-show" in told
    assert "Reason: The learner is ill." in told


def test_an_unknown_place_is_not_called_by_the_type_and_sids_are_whole_on_paper(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    assert mirrored(where).location_name == ""
    assert grouped([mirrored(where)])[0].rows[0].where == "–"
    assert (
        f'<span class="sid__whole">{where["sessionSid"]}</span>'
        in desk.get(session_path(where)).text
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (APPROVAL_DENIED, "The instructor has not released it."),
        (INCIDENT, "Two people in the room"),
        (PENDING_APPROVAL, ""),
    ],
)
def test_a_reason_stands_under_its_state_in_quotes_with_who_can_act(
    desk: Desk, sandbox: Sandbox, status: SessionStatus, reason: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status=status.word, reason=reason or None)
    page = plain_text(desk.get(session_path(where)).text)

    quoted = f"“{reason}” " if reason else ""
    assert f"{status.word} {quoted}{status.who_can_act}" in page


def test_no_reason_of_the_provider_s_stands_beside_a_request_that_is_open(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    sandbox.place(where["sessionSid"], status="Incident", reason="Two people in the room")
    page = plain_text(desk.get(session_path(where)).text)
    assert ("Being checked" in page, "Two people in the room" in page) == (True, False)


def test_a_reason_goes_with_its_status(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status="Incident", reason="Two people in the room")
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Scheduled", reason=None)

    page = plain_text(desk.get(session_path(where)).text)
    assert "Two people in the room" not in page


def test_a_page_has_one_clock_and_tells_another_only_with_the_difference(
    desk: Desk, sandbox: Sandbox
) -> None:
    here, there = sandbox.needs_proctor()[:2]
    desk.book(here)
    desk.book(there, proctor_location_sid=f"PL{3:032x}", time_zone="")
    rows = [
        plain_text(desk.get(f"/?install={one['installSid']}&q={one['learner']}").text)
        for one in (here, there)
    ]
    assert all("times Central (Chicago)" in page for page in rows)
    assert all("Thursday, January 14, 2027" in page and "9:30 AM" in page for page in rows)
    assert "9:30 AM MST Phoenix, 1 hour behind: 10:30 AM in Chicago" in rows[1]
    assert "hour behind" not in rows[0]
    assert not re.search(r"\d [AP]M [CM][SD]T", rows[0])
    pages = [plain_text(desk.get(session_path(one)).text) for one in (here, there)]
    assert "Time zone Central (Chicago)" in pages[0]
    assert "Time zone Arizona (Phoenix), 1 hour behind Central (Chicago)" in pages[1]


def test_a_one_off_proctor_s_clock_is_not_called_the_institution_s(
    desk: Desk, sandbox: Sandbox
) -> None:
    abroad = {"region": "Okinawa", "country": "JP", "postal_code": "904-0001", "time_zone": ""}
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **ONE_OFF | abroad).status_code == 302
    page = plain_text(desk.get(session_path(where)).text)
    assert "Time zone Tokyo, 15 hours ahead of Central (Chicago) the appointment’s time" in page


def test_a_reason_that_is_cut_says_so(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(
        "other_fields",
        method="GET",
        path_contains=where["sessionSid"],
        times=None,
        fields={"status": "Incident", "statusReason": "The camera was covered. " * 20},
    )
    page = page_of(desk, where)
    kept = ExamSession.objects.get(sid=where["sessionSid"]).status_reason
    assert (len(kept) <= 300, kept.endswith("…"), f"“{kept}”" in page) == (True, True, True)


AGE = re.compile(r'hx-get="([^"]+/age/[^"]*)"')


def test_an_open_page_is_fetched_anew_once_somebody_has_changed_the_session(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page = desk.get(session_path(where))
    [asks] = AGE.findall(page.text)
    assert re.search(r"As of \d{1,2}:\d\d [AP]M CST\.", words(page))
    before = desk.get(unescape(asks))
    assert (before.status_code, before.text, before.headers.get("HX-Refresh")) == (200, "", None)
    assert move(second_desk, where).status_code == 302

    assert desk.get(unescape(asks)).headers["HX-Refresh"] == "true"
    [asks_now] = AGE.findall(desk.get(session_path(where)).text)
    assert "HX-Refresh" not in desk.get(unescape(asks_now)).headers


def test_a_page_that_renews_itself_while_a_request_is_open_is_not_fetched_anew_beside(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    desk.book(where)
    page = desk.get(session_path(where)).text
    assert 'id="outcome-panel"\n  hx-get' in page and AGE.findall(page) == []
