"""Signing in and out, and a sign-in that lapses while a form is filled in."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.booking_form import session_path
from tests.support.browser_answers import ANSWERS, answers_of, body_of
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows
from tests.support.client import PASSWORDS
from tests.support.sign_in import sign_in

pytestmark = pytest.mark.browser
KEPT = "Nothing was sent. Your answers are still here."


def test_a_person_signs_in_and_out_by_keyboard(windows: Windows) -> None:
    page = windows.open()
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("coordinator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS["coordinator"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()

    page.locator(".topbar__person summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page).to_have_url(re.compile("/accounts/login/$"))
    page.goto("/audit/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))


@pytest.mark.long
def test_a_wrong_password_is_said_and_the_name_is_kept(windows: Windows) -> None:
    page = windows.open()
    sign_in(page, "coordinator", "not-the-password")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("This username and password do not")
    expect(page.get_by_label("Username")).to_have_value("coordinator")


@pytest.mark.long
def test_a_sign_in_that_lapsed_is_noticed_on_booking_and_keeps_the_answers(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    given = answers_of(SEAT, all_of_them=True)
    hands.fill(given)
    windows.settle(page)
    Session.objects.all().delete()
    hands.book()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    assert sandbox.requests("POST") == []

    sign_in(page, "coordinator")
    see(page, KEPT)
    see(page, "The voucher code was not kept; enter it again.")
    assert page.url.startswith(f"{windows.url}{session_path(where)}schedule/")
    hands.fill({"voucher_code": ANSWERS["voucher_code"]})
    hands.book()
    see(page, BOOKED)
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(SEAT, given)]
    windows.tolerate(401)


@pytest.mark.long
def test_a_sign_in_that_lapses_while_typing_keeps_what_was_typed(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where, "ad-hoc")
    hands.fill({name: ANSWERS[name] for name in ("first_name", "last_name")})
    windows.settle(page)
    Session.objects.all().delete()
    page.keyboard.type("-Smith")
    expect(page).to_have_url(re.compile("/accounts/login/"))

    sign_in(page, "coordinator")
    see(page, KEPT)
    expect(page.locator("#type-ad-hoc")).to_have_attribute("aria-current", "true")
    values = [page.locator(f"#id_{name}").input_value() for name in ("first_name", "last_name")]
    assert values == ["Zoë", "Nguyễn-Łukasiewicz-Smith"]
    windows.tolerate(401)


@pytest.mark.long
def test_the_answers_are_kept_for_the_person_who_typed_them_only(
    windows: Windows, sandbox: Sandbox
) -> None:
    page, where = windows.open("coordinator"), sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT) | {"notes": ANSWERS["notes"]})
    windows.settle(page)
    Session.objects.all().delete()
    hands.book()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    sign_in(page, "coordinator2")

    expect(page.locator("#id_notes")).to_have_value("")
    windows.tolerate(401)
