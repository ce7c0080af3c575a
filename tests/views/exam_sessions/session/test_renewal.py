"""An open page of a session is fetched anew once somebody has changed it."""

from __future__ import annotations

import re
from html import unescape

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words

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
