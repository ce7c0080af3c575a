"""What goes wrong is a page of ours: what happened, what is certain, what to do, and a way back."""

from __future__ import annotations

import re

import pytest
import requests
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from portal.sandbox.server import Sandbox
from scheduling.views.errors import server_error
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.portal_server import Portal

LINK = re.compile(r'<a class="btn btn--primary" href="([^"]*)">\s*([^<]*?)</a>')
WHERE = {"installSid": "AI" + "1" * 32, "examSid": "EX" + "2" * 32, "sessionSid": "ES" + "3" * 32}


def next_step(page: str) -> tuple[str, str]:
    """Where the one filled button of the page leads, and its words."""
    (found,) = LINK.findall(page)
    return found


def is_ours(answer: requests.Response) -> bool:
    return "· Proctor desk</title>" in answer.text and "Traceback" not in answer.text


def test_a_form_that_is_too_long_leads_back_to_its_session(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.post(form_path(where), {"notes": "x" * 300_000})
    assert (answer.status_code, is_ours(answer)) == (400, True)
    assert "Nothing was sent." in words(answer)
    assert next_step(answer.text) == (session_path(where), "Open the session")


def test_an_address_that_can_not_be_read_is_no_form(administrator: Desk) -> None:
    answer = administrator.get("/admin/scheduling/price/?amount__icontains=2")
    assert (answer.status_code, is_ours(answer)) == (400, True)
    assert "The address is not complete, or something in it is not valid." in words(answer)
    assert "form" not in words(answer)


def test_who_may_not_is_told_whom_to_ask(desk: Desk) -> None:
    answer = desk.get("/admin/")
    assert (answer.status_code, is_ours(answer)) == (403, True)
    assert "Ask an administrator of your institution" in words(answer)
    assert next_step(answer.text) == ("/", "Go to the sessions")


def test_a_form_without_its_token_leads_back_to_its_session(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.post(form_path(where), {"notes": "x"}, headers={"X-CSRFToken": ""})
    assert (answer.status_code, is_ours(answer)) == (403, True)
    assert "Nothing was sent. Open the page again, and send it from there." in words(answer)
    assert next_step(answer.text) == (session_path(where), "Open the session")
    assert sandbox.requests("POST") == []


def test_a_page_that_is_not_there_says_how_to_find_another(desk: Desk, portal: Portal) -> None:
    answer = desk.get("/nowhere/")
    assert (answer.status_code, is_ours(answer)) == (404, True)
    assert "paste the session’s SID into the search above" in words(answer)
    outside = requests.get(f"{portal.url}/nowhere/", timeout=30)
    assert (outside.status_code, is_ours(outside)) == (404, True)
    assert "above" not in words(outside)  # no search there before the sign-in
    assert next_step(outside.text) == ("/", "Sign in")


def test_the_address_of_a_button_is_no_blank_page(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.get(f"{session_path(where)}attendance/")
    assert (answer.status_code, answer.headers["Allow"], is_ours(answer)) == (405, "POST", True)
    assert "The address belongs to a button" in words(answer)
    assert next_step(answer.text) == (session_path(where), "Open the session")
    assert next_step(desk.get("/theme/").text) == ("/", "Go to the sessions")


def failed(error: Exception, path: str, method: str = "get") -> HttpResponse:
    try:
        raise error
    except type(error):
        return server_error(getattr(RequestFactory(), method)(path))


@pytest.mark.parametrize(
    ("error", "status"), [(ValueError("secret"), 500), (OperationalError("no such table"), 503)]
)
def test_what_breaks_here_says_what_is_certain_and_asks_the_database_nothing(
    error: Exception, status: int
) -> None:
    read = failed(error, "/board/?day=2027-01-14")
    assert (read.status_code, read.get("Retry-After")) == (status, "60" if status == 503 else None)
    page = read.content.decode()
    assert "Nothing was sent." in plain_text(page)
    assert next_step(page) == ("/board/?day=2027-01-14", "Try again")
    assert str(error) not in page

    sent = failed(error, form_path(WHERE), "post").content.decode()
    assert "Nothing was sent" not in plain_text(sent)
    assert "We can’t tell how far it got." in plain_text(sent)
    assert next_step(sent) == (session_path(WHERE), "Open the session")
    elsewhere = failed(error, "/admin/scheduling/price/add/", "post").content.decode()
    assert "check whether it was saved" in plain_text(elsewhere)
    assert next_step(elsewhere) == ("/", "Go to the sessions")
