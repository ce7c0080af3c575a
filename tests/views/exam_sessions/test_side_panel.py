"""A session beside the list: what its page says, as it was last known, and nothing asked for it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from scheduling.views.exam_sessions.session_parts.side_panel import NEVER_READ
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text

BUTTON = re.compile(r'formaction="([^"]+)"\s+name="mark"\s+value="([^"]+)"')
ACTIONS = re.compile(r'<ul class="actions">(.*?)</ul>', re.DOTALL)


def panel(desk: Desk, where: dict[str, str]) -> str:
    answer = desk.get(f"{session_path(where)}panel/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def actions(page: str) -> str:
    found = ACTIONS.search(page)
    assert found
    return plain_text(found[1])


def test_what_can_be_done_is_what_the_page_says_and_the_provider_is_not_asked(
    desk: Desk, sandbox: Sandbox
) -> None:
    booked, waiting = book(desk, sandbox), sandbox.needs_proctor()[1]
    for where in (booked, waiting):
        page = desk.get(session_path(where)).text
        sandbox.clear()
        beside = panel(desk, where)
        assert sandbox.requests() == []
        said = actions(beside).removesuffix(" Open the session")
        assert actions(page).removesuffix(" Next to book") == said
        assert f'href="{session_path(where)}">Open the session' in beside
    assert "Book this session" in actions(beside)
    assert beside.count('data-key="b"') == 1


def test_a_booking_stored_otherwise_is_told_asked_and_stored(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, amount="25.50", currency="USD", voucher_code="PRACTICE-HOUR-OFF")
    beside = plain_text(panel(desk, where))
    differ = "SmarterProctoring stored something different"
    assert differ in plain_text(desk.get(session_path(where)).text)
    for words in (
        differ,
        "Scheduled, not as asked",
        "9:30 AM",
        "10:30 AM",
        "Duluth Testing Center",
    ):
        assert words in beside


def test_the_place_is_told_once_whoever_booked(desk: Desk, sandbox: Sandbox) -> None:
    elsewhere = sandbox.sessions(status="Scheduled")[0]
    here = book(desk, sandbox)
    desk.get(session_path(elsewhere))
    for where in (here, elsewhere):
        place = ExamSession.objects.get(sid=where["sessionSid"]).location_name
        told = plain_text(panel(desk, where).partition('class="actions"')[0])
        assert place and place in told
        assert f"Where {place}" not in told


def test_it_says_how_old_what_it_shows_is(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    mine = ExamSession.objects.filter(sid=where["sessionSid"])
    at = timezone.now().replace(year=2026, month=1, day=2, hour=15, minute=4)
    mine.update(refreshed_at=at, listed_at=None, time_zone="America/Chicago")
    assert "As of Fri, Jan 2, 9:04 AM CST. Opening the session checks" in plain_text(
        panel(desk, where)
    )
    mine.update(refreshed_at=timezone.now())
    assert re.search(r"As of \d+:\d\d [AP]M C[SD]T\.", plain_text(panel(desk, where)))
    mine.update(refreshed_at=None)
    assert NEVER_READ in plain_text(panel(desk, where))


def test_it_asks_for_itself_again_while_a_request_is_open_and_the_list_is_not_loaded_anew(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(where)
    beside = panel(desk, where)
    assert f'hx-get="{session_path(where)}panel/" hx-trigger="every 2s"' in beside
    assert "Being checked" in plain_text(beside)
    assert 'id="outcome-panel"' not in beside
    booked = panel(desk, book(desk, sandbox))
    assert "hx-trigger" not in booked


def test_a_session_that_is_not_known_here_has_none(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    ExamSession.objects.filter(sid=where["sessionSid"]).delete()
    sandbox.clear()
    assert desk.get(f"{session_path(where)}panel/").status_code == 404
    assert sandbox.requests() == []


def test_who_came_is_told_and_marked_there_and_the_way_back_opens_it_again(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    start = timezone.now() - timedelta(minutes=1)
    desk.get("/?view=today")
    ExamSession.objects.filter(sid=where["sessionSid"]).update(appointment_at=start)
    sandbox.clear()
    for mark, told in (("arrived", "Arrived "), ("left", ", left ")):
        before = panel(desk, where)
        buttons = {value: unescape(url) for url, value in BUTTON.findall(before)}
        assert told not in plain_text(before)
        answer = desk.post(buttons[mark], {"mark": mark, "back": "panel"})
        assert answer.status_code == 302
        assert f"/?view=today&open={where['sessionSid']}#session-" in answer.headers["Location"]
        assert told in plain_text(panel(desk, where))
    seen = panel(auditor, where)
    assert ("Arrived " in plain_text(seen), BUTTON.findall(seen)) == (True, [])
    assert sandbox.requests() == []


def test_of_a_session_that_needs_a_proctor_nobody_comes(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    assert "Check-in" not in plain_text(panel(desk, where))
