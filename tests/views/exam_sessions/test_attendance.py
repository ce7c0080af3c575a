"""Check-in, check-out and no-show on the session's page and in the day's list: kept and recorded
here, never sent, and never more than was marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import requests
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Attendance, AuditEvent, ExamSession, Institution
from scheduling.session_types.unread_characters import UNREAD_CHARACTER
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX
from tests.support.html import form_on, own_form_on, plain_text, words
from tests.support.known_sessions import known_session
from tests.support.log_page import numbers
from tests.support.midday import set_clocks_to_midday
from tests.support.outcomes import kinds
from tests.support.people import NORTHFIELD

HIDDEN = re.compile(r'<input (?:type="hidden" )?name="(back|list)" value="([^"]*)"')
BUTTON = re.compile(r'formaction="([^"]+)"\s+name="mark"\s+value="([^"]+)"')


def scheduled(sandbox: Sandbox, start: datetime) -> dict[str, str]:
    """A session that is booked at the provider, to start then."""
    [where, *_] = sandbox.sessions(status="Scheduled")
    sandbox.place(where["sessionSid"], start=start.isoformat())
    return where


@pytest.fixture
def begun(sandbox: Sandbox, desk: Desk) -> dict[str, str]:
    """One that began a moment ago."""
    return scheduled(sandbox, timezone.now() - timedelta(seconds=2))


def buttons(page: str) -> dict[str, str]:
    """Where each button of the page goes, by the mark that it makes."""
    return {mark: unescape(url) for url, mark in BUTTON.findall(page)}


def press(desk: Desk, where: Mapping[str, str], mark: str) -> requests.Response:
    offered = buttons(desk.get(session_path(where)).text)
    return desk.post(offered[mark], {"mark": mark})


def undo_path(where: Mapping[str, str]) -> str:
    return f"{session_path(where)}attendance/undo/"


def take_back(desk: Desk, where: Mapping[str, str], reason: str) -> requests.Response:
    shown = form_in(desk.get(undo_path(where)))
    return desk.post(undo_path(where), shown | {"reason": reason})


def form_in(answer: requests.Response) -> dict[str, str]:
    found = re.search(r'name="shown" value="(\d+)"', answer.text)
    assert found, words(answer)
    return {"shown": found[1]}


def test_nobody_is_checked_in_for_an_exam_that_is_taken_at_any_time_in_its_window(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    timeless = {"appointment_date_time": None, "proctor_location_sid": None}
    assert desk.book(where, session_type="automated", **timeless).status_code == 302
    assert buttons(desk.get(session_path(where)).text) == {}


def test_who_comes_and_leaves_is_marked_told_and_recorded_and_nothing_is_sent(
    desk: Desk, sandbox: Sandbox, begun: dict[str, str]
) -> None:
    answer = press(desk, begun, "arrived")
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(begun))
    page = words(desk.get(session_path(begun)))
    assert re.search(r"Arrived \d+:\d\d [AP]M Marked by", page)
    assert "Kept here, not sent to SmarterProctoring." in page
    assert "Scheduled" in page
    assert press(desk, begun, "left").status_code == 302
    assert re.search(r"Arrived \S+ [AP]M, left \S+ [AP]M", words(desk.get(session_path(begun))))
    assert {one["method"] for one in sandbox.requests()} == {"GET"}
    assert kinds()[-2:] == ["checked_in", "checked_out"]
    assert not Attempt.objects.exists()
    listed = numbers(desk.get("/audit/?kind=attendance").text)
    assert len(listed) == 2


@pytest.mark.parametrize(("hours", "in_order"), [(1, False), (20, True)])
def test_what_is_sent_comes_before_the_check_in_of_another_day(
    desk: Desk, sandbox: Sandbox, institution: Institution, hours: int, in_order: bool
) -> None:
    where = scheduled(sandbox, timezone.now() + timedelta(hours=hours))
    set_clocks_to_midday()
    page = words(desk.get(session_path(where)))
    assert (page.index("To send to the learner") < page.index("Check-in")) is in_order


def test_a_row_that_needs_a_decision_has_no_check_in_for_its_next_step(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    assert buttons(desk.get("/").text).keys() == {"arrived"}
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=today["seat"],
        action=Attempt.Action.RESCHEDULE,
        state=Attempt.State.UNCONFIRMED,
        needs_person=True,
        started_at=timezone.now(),
        deadline_at=timezone.now(),
        time_zone="America/Chicago",
    )
    page = desk.get("/")
    assert ("Needs a decision" in words(page), buttons(page.text)) == (True, {})


def test_an_auditor_sees_it_and_can_mark_nothing(
    desk: Desk, auditor: Desk, begun: dict[str, str]
) -> None:
    path = buttons(desk.get(session_path(begun)).text)["arrived"]
    assert auditor.post(path, {"mark": "arrived"}).status_code == 403
    assert "Check-in" not in words(auditor.get(session_path(begun)))
    press(desk, begun, "arrived")
    page = auditor.get(session_path(begun)).text
    assert "Arrived" in plain_text(page)
    assert buttons(page) == {} and "undo/" not in page
    assert auditor.get(undo_path(begun)).status_code == 403
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("status", ["Needs Proctor", "Cancelled", "Approval Denied", "Odd", ""])
def test_only_for_a_booking_that_is_known_somebody_comes(
    desk: Desk, sandbox: Sandbox, begun: dict[str, str], status: str
) -> None:
    sandbox.place(begun["sessionSid"], status=status)
    assert buttons(desk.get(session_path(begun)).text) == {}
    path = f"{session_path(begun)}attendance/?shown=0"
    for mark in ("arrived", "no-show"):
        answer = desk.post(path, {"mark": mark})
        assert (answer.status_code, "Not marked." in words(answer)) == (422, True)
    assert not Attendance.objects.exists()


def test_who_is_here_can_leave_though_the_booking_was_cancelled_meanwhile(
    desk: Desk, sandbox: Sandbox, begun: dict[str, str]
) -> None:
    press(desk, begun, "arrived")
    sandbox.place(begun["sessionSid"], status="Cancelled")
    assert list(buttons(desk.get(session_path(begun)).text)) == ["left"]
    assert press(desk, begun, "left").status_code == 302


def test_before_the_start_no_no_show_is_offered_or_taken(desk: Desk, sandbox: Sandbox) -> None:
    where = scheduled(sandbox, timezone.now() + timedelta(minutes=5))
    page = desk.get(session_path(where))
    assert list(buttons(page.text)) == ["arrived"]
    assert "No-show: from " in words(page)
    answer = desk.post(f"{session_path(where)}attendance/?shown=0", {"mark": "no-show"})
    assert answer.status_code == 422
    assert "A no-show can be marked once the start has passed" in words(answer)
    assert not Attendance.objects.exists()


def test_a_no_show_cancels_nothing_and_leads_to_the_form_that_does(
    desk: Desk, sandbox: Sandbox, begun: dict[str, str]
) -> None:
    assert press(desk, begun, "no-show").status_code == 302
    page = desk.get(session_path(begun))
    assert "No-show" in words(page) and "The booking was not cancelled." in plain_text(page.text)
    assert sandbox.requests("DELETE") == []
    link = f"{session_path(begun)}cancel/?reason=no-show"
    assert f'href="{link}"' in page.text

    form = form_on(desk.get(link))
    assert (
        form.items()
        >= {
            "reason": "no-show",
            "cancellation_memo": "The learner was a no-show.",
        }.items()
    )
    assert sandbox.requests("DELETE") == []
    assert desk.post(f"{session_path(begun)}cancel/", form).status_code == 302
    [sent] = sandbox.requests("DELETE")
    assert sent["body"]["reason"] == "no-show"
    after = desk.get(session_path(begun)).text
    assert link not in after and "No-show" in plain_text(after)


def test_an_unknown_reason_in_the_address_begins_no_cancellation(
    desk: Desk, begun: dict[str, str]
) -> None:
    for path in ("cancel/", "cancel/?reason=other-reason", "cancel/?reason=x"):
        form = form_on(desk.get(session_path(begun) + path))
        assert (form.get("reason", ""), form["cancellation_memo"]) == ("", "")


def test_the_last_mark_is_taken_back_with_a_reason_alone(desk: Desk, begun: dict[str, str]) -> None:
    press(desk, begun, "arrived")
    for reason, told in (
        ("", "What was wrong?: Enter what was wrong"),
        ("oh", "Add a few words"),
        ("Ch\ufffdcked in", UNREAD_CHARACTER),
    ):
        answer = take_back(desk, begun, reason)
        assert (answer.status_code, told in words(answer)) == (422, True)
        assert own_form_on(answer).get("reason", reason) == reason
    assert Attendance.objects.count() == 1
    assert take_back(desk, begun, "Checked in by mistake").status_code == 302
    page = desk.get(session_path(begun))
    assert list(buttons(page.text)) == ["arrived", "no-show"]
    assert "because: “Checked in by mistake”." in words(page)
    assert kinds()[-1] == "mark_taken_back"


def test_a_page_that_is_out_of_date_marks_nothing(desk: Desk, begun: dict[str, str]) -> None:
    stale = buttons(desk.get(session_path(begun)).text)
    press(desk, begun, "arrived")
    again = desk.post(stale["arrived"], {"mark": "arrived"})
    assert again.status_code == 302
    assert "that was marked already" in words(desk.get(session_path(begun)))
    answer = desk.post(stale["no-show"], {"mark": "no-show"})
    assert (answer.status_code, "Changed since you opened it." in words(answer)) == (409, True)
    undo = form_in(desk.get(undo_path(begun)))
    press(desk, begun, "left")
    late = desk.post(undo_path(begun), undo | {"reason": "Checked in by mistake"})
    assert late.status_code == 409
    assert "Checked in by mistake" in late.text
    assert AuditEvent.objects.filter(kind="mark_taken_back").count() == 0


def test_weeks_before_the_start_nobody_is_checked_in(desk: Desk, sandbox: Sandbox) -> None:
    where = scheduled(sandbox, timezone.now() + timedelta(days=30))
    page = desk.get(session_path(where))
    assert (buttons(page.text), "Check-in" in words(page)) == ({}, False)
    answer = desk.post(f"{session_path(where)}attendance/?shown=0", {"mark": "arrived"})
    assert answer.status_code == 422
    assert "from a day before the start on" in words(answer)


def test_after_a_no_show_who_comes_late_is_checked_in_once_it_is_taken_back(
    desk: Desk, begun: dict[str, str]
) -> None:
    press(desk, begun, "no-show")
    shown = form_in(desk.get(undo_path(begun)))["shown"]
    path = f"{session_path(begun)}attendance/?shown={shown}"
    answer = desk.post(path, {"mark": "arrived"})
    assert (answer.status_code, "Take it back first." in words(answer)) == (422, True)
    assert take_back(desk, begun, "She came late").status_code == 302
    assert press(desk, begun, "arrived").status_code == 302


@pytest.mark.parametrize("mark", ["", "scheduled", "arrived "])
def test_what_is_no_mark_is_refused(desk: Desk, begun: dict[str, str], mark: str) -> None:
    desk.get(session_path(begun))
    answer = desk.post(f"{session_path(begun)}attendance/?shown=0", {"mark": mark})
    assert answer.status_code == 422
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("status", "word"), [("Scheduled", "Scheduled"), ("In Progress", "In progress")]
)
def test_who_did_not_come_is_not_shown_as_sitting_there(
    today: dict[str, ExamSession], desk: Desk, status: str, word: str
) -> None:
    ExamSession.objects.filter(pk=today["seat"].pk).update(status=status)
    where = today["seat"]
    path = f"/sessions/{where.institution.sid}/{where.exam_sid}/{where.sid}/attendance/?shown=0"
    desk.post(path, {"mark": "no-show", "back": "list"})
    assert f'<span class="state state--other">No-show · {word}</span>' in desk.get("/").text


def test_where_the_page_goes_by_another_clock_an_arrival_names_its_own(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    ExamSession.objects.filter(pk=today["seat"].pk).update(time_zone="Asia/Tokyo")
    desk.post(buttons(desk.get("/").text)["arrived"], {"mark": "arrived", "back": "list"})
    assert re.search(r"Arrived \S+ [AP]M JST Scheduled", plain_text(desk.get("/").text))
    desk.post(buttons(desk.get("/").text)["left"], {"mark": "left", "back": "list"})
    assert re.search(r"Left \S+ [AP]M JST Scheduled", plain_text(desk.get("/").text))


@pytest.fixture
def today(institution: Institution) -> dict[str, ExamSession]:
    """A seat in Duluth and an online session, both of now."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    about = {"status": "Scheduled", "appointment_at": timezone.now()}
    seat = {"session_type": "smarter-scheduling", "location_sid": DULUTH, "location_name": "D"}
    return {
        "seat": known_session(institution, learner_name="Ana Here", **seat, **about),
        "online": known_session(
            institution, learner_name="Ben Online", session_type="proctoru", **about
        ),
    }


