"""What is not known, out of use or not theirs: said in true words, and nothing is stored for it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Install
from tests.support.booking_actions import book
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import kinds, page_of

HTMX = {"HX-Request": "true"}
NOBODYS = "ES" + "e" * 32


def nowhere(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.needs_proctor()[0] | {"sessionSid": NOBODYS}


def test_a_session_that_the_provider_does_not_know_is_told_apart_from_one_it_could_not_be_asked_about(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = nowhere(sandbox)
    for page in (page_of(desk, where), words(desk.get(f"{session_path(where)}cancel/"))):
        assert "The provider does not know this session." in page
        assert "could not be asked" not in page
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=503, times=None)
    assert "The provider could not be asked just now." in page_of(desk, where)


@pytest.mark.parametrize("page", ["schedule/preview/", "reschedule/preview/"])
def test_a_keystroke_stores_no_session_that_nobody_confirmed(
    desk: Desk, sandbox: Sandbox, page: str
) -> None:
    answer = desk.post(f"{session_path(nowhere(sandbox))}{page}", booking(), headers=HTMX)
    assert answer.status_code in (200, 204)
    assert not ExamSession.objects.filter(sid=NOBODYS).exists()


def test_who_may_not_book_stores_no_session_either(auditor: Desk, sandbox: Sandbox) -> None:
    for form in ("schedule/", "reschedule/", "cancel/"):
        assert auditor.post(f"{session_path(nowhere(sandbox))}{form}", booking()).status_code == 403
    assert not ExamSession.objects.filter(sid=NOBODYS).exists()
    assert kinds() == ["denied"] * 3


def test_an_install_out_of_use_is_not_told_as_a_missing_role(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    event = AuditEvent.objects.filter(session_sid=where["sessionSid"])[0].number
    story = f"/audit/story{session_path(where).replace('/sessions/', '/session/')}"
    to_session = f'href="{session_path(where)}"'
    assert all(to_session in administrator.get(page).text for page in (story, f"/audit/{event}/"))
    Install.objects.filter(sid=where["installSid"]).update(is_active=False)

    answer = administrator.get(session_path(where))
    assert (answer.status_code, "lacks the role" in answer.text) == (403, False)
    assert "The institution Northfield University is out of use." in words(answer)
    for page in (story, f"/audit/{event}/"):
        shown = administrator.get(page)
        assert (shown.status_code, to_session in shown.text) == (200, False)


def test_a_card_token_that_is_not_sent_along_is_not_called_missing(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    rules = f"/campus/{where['installSid']}/rules/smarter-scheduling/"
    strict = {"stands": "offered", "card_token-is_must": "on", "company-is_must": "on"}
    assert administrator.post(rules, strict).status_code == 302
    page = desk.post(f"{session_path(where)}schedule/preview/", booking(), headers=HTMX).text
    assert "Still to fill in: Organization." in page


@override_settings(SESSION_COOKIE_SECURE=True)
def test_the_cookie_of_the_colours_goes_the_way_of_the_others(desk: Desk) -> None:
    answer = desk.post("/theme/", {"theme": "dark", "next": "/"})
    assert "Secure" in answer.headers["Set-Cookie"]


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
