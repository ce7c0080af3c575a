"""Every form's text outlives a lapsed sign-in and a stale security token;
tokens and passwords are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution, RoleGrant, TypeRule
from scheduling.models.encryption import decrypt
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of

STILL_HERE = "Nothing was sent. Your answers are still here."
SECRET = "never-to-be-kept-7"
WHY = "Cancelled by phone, says Ms. Berg"
FILLED_BY = re.compile('name="filled_by" value="([^"]+)"')


def _lapse(desk: Desk, path: str, form: dict[str, str]) -> requests.Response:
    Session.objects.all().delete()
    answer = desk.post(path, form)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )
    desk.sign_in()
    return desk.get(path)


def _go_stale(desk: Desk, path: str, form: dict[str, str]) -> requests.Response:
    answer = desk.post(path, form, headers={"X-CSRFToken": "x" * 64})
    assert (answer.status_code, f'href="{path}"' in answer.text) == (403, True)
    return desk.get(path)


def _undecided(desk: Desk, sandbox: Sandbox) -> str:
    where = sandbox.needs_proctor()[1]
    sandbox.trouble("drop_before")
    desk.book(where)
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    return f"/undecided/{attempt_of(where).attempt_id}/"


@pytest.mark.faults(51)
@pytest.mark.parametrize("lose", [_lapse, _go_stale])
def test_every_form_keeps_what_was_typed_but_its_secrets(
    administrator: Desk,
    sandbox: Sandbox,
    lose: Callable[[Desk, str, dict[str, str]], requests.Response],
) -> None:
    booked, rules = (
        session_path(book(administrator, sandbox)),
        f"/campus/{sandbox.install_sid}/rules/automated/",
    )
    free, steps = session_path(sandbox.needs_proctor()[2]), f"/start/{sandbox.install_sid}/"
    secrets = {
        "api_token": SECRET,
        "oauth_client_secret": SECRET,
        "password": SECRET,
        "again": SECRET,
    }
    typed = {
        f"{free}schedule/": {"session_type": "automated", "override_reason": WHY},
        f"{booked}reschedule/": {"notes": WHY},
        f"{booked}cancel/": {"cancellation_memo": WHY},
        _undecided(administrator, sandbox): {"reason": WHY, "applied": "no"},
        "/start/": {"name": WHY, "sid": "AI12", "currency": "EUR"},
        steps: {"step": "person", "first_name": WHY, "role": "auditor"},
        rules: {
            "stands": "off",
            "notes-is_must": "on",
            "notes-default": "Room 4",
            "notes-help_text": WHY,
        },
    }
    before = (Attempt.objects.count(), Institution.objects.count(), RoleGrant.objects.count())

    for path, answers in typed.items():
        [word] = set(FILLED_BY.findall(administrator.get(path).text))
        page = lose(administrator, path, answers | secrets | {"filled_by": word})
        texts = {text for text in answers.values() if text not in ("person", "on", "automated")}
        assert (page.status_code, STILL_HERE in page.text) == (200, True), path
        assert {text for text in texts if text not in page.text} == set(), path
        assert SECRET not in page.text
    assert re.search('id="id_notes-is_must"[^>]* checked', page.text)
    assert 'value="off" checked' in page.text
    kept = [
        one
        for session in Session.objects.all()
        for one in session.get_decoded().get("kept_answers", {}).values()
    ]
    assert kept
    assert not any(SECRET in decrypt(one["sealed"]) for one in kept)
    assert (
        Attempt.objects.count(),
        Institution.objects.count(),
        RoleGrant.objects.count(),
    ) == before
    assert not TypeRule.objects.exists()


@pytest.mark.faults(51)
def test_another_step_that_goes_through_leaves_what_is_kept_of_the_first(
    administrator: Desk, sandbox: Sandbox
) -> None:
    path = f"/start/{sandbox.install_sid}/"
    [word] = set(FILLED_BY.findall(administrator.get(path).text))
    page = _go_stale(
        administrator, path, {"step": "site", "name": "Duluth Annex", "filled_by": word}
    )
    assert re.search(r"<details class=\"fold\" open><summary>Add another location", page.text)
    assert administrator.post(path, {"step": "test"}).status_code == 302
    assert 'value="Duluth Annex"' in administrator.get(path).text
    assert administrator.post(path, {"step": "site", "name": "Duluth Annex"}).status_code == 422
    assert 'value="Duluth Annex"' not in administrator.get(path).text
