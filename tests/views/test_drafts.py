"""The addresses where drafts are kept and discarded: whose they are says the form's signed word."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, StoredDraft
from tests.support.booking_form import form_path
from tests.support.client import Desk
from tests.support.drafts import keep, word_of
from tests.support.html import form_on, words
from tests.support.outcomes import kinds

BACK = "Your unfinished form was restored."


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    return form_path(sandbox.needs_proctor()[0])


def test_what_was_typed_is_restored_for_the_same_person_on_any_computer(
    desk: Desk, second_desk: Desk, path: str
) -> None:
    answer = keep(desk, word_of(desk, path), notes="Ground floor", amount="25")
    assert (answer.status_code, answer.content) == (204, b"")
    with Desk(desk.url, desk.username) as elsewhere:
        page = elsewhere.get(path)
    assert BACK in words(page)
    assert (form_on(page)["notes"], form_on(page)["amount"]) == ("Ground floor", "")
    other = second_desk.get(path)
    assert (BACK in words(other), form_on(other)["notes"]) == (False, "")
    assert kinds() == []


@pytest.mark.parametrize("told", ["", "2027-01-01T12:00+00:00 fri 10"])
def test_a_day_that_was_named_stays_the_day_that_it_was_when_it_was_kept(
    desk: Desk, path: str, told: str
) -> None:
    answers = {"appointment_date_time": "tomorrow 10", "named_on": told}
    answers["session_type"] = "b-virtual"
    keep(desk, word_of(desk, path), " ".join(answers), **answers)
    kept_at = timezone.now() - timedelta(days=2)
    StoredDraft.objects.update(changed_at=kept_at)
    day = kept_at.astimezone(ZoneInfo("America/Chicago")).date() + timedelta(days=1)
    assert form_on(desk.get(path))["appointment_date_time"] == f"{day}T10:00"


def test_the_type_that_the_address_names_is_shown_unless_another_was_chosen(
    desk: Desk, path: str
) -> None:
    word, ad_hoc = word_of(desk, path), {"session_type": "ad-hoc", "first_name": "Zoë"}
    keep(desk, word, "first_name", **ad_hoc)
    shown = [form_on(desk.get(f"{path}{query}")) for query in ("", "?type=automated")]
    assert [one["session_type"] for one in shown] == ["ad-hoc", "automated"]
    assert [one["first_name"] for one in shown] == ["Zoë", "Zoë"]
    keep(desk, word, "first_name session_type", **ad_hoc)
    assert form_on(desk.get(f"{path}?type=automated"))["session_type"] == "ad-hoc"


def test_it_is_kept_for_the_person_the_form_was_shown_to_whoever_is_signed_in_by_then(
    desk: Desk, second_desk: Desk, path: str
) -> None:
    word = word_of(desk, path)
    assert keep(second_desk, word, notes="Of the first").status_code == 204
    Session.objects.all().delete()
    assert keep(desk, word, notes="Typed on, signed out", draft_number="2").status_code == 204
    for one, notes in ((desk, "Typed on, signed out"), (second_desk, "")):
        one.sign_in()
        assert form_on(one.get(path))["notes"] == notes


@pytest.mark.parametrize("word", ["", "made-up", "WzEsIi9zdGFydC8iLCJ4Il0:1abcde:c2lnbmF0dXJl"])
def test_without_a_word_of_ours_nothing_is_kept(desk: Desk, word: str) -> None:
    assert keep(desk, word, notes="Of nobody").status_code == 403
    assert not StoredDraft.objects.exists()


def test_a_word_is_good_for_fourteen_days(desk: Desk, path: str) -> None:
    word = word_of(desk, path)
    for days, status in ((13, 204), (15, 403)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
            assert keep(desk, word, notes="Left open").status_code == status


def test_a_draft_needs_the_form_s_security_token_as_every_form_does(desk: Desk, path: str) -> None:
    data = {"filled_by": word_of(desk, path), "typed": "notes", "notes": "Of an old page"}
    answer = desk.post("/drafts/", data, headers={"X-CSRFToken": "x" * 64})
    assert answer.status_code == 403
    # Signing in anew in another tab makes the token old: what was typed is its own person's still.
    assert form_on(desk.get(path))["notes"] == "Of an old page"
    assert BACK in words(desk.get(path))
    data["filled_by"] = "made-up"
    desk.post("/drafts/", data | {"notes": "x"}, headers={"X-CSRFToken": "x" * 64})
    assert form_on(desk.get(path))["notes"] == "Of an old page"


def test_nothing_is_kept_of_a_closed_account(desk: Desk, path: str) -> None:
    word = word_of(desk, path)
    get_user_model().objects.filter(username="coordinator").update(is_active=False)
    keep(desk, word, notes="Too late")
    assert not StoredDraft.objects.exists()


def test_discarding_shows_the_form_without_it_and_is_its_own_person_s_only(
    desk: Desk, second_desk: Desk, path: str
) -> None:
    word = word_of(desk, path)
    keep(desk, word, notes="Ground floor")
    assert second_desk.post("/drafts/discard/", {"filled_by": word}).status_code == 403
    assert form_on(desk.get(path))["notes"] == "Ground floor"
    answer = desk.post("/drafts/discard/", {"filled_by": word_of(desk, path)})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    page = desk.get(path)
    assert (BACK in words(page), form_on(page)["notes"]) == (False, "")


def test_a_draft_that_cannot_be_read_is_not_told_as_somebody_elses(desk: Desk) -> None:
    assert desk.post("/drafts/discard/", {"filled_by": "expired"}).status_code == 403
    said = AuditEvent.objects.latest("number").sentence
    assert "which draft it is can’t be read, or the page is too old" in said
