"""Every form's text outlives a lapsed sign-in and a stale security token;
tokens and passwords are not kept, in the database or beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import requests
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution, RoleGrant, StoredDraft, TypeRule
from tests.support.booking_actions import book
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of

STILL_HERE = "Nothing was sent. Your answers are still here."
SECRET = "never-to-be-kept-7"
WHY = "Cancelled by phone, says Ms. Berg"
FILLED_BY = re.compile('name="filled_by" value="([^"]+)"')
STEPS = (
    "install",
    "location",
    "person",
)  # the forms of an institution's first page, in their order


def word_of(page: requests.Response, step: str = "") -> str:
    """The signed word of the page's form, or of that step's among several."""
    words = FILLED_BY.findall(page.text)
    return words[STEPS.index(step)] if step else words[0]


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
    on_disk: Callable[[], bytes],
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
        word = word_of(administrator.get(path), answers.get("step", ""))
        page = lose(administrator, path, answers | secrets | {"filled_by": word})
        texts = {text for text in answers.values() if text not in ("person", "on", "automated")}
        assert (page.status_code, STILL_HERE in page.text) == (200, True), path
        assert {text for text in texts if text not in page.text} == set(), path
        assert SECRET not in page.text
    assert re.search('id="id_notes-is_must"[^>]* checked', page.text)
    assert re.search(r'value="off"\s+checked', page.text)
    kept = list(StoredDraft.objects.values_list("contents", flat=True))
    assert len(kept) == len(typed)
    assert not any(SECRET in contents.open() for contents in kept)
    assert SECRET.encode() not in on_disk()
    assert WHY.encode() not in on_disk()
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
    location, pl_sid = {"step": "location", "name": "Duluth Annex"}, f"PL{77:032x}"
    word = word_of(administrator.get(path), "location")
    page = _go_stale(administrator, path, location | {"filled_by": word})
    assert re.search(r'<details class="fold" open>\s*<summary>Add another location', page.text)
    assert administrator.post(path, {"step": "test"}).status_code == 302
    assert 'value="Duluth Annex"' in administrator.get(path).text
    word = word_of(administrator.get(path), "location")
    refused = location | {"address": "2 Lake Avenue", "filled_by": word}
    assert administrator.post(path, refused).status_code == 422
    assert 'value="2 Lake Avenue"' in administrator.get(path).text
    sound = location | {"kind": "testing-center", "pl_sid": pl_sid}
    assert administrator.post(path, sound).status_code == 302
    assert 'value="2 Lake Avenue"' not in administrator.get(path).text


@pytest.mark.faults(49, 50)
def test_no_secret_of_a_form_that_is_being_filled_in_reaches_the_storage(
    desk: Desk, sandbox: Sandbox, on_disk: Callable[[], bytes]
) -> None:
    path = form_path(sandbox.needs_proctor()[0])
    secrets = {"card_token": "tok_practice_visa_draft", "voucher_code": "SECRET-VOUCHER-9"}
    secrets |= {"password": SECRET, "api_token": SECRET, "notes": "Pay with 4242424242424242"}
    told = {"filled_by": word_of(desk.get(path)), "typed": " ".join(secrets)}
    assert desk.post("/drafts/", secrets | told).status_code == 204

    [row] = StoredDraft.objects.all()
    assert json.loads(row.contents.open())["answers"]["notes"] == "Pay with"
    for secret in ("4242424242424242", *list(secrets.values())[:-1]):
        assert secret not in row.contents.open()
        assert secret.encode() not in on_disk()
    said = words(desk.get(path))
    assert "Card numbers, card tokens and voucher codes are not kept: enter those again." in said
