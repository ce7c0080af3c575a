"""No-show for the rows that were ticked: named on one page, marked as each would be on its own, and
never twice, nor one that can't be.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import requests
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.models import Attempt, Attendance, AuditEvent, ExamSession, Institution
from scheduling.session_commands import Actor
from scheduling.views.exam_sessions.session_parts import shown_appointment
from tests.support.booking_actions import cancel, mirrored
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session
from tests.support.midday import set_clocks_to_midday
from tests.support.outcomes import kinds
from tests.support.people import LAKESIDE

BOX = re.compile(r'<input type="checkbox" id="tick-(\d+)"[^>]*?(checked)?>', re.DOTALL)
SENT = re.compile(r'<input type="(?:checkbox|hidden)"[^>]*name="session" value="(\d+)"')
SHOWN = re.compile(r'<input type="hidden" name="shown" value="([^"]+)"')
ANA = Actor(user_id=None, name="Ana Ruiz")


@pytest.fixture
def today(institution: Institution) -> dict[str, ExamSession]:
    """Bookings of now: two began, one comes, one learner is there."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    set_clocks_to_midday()
    institution.refresh_from_db()
    starts = {"Ana Gone": -20, "Ben Gone": -10, "Cy Later": 50, "Di Here": -30}
    known = {
        name: known_session(
            institution,
            learner_name=name,
            status="Scheduled",
            session_type="smarter-scheduling",
            exam_title="NURS 410 Final",
            appointment_at=timezone.now() + timedelta(minutes=minutes),
        )
        for name, minutes in starts.items()
    }
    attendance.mark(session=known["Di Here"], mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    return known


def asked(*sessions: ExamSession) -> str:
    return "/no-shows/?" + "&".join(f"session={one.pk}" for one in sessions)


def send(desk: Desk, page: requests.Response) -> requests.Response:
    """Press the button of the page that asks."""
    sent = {"session": SENT.findall(page.text), "shown": SHOWN.findall(page.text)}
    return desk.post("/no-shows/", sent)


def boxes(page: str) -> dict[int, bool]:
    """Whether each box of the page is ticked, by its session's primary key."""
    return {int(key): bool(checked) for key, checked in BOX.findall(page)}


def marked() -> set[str]:
    found = Attendance.objects.filter(no_show_at__isnull=False)
    return {one.session.learner_name for one in found.select_related("session")}


def test_one_page_names_the_ticked_sessions_and_one_press_marks_those_that_can_be(
    today: dict[str, ExamSession], desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.clear()
    page = desk.get(asked(*today.values()))
    told = words(page)
    assert "No-shows to mark: 2" in told and "Can’t be marked: 2" in told
    assert told.index("Ana Gone") < told.index("Ben Gone") < told.index("Can’t be marked")
    assert "It has not started yet: a no-show can be marked from " in told
    assert re.search(r"Arrived \S+ [AP]M: a learner who came can’t be marked as a no-show\.", told)
    assert boxes(page.text) == {today["Ana Gone"].pk: True, today["Ben Gone"].pk: True}
    assert marked() == set()

    answer = send(desk, page)
    assert (answer.status_code, marked()) == (302, {"Ana Gone", "Ben Gone"})
    after = desk.get(answer.headers["Location"])
    told = words(after)
    assert "Marked as no-shows: 2. No booking was cancelled." in told
    assert boxes(after.text) == {}
    for name in ("Ana Gone", "Ben Gone"):
        one = today[name]
        assert f"/{one.sid}/cancel/?reason=no-show" in after.text
    assert sandbox.requests() == [] and not Attempt.objects.exists()
    assert kinds()[-2:] == ["no_show", "no_show"]
    said = list(AuditEvent.objects.filter(kind="no_show").values_list("sentence", flat=True))
    assert all("as a no-show for" in one and "Nothing was sent" in one for one in said)


def test_what_runs_may_not_be_cancelled_which_is_said_before_and_the_next_step_after(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = begun(desk, sandbox, "In Progress")[0]
    doubt = "SmarterProctoring shows it as “In progress” and may refuse to cancel it."
    page = desk.get(asked(mirrored(where)))
    assert doubt in words(page)
    after = desk.get(send(desk, page).headers["Location"])
    assert doubt in words(after) and "Cancel it as a no-show" in words(after)
    assert words(desk.get(session_path(where))).count(doubt) == 2  # to be switched, too
    assert doubt in words(desk.get(f"{session_path(where)}cancel/?reason=no-show"))

    answer = cancel(desk, where, reason="no-show")
    told = words(answer)
    assert answer.status_code == 422
    assert "SmarterProctoring shows this session as “In progress”." in told
    assert "Try again later, or call SmarterProctoring: the session’s page has its SID." in told
    assert "The no-show stays marked here." in told
    assert "Not cancelled. SmarterProctoring says" in told
    assert sandbox.bookings() == []


def test_of_several_each_leads_back_to_the_others_until_its_mark_is_taken_back(
    desk: Desk, sandbox: Sandbox
) -> None:
    first, second = begun(desk, sandbox, "Scheduled")
    keys = [mirrored(first).pk, mirrored(second).pk]
    page = desk.get(asked(mirrored(first), mirrored(second)))
    back = "No-shows marked together: 2"
    assert back not in words(desk.get(session_path(first)))
    after = send(desk, page).headers["Location"]
    assert back in words(desk.get(f"{session_path(first)}cancel/?reason=no-show"))

    assert cancel(desk, first, reason="no-show").status_code == 302
    told = desk.get(session_path(first))
    assert back in words(told) and "Back to the no-shows" in words(told)
    set_of_them = desk.get(unescape(re.search(r'href="(/no-shows/[^"]+)"', told.text)[1]))
    assert sorted(map(int, re.findall(r"session=(\d+)", set_of_them.url))) == keys
    assert "This booking was cancelled." in words(set_of_them)
    assert words(set_of_them).count("Cancel it as a no-show") == 1
    assert words(desk.get(after)) == words(set_of_them)

    attendance.take_back(
        session=mirrored(second),
        shown_event=attendance.of(mirrored(second)).event_number,
        reason="She came",
        actor=ANA,
    )
    assert back not in words(desk.get(session_path(second)))


def begun(desk: Desk, sandbox: Sandbox, status: str) -> list[dict[str, str]]:
    """Two sessions that began, opened here once."""
    wheres = sandbox.sessions(status="Scheduled")[:2]
    for minutes, where in enumerate(wheres, start=3):
        start = timezone.now() - timedelta(minutes=minutes)
        sandbox.place(where["sessionSid"], status=status, start=start.isoformat())
        desk.get(session_path(where))
    return sorted(wheres, key=lambda where: mirrored(where).pk)


def test_sent_twice_nothing_is_marked_twice(today: dict[str, ExamSession], desk: Desk) -> None:
    page = desk.get(asked(today["Ana Gone"], today["Ben Gone"]))
    assert [send(desk, page).status_code for _ in range(2)] == [302, 302]
    assert kinds().count("no_show") == 2 and len(marked()) == 2
    assert "Nobody else was marked as a no-show." in words(desk.get(asked(today["Ana Gone"])))


def test_who_comes_between_the_page_and_the_press_is_not_marked(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    page = desk.get(asked(today["Ana Gone"], today["Ben Gone"]))
    attendance.mark(session=today["Ana Gone"], mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    answer = desk.get(send(desk, page).headers["Location"])
    assert marked() == {"Ben Gone"}
    assert "a learner who came can’t be marked as a no-show" in words(answer)
    assert boxes(answer.text) == {}


def test_where_nobody_was_marked_that_is_no_success(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    page = desk.get(asked(today["Ana Gone"]))
    attendance.mark(session=today["Ana Gone"], mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    answer = desk.get(send(desk, page).headers["Location"])
    assert re.search(r'notice--warn"><p>.*Nobody was marked as a no-show\.', answer.text)
    assert f'<input type="hidden" name="session" value="{today["Ana Gone"].pk}">' in answer.text


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "Cancelled"}, "This booking was cancelled."),
        ({"status": "Needs Proctor"}, "Nothing is booked yet."),
        ({"status": "Odd"}, "We don’t know of a booking."),
        ({"status": ""}, "We don’t know of a booking."),
        ({"appointment_at": None}, "Its start is not known."),
    ],
)
def test_what_is_not_known_as_a_booking_that_began_is_not_marked(
    today: dict[str, ExamSession], desk: Desk, facts: dict[str, object], why: str
) -> None:
    ExamSession.objects.filter(pk=today["Ana Gone"].pk).update(**facts)
    page = desk.get(asked(today["Ana Gone"]))
    assert why in words(page)
    assert "Mark as no-shows" not in words(page)
    ana = ExamSession.objects.get(pk=today["Ana Gone"].pk)
    shown = f"{ana.pk}:{shown_appointment.of(ana)}"
    assert desk.post("/no-shows/", {"session": [ana.pk], "shown": [shown]}).status_code == 302
    assert marked() == set()


def test_the_way_back_leads_to_the_list_with_what_was_not_marked_still_ticked(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    listed = desk.get("/?view=today")
    assert boxes(listed.text) == dict.fromkeys((one.pk for one in today.values()), False)
    answer = send(desk, desk.get(asked(today["Ana Gone"], today["Cy Later"])))
    back = re.search(r'class="crumb" href="([^"]+)"', desk.get(answer.headers["Location"]).text)
    assert back
    again = boxes(desk.get(unescape(back[1])).text)
    assert [key for key, is_ticked in again.items() if is_ticked] == [today["Cy Later"].pk]


def test_only_who_books_there_ticks_and_marks(
    today: dict[str, ExamSession], desk: Desk, auditor: Desk
) -> None:
    assert boxes(auditor.get("/").text) == {}
    assert auditor.get(asked(today["Ana Gone"])).status_code == 403
    assert auditor.post("/no-shows/", {"session": today["Ana Gone"].pk}).status_code == 403
    Institution.objects.filter(sid=LAKESIDE).update(name="Elsewhere")
    ExamSession.objects.filter(pk=today["Ben Gone"].pk).delete()
    page = words(desk.get(asked(today["Ana Gone"], today["Ben Gone"])))
    assert "1 more is not shown" in page
    assert marked() == set()


def test_nothing_ticked_is_said(today: dict[str, ExamSession], desk: Desk) -> None:
    assert "Nothing is selected." in words(desk.get("/no-shows/"))
    answer = desk.post("/no-shows/", {"session": ["x", "-1", "9" * 30]})
    assert (answer.status_code, "Nothing is selected." in words(answer)) == (422, True)


def test_where_the_database_fails_it_says_so_and_all_stay_ticked(
    today: dict[str, ExamSession], desk: Desk, database: Path
) -> None:
    page = desk.get(asked(today["Ana Gone"], today["Ben Gone"]))
    storage = Storage(database, connections["default"].settings_dict["OPTIONS"])
    storage.refuse("no_show")
    answer = send(desk, page)
    storage.mend()
    assert (answer.status_code, "Not all of them were marked." in words(answer)) == (502, True)
    assert set(boxes(answer.text).values()) == {True} and len(boxes(answer.text)) == 2
    assert send(desk, page).status_code == 302
    assert len(marked()) == 2


def test_what_needs_a_proctor_or_is_over_is_not_ticked_and_the_column_is_left_out(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    ExamSession.objects.filter(pk=today["Ana Gone"].pk).update(status="Needs Proctor")
    ExamSession.objects.filter(pk=today["Ben Gone"].pk).update(status="Closed")
    assert set(boxes(desk.get("/").text)) == {today["Cy Later"].pk, today["Di Here"].pk}
    ExamSession.objects.update(status="Closed")
    assert "rows__tick" not in desk.get("/").text


def test_the_sessions_are_found_in_one_statement_and_named_in_no_more_for_more(
    today: dict[str, ExamSession], institution: Institution
) -> None:
    with CaptureQueriesContext(connection) as seen:
        found = ticked_sessions.at([institution], [one.pk for one in today.values()])
        assert [one.institution.name for one in found] == [institution.name] * 4
    assert len(seen) == 1
    assert ticked_sessions.read(["1", "1", "2", "x", "", "9" * 19, "٣"]) == [1, 2]


def test_the_list_tells_of_a_row_in_words_that_it_can_be_ticked(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    page = desk.get("/").text
    assert 'aria-label="Select Ana Gone"' in page
    assert plain_text(page).count("Mark as no-shows") == 1


def test_the_next_step_of_a_no_show_is_the_cancellation_that_it_needs(
    desk: Desk, today: dict[str, ExamSession]
) -> None:
    gone = today["Ana Gone"]
    ExamSession.objects.filter(pk=gone.pk).update(session_type="proctoru")
    before = desk.get("/").text
    assert f'id="cancel-{gone.pk}"' not in before
    attendance.mark(session=gone, mark=Mark.NO_SHOW, shown_event=0, actor=ANA)
    step = re.search(rf'id="cancel-{gone.pk}" href="([^"]+)">(.*?)</a>', desk.get("/").text)
    assert step and unescape(step[1]).endswith(f"/{gone.sid}/cancel/?reason=no-show")
    assert plain_text(step[2]).split() == ["Cancel", ":", "Ana", "Gone"]
    assert desk.get(unescape(step[1])).status_code == 200


def test_nobody_is_checked_in_where_nobody_comes_any_more(
    desk: Desk, today: dict[str, ExamSession]
) -> None:
    gone = today["Ana Gone"]
    assert f'id="mark-{gone.pk}"' in desk.get("/").text
    ExamSession.objects.filter(pk=gone.pk).update(status="Incident")
    assert f'id="mark-{gone.pk}"' not in desk.get("/").text
