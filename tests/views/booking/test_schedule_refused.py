"""What is not known, out of use or not theirs: said in true words, and nothing is stored for it."""

from __future__ import annotations

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.views.exam_sessions.session_parts.actions import NOT_FOUND
from tests.support.booking_actions import book
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX, nothing_was_sent
from tests.support.html import plain_text, words
from tests.support.outcomes import kinds, page_of
from tests.support.people import NORTHFIELD

NOBODYS = "ES" + "e" * 32


def nowhere(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.needs_proctor()[0] | {"sessionSid": NOBODYS}


def test_an_unknown_session_is_told_apart_from_one_that_could_not_be_asked_about(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = nowhere(sandbox)
    forms = [words(desk.get(f"{session_path(where)}{name}/")) for name in ("cancel", "switch")]
    for page in (page_of(desk, where), *forms):
        assert "SmarterProctoring can’t find this session." in page
        assert "could not be read" not in page
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=503, times=None)
    assert "This session could not be read just now." in page_of(desk, where)


def test_what_the_provider_cannot_find_is_offered_for_nothing(desk: Desk, sandbox: Sandbox) -> None:
    page = desk.get(session_path(nowhere(sandbox))).text
    assert page.count("actions__item--off") == 1
    assert page.count(f'<p class="actions__why">{NOT_FOUND}</p>') == 1


@pytest.mark.parametrize("page", ["schedule/preview/", "reschedule/preview/"])
def test_a_keystroke_stores_no_session_that_nobody_confirmed(
    desk: Desk, sandbox: Sandbox, page: str
) -> None:
    answer = desk.post(f"{session_path(nowhere(sandbox))}{page}", booking(), headers=HTMX)
    assert answer.status_code in (200, 204)
    assert not ExamSession.objects.filter(sid=NOBODYS).exists()


@pytest.mark.parametrize("form", ["schedule/", "reschedule/", "cancel/", "switch/"])
def test_a_session_of_another_institution_is_stored_for_nobody_else(
    administrator: Desk, sandbox: Sandbox, form: str
) -> None:
    where = nowhere(sandbox)
    other = Institution.objects.exclude(sid=NORTHFIELD).first()
    ExamSession.objects.create(institution=other, sid=NOBODYS, exam_sid=where["examSid"])
    answer = administrator.post(f"{session_path(where)}{form}", booking())
    assert answer.status_code == 404
    assert [one.institution for one in ExamSession.objects.filter(sid=NOBODYS)] == [other]
    nothing_was_sent(sandbox)


def test_who_may_not_book_stores_no_session_either(auditor: Desk, sandbox: Sandbox) -> None:
    for form in ("schedule/", "reschedule/", "cancel/"):
        assert auditor.post(f"{session_path(nowhere(sandbox))}{form}", booking()).status_code == 403
    assert not ExamSession.objects.filter(sid=NOBODYS).exists()
    assert kinds() == ["denied"] * 3


def test_an_institution_out_of_use_is_not_told_as_a_missing_role(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    event = AuditEvent.objects.filter(session_sid=where["sessionSid"])[0].number
    story = f"/audit/story{session_path(where).replace('/sessions/', '/session/')}"
    to_session = f'href="{session_path(where)}"'
    assert all(to_session in administrator.get(page).text for page in (story, f"/audit/{event}/"))
    Institution.objects.filter(sid=where["installSid"]).update(is_active=False)

    answer = administrator.get(session_path(where))
    assert (answer.status_code, "does not have the required role" in answer.text) == (403, False)
    assert "The institution Northfield University is out of use." in words(answer)
    for page in (story, f"/audit/{event}/"):
        shown = administrator.get(page)
        assert (shown.status_code, to_session in shown.text) == (200, False)


def test_where_nothing_on_the_page_can_be_fixed_nobody_is_asked_to_fix_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    def headline(page: requests.Response) -> str:
        title = page.text.split('id="form-faults-title"', 1)[1].split("</h2>", 1)[0]
        return plain_text(f"<h2{title}")

    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", method="POST", code=403)
    assert headline(desk.book(where)) == "Not booked."
    assert headline(desk.book(where, appointment_date_time="")) == "Not booked. Please fix:"
