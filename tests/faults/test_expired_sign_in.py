"""A sign-in that lapsed while the form was open:
nothing is sent, and what was typed waits for the same person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import CANCELLED
from scheduling.forms.booking.payment.payable_form import NOT_KEPT, VOUCHER_NOT_KEPT
from scheduling.models import Attempt, RoleGrant, StoredDraft
from tests.support.booking_actions import book, cancel
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX, TYPED, filled, nothing_was_sent
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, kinds


def login_for(where: dict[str, str]) -> str:
    return f"/accounts/login/?next={quote(form_path(where), safe='')}"


def every_sign_in_lapses() -> None:
    Session.objects.all().delete()


def sent_too_late(desk: Desk, where: dict[str, str], **answers: str) -> requests.Response:
    """The form, opened and filled in by someone who is signed out before it is sent."""
    form = filled(desk, where, **answers)
    every_sign_in_lapses()
    return desk.post(form_path(where), form)


@pytest.mark.faults(51)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_lapsed_sign_in_sends_nothing_and_the_answers_wait_for_the_same_person(
    desk: Desk, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where, amount="5", currency="USD", card_token="tok_practice_visa_51")
    every_sign_in_lapses()
    answer = desk.post(form_path(where), form, headers=headers)

    assert answer.status_code == (401 if headers else 302)
    assert requests.compat.unquote(
        answer.headers["HX-Redirect" if headers else "Location"]
    ) == requests.compat.unquote(login_for(where))
    assert "<form" not in answer.text
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]

    desk.sign_in()
    back = desk.get(form_path(where))
    assert "Nothing was sent. Your answers are still here." in words(back)
    assert form_on(back).items() >= TYPED.items()
    assert form_on(back)["card_token"] == ""
    assert NOT_KEPT in words(back)
    assert "Still to fill in: Card." in words(back)
    booked = desk.post(form_path(where), form_on(back) | {"card_token": "tok_practice_visa_51"})
    assert (booked.status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.faults(51)
def test_another_person_at_the_same_browser_does_not_see_the_answers(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sent_too_late(desk, where)
    desk.username = "coordinator2"
    desk.sign_in()
    page = desk.get(form_path(where))

    assert "Your answers are still here" not in words(page)
    assert TYPED["notes"] not in page.text
    nothing_was_sent(sandbox)


@pytest.mark.faults(51)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_whose_security_token_no_longer_fits_sends_nothing_and_keeps_the_answers(
    desk: Desk, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where) | {"csrfmiddlewaretoken": "x" * 64}
    answer = desk.post(form_path(where), form, headers={"X-CSRFToken": "x" * 64, **headers})

    assert answer.status_code == 403
    assert "Nothing was sent, and your answers are kept." in words(answer)
    assert answer.headers.get("HX-Redirect") == (form_path(where) if headers else None)
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]
    assert form_on(desk.get(form_path(where))).items() >= TYPED.items()


@pytest.mark.faults(51)
def test_a_browser_that_lost_its_cookies_in_mid_word_is_told_so_where_it_signs_in(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    desk.browser.cookies.clear()
    answer = desk.post(f"{form_path(where)}preview/", form, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, form_path(where))
    told = words(desk.get(desk.get(form_path(where)).headers["Location"]))
    assert "You were signed out. Nothing was sent. Your answers are kept: sign in" in told
    desk.sign_in()
    back = desk.get(form_path(where))
    assert form_on(back).items() >= TYPED.items()
    assert 'href="/">Back to list</a>' in back.text


@pytest.mark.faults(51)
def test_a_reload_shows_kept_answers_again_until_the_form_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    path = form_path(where)
    sent_too_late(desk, where)
    told = words(desk.get("/accounts/login/"))
    assert (
        "You were signed out. Nothing was sent. Your answers are kept: sign in to continue." in told
    )
    desk.sign_in()

    shown = [form_on(desk.get(path)) for _ in range(3)]
    assert all(one.items() >= TYPED.items() for one in shown)
    blank = shown[0] | {"proctor_location_sid": "", "notes": "Room 4"}
    assert desk.post(path, blank).status_code == 422
    assert form_on(desk.get(path))["notes"] == "Room 4"
    assert desk.post(path, form_on(desk.get(path)) | shown[0]).status_code == 302
    assert form_on(desk.get(path))["notes"] == ""


@pytest.mark.faults(51)
def test_several_forms_that_lapsed_are_all_kept(desk: Desk, sandbox: Sandbox) -> None:
    places = sandbox.needs_proctor()[:6]
    forms = [filled(desk, where, notes=f"Note {number}") for number, where in enumerate(places)]
    every_sign_in_lapses()
    for where, form in zip(places, forms, strict=True):
        desk.post(form_path(where), form)
    desk.sign_in()

    notes = [form_on(desk.get(form_path(where)))["notes"] for where in places]
    assert notes == [f"Note {number}" for number in range(6)]


@pytest.mark.faults(51)
def test_neither_card_numbers_nor_tokens_nor_vouchers_nor_unknown_names_are_kept(
    desk: Desk, sandbox: Sandbox, on_disk: Callable[[], bytes]
) -> None:
    where = sandbox.needs_proctor()[0]
    secrets = {
        "notes": "Card 4242 4242 4242 4242 please",
        "card_token": "tok_one",
        "card_token_other": "tok_two",
        "voucher_code": "SECRET-VOUCHER",
        "made_up": "something",
    }
    sent_too_late(desk, where, **secrets)

    kept = json.loads(StoredDraft.objects.get().contents.open())
    assert kept["answers"]["notes"] == "Card  please"
    assert sorted(kept["left_out"]) == ["card_token", "notes", "voucher_code"]
    assert (
        not {*secrets, "attempt_id", "csrfmiddlewaretoken", "filled_by"} - {"notes"}
        & kept["answers"].keys()
    )
    for secret in ("4242 4242", "tok_one", "tok_two", "SECRET-VOUCHER"):
        assert secret not in str(kept)
        assert secret.encode() not in on_disk()
    desk.sign_in()
    told = words(desk.get(form_path(where)))
    assert "Card numbers, card tokens and voucher codes are not kept: enter those again." in told
    assert (NOT_KEPT in told, VOUCHER_NOT_KEPT in told) == (True, True)


@pytest.mark.faults(51)
def test_a_form_s_signed_word_is_good_for_that_form_only(desk: Desk, sandbox: Sandbox) -> None:
    where, other = sandbox.needs_proctor()[:2]
    form = filled(desk, where)
    every_sign_in_lapses()
    desk.post(form_path(other), form)
    assert kinds() == []
    desk.sign_in()
    assert form_on(desk.get(form_path(other)))["notes"] == ""


@pytest.mark.faults(51)
def test_no_event_names_someone_who_does_not_work_there(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    RoleGrant.objects.filter(user__username="coordinator").delete()
    every_sign_in_lapses()
    desk.post(form_path(where), form)
    assert kinds() == []


@pytest.mark.faults(51)
@pytest.mark.parametrize(
    ("page", "name"), [("reschedule", "notes"), ("cancel", "cancellation_memo")]
)
def test_a_change_that_lapsed_is_kept_too(
    desk: Desk, sandbox: Sandbox, page: str, name: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{page}/"
    form = form_on(desk.get(path)) | {name: "The learner asked for it"}
    every_sign_in_lapses()
    assert desk.post(path, form).status_code == 302
    desk.sign_in()
    assert form_on(desk.get(path))[name] == "The learner asked for it"


@pytest.mark.faults(51)
def test_why_a_request_is_settled_is_kept_too(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.book(where)
    Attempt.objects.update(state="unconfirmed", needs_person=True)
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    [word] = re.findall('name="filled_by" value="([^"]+)"', administrator.get(path).text)
    every_sign_in_lapses()
    answer = administrator.post(
        path, {"applied": "no", "reason": "Seen in the list", "filled_by": word}
    )
    assert (answer.status_code, attempt_of(where).state) == (302, "unconfirmed")
    administrator.sign_in()

    page = administrator.get(path).text
    assert 'value="Seen in the list"' in page
    assert re.search(r'value="no"\s+checked', page)


@pytest.mark.faults(51)
def test_what_was_typed_is_shown_even_where_nothing_can_be_done_any_more(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    form = form_on(desk.get(path)) | {"cancellation_memo": "The learner asked for it"}
    assert cancel(second_desk, where).status_code == 302
    every_sign_in_lapses()
    desk.post(path, form)
    desk.sign_in()
    page = desk.get(path)

    assert f"There is no booking to cancel. {CANCELLED}" in words(page)
    assert form_on(page)["cancellation_memo"] == "The learner asked for it"