def test_whoever_checks_in_comes_back_to_that_list_though_another_was_opened_since(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    here, seat = f"install={NORTHFIELD}&view=today", today["seat"]
    page = desk.get(f"/?{here}").text
    around = HTMX | {"HX-Current-URL": f"{desk.url}/?{here}&open={seat.sid}"}
    panel = f"/sessions/{NORTHFIELD}/{seat.exam_sid}/{seat.sid}/panel/"
    shown = (page, ""), (desk.get(panel, headers=around).text, f"&open={seat.sid}")
    for form, opened in shown:
        desk.get("/?q=nobody")
        sent = {name: unescape(text) for name, text in HIDDEN.findall(form)} | {"mark": "arrived"}
        back = desk.post(buttons(form)["arrived"], sent).headers["Location"]
        assert back == f"/?view=today&install={NORTHFIELD}{opened}#session-{seat.pk}"


def test_in_the_day_s_list_who_comes_to_a_seat_is_checked_in_with_one_click(
    today: dict[str, ExamSession], desk: Desk, auditor: Desk
) -> None:
    page = desk.get("/").text
    assert list(buttons(page)) == ["arrived"]
    assert buttons(auditor.get("/").text) == {}
    assert buttons(desk.get("/?view=all").text) == {}
    path = buttons(page)["arrived"]
    assert today["seat"].sid in path
    answer = desk.post(path, {"mark": "arrived", "back": "list"})
    assert (answer.status_code, answer.headers["Location"][:1]) == (302, "/")
    after = desk.get("/").text
    assert re.search(r"Arrived \d+:\d\d [AP]M Scheduled Ana Here", plain_text(after))
    assert list(buttons(after)) == ["left"]
    assert "Ana Here: checked in." in plain_text(desk.get("/").text + after)
