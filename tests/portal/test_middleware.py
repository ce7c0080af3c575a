"""Odd requests, and what a cache may keep."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX
from tests.support.html import words


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "no-such-charset", "latin-1"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_in_another_character_set_is_a_bad_request(
    desk: Desk, sandbox: Sandbox, charset: str, kind: str
) -> None:
    where = sandbox.needs_proctor()[0]
    headers = {"Content-Type": f"{kind}; charset={charset}"}
    part = '--x\r\nContent-Disposition: form-data; name="notes"\r\n\r\nx\r\n--x--\r\n'
    body = part if "boundary" in kind else "notes=x"
    address = f"{desk.url}{session_path(where)}schedule/"
    headers["X-CSRFToken"] = desk.browser.cookies["csrftoken"]
    answer = desk.browser.post(address, data=body, headers=headers, allow_redirects=False)

    assert answer.status_code == 400
    assert "Nothing was sent" in words(answer)
    assert (sandbox.requests("POST"), Attempt.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "too_much", [{"notes": "x" * 300_000}, {f"name{n}": "x" for n in range(1100)}]
)
def test_more_than_the_portal_takes_is_said_plainly(
    desk: Desk, sandbox: Sandbox, too_much: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.post(f"{session_path(where)}schedule/", booking() | too_much)

    assert answer.status_code == 400
    assert "The form is too long" in words(answer)
    assert (sandbox.requests("POST"), Attempt.objects.count()) == ([], 0)


def test_no_page_and_no_fragment_is_kept_by_a_cache(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    path = session_path(where)
    answers = [
        desk.get(one)
        for one in ("/", path, f"{path}schedule/", f"{path}standing/", "/audit/", "/nowhere/")
    ]
    answers.append(desk.post(f"{path}schedule/preview/", booking(), headers={"HX-Request": "true"}))
    kept = {answer.headers.get("Cache-Control", "") for answer in answers}
    assert all("no-store" in one and "private" in one for one in kept), kept
    assert "no-store" not in desk.get("/static/scheduling/desk.css").headers.get(
        "Cache-Control", ""
    )


@pytest.mark.parametrize(
    ("shown", "back"),
    [
        ("{url}/sessions/x/?a=1", "/sessions/x/?a=1"),
        ("http://elsewhere.example/sessions/x/", "/"),
        ("", "/"),
    ],
)
def test_a_poll_after_the_sign_in_lapsed_leads_back_to_the_page_that_polled(
    desk: Desk, sandbox: Sandbox, shown: str, back: str
) -> None:
    path = session_path(sandbox.needs_proctor()[0])
    desk.browser.cookies.clear()
    headers = HTMX | {"HX-Current-URL": shown.format(url=desk.url)}
    answer = desk.get(f"{path}standing/", headers=headers)
    assert parse_qs(urlsplit(answer.headers["HX-Redirect"]).query)["next"] == [back]
