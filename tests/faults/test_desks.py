"""The person at the form: signed out, no longer allowed, with stale fields, or without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
import requests
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from hypothesis import HealthCheck, given, settings, strategies

from portal.sandbox.server import Sandbox
from scheduling import session_types
from scheduling.models import Attempt, RoleGrant
from scheduling.models.encrypted import decrypt
from scheduling.proctoring_api.wire import api_name
from tests.desk import Desk, Portal, booking, kinds, session_path
from tests.faults.story import attempt_of, effects, form_on, posts, words
from tests.forms.filled import ANSWERS
from tests.services.booked import book, cancel

HTMX = {"HX-Request": "true"}
TYPED = {"notes": "Ground floor, please", "external_appointment_id": "RB-1"}


def filled(desk: Desk, where: dict[str, str], **answers: str) -> dict[str, str]:
    """The form as this person's browser holds it, filled in."""
    page = desk.get(f"{session_path(where)}schedule/?type=smarter-scheduling")
    usual = booking(attempt_id=None, **TYPED)
    return form_on(page) | usual | answers


def login_for(where: dict[str, str]) -> str:
    return f"/accounts/login/?next={quote(session_path(where) + 'schedule/', safe='')}"


def nothing_was_sent(sandbox: Sandbox) -> None:
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)


@pytest.mark.faults(51)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_lapsed_sign_in_sends_nothing_and_the_answers_wait_for_the_same_person(
    desk: Desk, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where, amount="5", currency="USD", card_token="tok_practice_visa_51")
    Session.objects.all().delete()
    answer = desk.post(f"{session_path(where)}schedule/", form, headers=headers)

    assert answer.status_code == (401 if headers else 302)
    assert requests.compat.unquote(answer.headers["HX-Redirect" if headers else "Location"]) == requests.compat.unquote(
        login_for(where)
    )
    assert "<form" not in answer.text
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]

    desk.sign_in()
    back = desk.get(f"{session_path(where)}schedule/")
    assert "Nothing was sent. Your answers are still here." in words(back)
    assert form_on(back).items() >= TYPED.items()
    assert form_on(back)["card_token"] == ""
    booked = desk.post(f"{session_path(where)}schedule/", form_on(back) | {"card_token": "tok_practice_visa_51"})
    assert (booked.status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.faults(51)
def test_another_person_at_the_same_browser_does_not_see_the_answers(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    Session.objects.all().delete()
    desk.post(f"{session_path(where)}schedule/", form)
    desk.username = "coordinator2"
    desk.sign_in()
    page = desk.get(f"{session_path(where)}schedule/")

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
    answer = desk.post(f"{session_path(where)}schedule/", form, headers={"X-CSRFToken": "x" * 64, **headers})

    assert answer.status_code == 403
    assert "Nothing was sent, and your answers are kept." in words(answer)
    assert answer.headers.get("HX-Redirect") == (f"{session_path(where)}schedule/" if headers else None)
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]
    assert form_on(desk.get(f"{session_path(where)}schedule/")).items() >= TYPED.items()


@pytest.mark.faults(51)
def test_a_reload_shows_kept_answers_again_until_the_form_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    form = filled(desk, where)
    Session.objects.all().delete()
    desk.post(path, form)
    told = words(desk.get("/accounts/login/"))
    assert "You were signed out. Nothing was sent. Your answers are kept: sign in to go on." in told
    desk.sign_in()

    shown = [form_on(desk.get(path)) for _ in range(3)]
    assert all(one.items() >= TYPED.items() for one in shown)
    assert desk.post(path, shown[0] | {"proctor_location_sid": ""}).status_code == 422
    assert form_on(desk.get(path))["notes"] == ""


@pytest.mark.faults(51)
def test_several_forms_that_lapsed_are_all_kept(desk: Desk, sandbox: Sandbox) -> None:
    places = sandbox.needs_proctor()[:6]
    forms = [filled(desk, where, notes=f"Note {number}") for number, where in enumerate(places)]
    Session.objects.all().delete()
    for where, form in zip(places, forms, strict=True):
        desk.post(f"{session_path(where)}schedule/", form)
    desk.sign_in()

    notes = [form_on(desk.get(f"{session_path(where)}schedule/"))["notes"] for where in places]
    assert notes == ["", "Note 1", "Note 2", "Note 3", "Note 4", "Note 5"]


@pytest.mark.faults(51)
def test_neither_card_numbers_nor_tokens_nor_unknown_names_are_kept(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    secrets = {
        "notes": "Card 4242 4242 4242 4242 please",
        "card_token": "tok_one",
        "card_token_other": "tok_two",
        "made_up": "something",
    }
    form = filled(desk, where, **secrets)
    Session.objects.all().delete()
    desk.post(f"{session_path(where)}schedule/", form)

    [stored] = [one.get_decoded() for one in Session.objects.all() if "kept_answers" in one.get_decoded()]
    [kept] = [json.loads(decrypt(one["sealed"]))["fields"] for one in stored["kept_answers"].values()]
    assert kept["notes"] == ["Card  please"]
    assert not {"card_token", "card_token_other", "made_up", "csrfmiddlewaretoken", "filled_by"} & kept.keys()


@pytest.mark.faults(51)
def test_a_form_s_signed_word_is_good_for_that_form_only(desk: Desk, sandbox: Sandbox) -> None:
    where, other = sandbox.needs_proctor()[:2]
    form = filled(desk, where)
    Session.objects.all().delete()
    desk.post(f"{session_path(other)}schedule/", form)
    assert kinds() == []
    desk.sign_in()
    assert form_on(desk.get(f"{session_path(other)}schedule/"))["notes"] == ""


@pytest.mark.faults(51)
def test_no_event_names_someone_who_does_not_work_there(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    _revoke("coordinator")
    Session.objects.all().delete()
    desk.post(f"{session_path(where)}schedule/", form)
    assert kinds() == []


@pytest.mark.faults(51)
@pytest.mark.parametrize(("page", "name"), [("reschedule", "notes"), ("cancel", "cancellation_memo")])
def test_a_change_that_lapsed_is_kept_too(desk: Desk, sandbox: Sandbox, page: str, name: str) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{page}/"
    form = form_on(desk.get(path)) | {name: "The learner asked for it"}
    Session.objects.all().delete()
    assert desk.post(path, form).status_code == 302
    desk.sign_in()
    assert form_on(desk.get(path))[name] == "The learner asked for it"


@pytest.mark.faults(51)
def test_why_a_request_is_settled_is_kept_too(desk: Desk, administrator: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.book(where)
    Attempt.objects.update(state="unconfirmed", needs_person=True)
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    [word] = re.findall('name="filled_by" value="([^"]+)"', administrator.get(path).text)
    Session.objects.all().delete()
    answer = administrator.post(path, {"applied": "no", "reason": "Seen in the list", "filled_by": word})
    assert (answer.status_code, attempt_of(where).state) == (302, "unconfirmed")
    administrator.sign_in()

    page = administrator.get(path).text
    assert 'value="Seen in the list"' in page
    assert 'value="no" checked' in page


def _revoke(username: str) -> None:
    RoleGrant.objects.filter(user__username=username).delete()


def _demote(username: str) -> None:
    RoleGrant.objects.filter(user__username=username).update(role="auditor")


@pytest.mark.faults(52)
@pytest.mark.parametrize("change", [_revoke, _demote])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_role_taken_away_while_the_form_is_open_sends_nothing(
    desk: Desk, sandbox: Sandbox, change: Callable[[str], None], headers: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    change("coordinator")
    answer = desk.post(f"{session_path(where)}schedule/", form, headers=headers)

    assert answer.status_code == 403
    assert "Your account lacks the role for it" in words(answer)
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]


@pytest.mark.faults(52)
def test_an_account_closed_while_the_form_is_open_sends_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    get_user_model().objects.filter(username="coordinator").update(is_active=False)
    answer = desk.post(f"{session_path(where)}schedule/", form)

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    nothing_was_sent(sandbox)


TYPES = list(session_types.SESSION_TYPES)
STALE = sorted(set(ANSWERS) - {"card_token", "time_zone"})


@pytest.mark.faults(53)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wire_name=strategies.sampled_from(TYPES), names=strategies.sets(strategies.sampled_from(STALE), min_size=8))
def test_only_fields_of_the_type_are_ever_sent(desk: Desk, sandbox: Sandbox, wire_name: str, names: set[str]) -> None:
    """Whatever other fields a browser still holds, and whatever becomes of the form."""
    where, before = sandbox.place(), posts(sandbox)
    stale = {name: ANSWERS[name] for name in names}
    form = stale | {"session_type": wire_name, "attempt_id": booking()["attempt_id"]}
    answer = desk.post(f"{session_path(where)}schedule/", form)
    arrived = sandbox.requests("POST")[before:]

    assert answer.status_code == (302 if arrived and effects(sandbox, where) else 422), words(answer)
    for request in arrived:
        own = {api_name(name) for name in session_types.fields_of(session_types.get(wire_name))}
        assert request["body"]["type"] == wire_name
        assert set(request["body"]) <= own | {"type"}


@pytest.mark.faults(53)
@pytest.mark.parametrize("forged", ["admin", "../../sessions", "B_VIRTUAL", "smarter-scheduling\x00"])
def test_a_forged_type_sends_nothing(desk: Desk, sandbox: Sandbox, forged: str) -> None:
    answer = desk.book(sandbox.needs_proctor()[0], session_type=forged)

    assert answer.status_code in (404, 422)
    nothing_was_sent(sandbox)


@pytest.mark.faults(53)
def test_a_changed_type_carries_nothing_of_the_old_one_along(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    changed = desk.post(
        f"{session_path(where)}schedule/", filled(desk, where, first_name="Ana") | {"change_type": "vtc"}
    )
    parked = form_on(changed)
    assert (parked["session_type"], parked["first_name"]) == ("vtc", "Ana")
    desk.post(f"{session_path(where)}schedule/", parked)

    assert sandbox.requests("POST")[0]["body"].keys() == {
        "type",
        "notes",
        "appointmentDateTime",
        "proctorLocationSid",
        "externalAppointmentId",
    }


@pytest.mark.faults(54)
@pytest.mark.parametrize("wire_name", ["smarter-scheduling", "automated"])
def test_without_javascript_the_plain_form_books(desk: Desk, sandbox: Sandbox, portal: Portal, wire_name: str) -> None:
    where = sandbox.needs_proctor()[0]
    page = desk.get(f"{session_path(where)}schedule/?type={wire_name}")
    form = form_on(page) | {"appointment_date_time": "2027-01-14T09:30"}
    if wire_name == "smarter-scheduling":
        form["proctor_location_sid"] = booking()["proctor_location_sid"]
    answer = desk.browser.post(f"{portal.url}{session_path(where)}schedule/", form)

    assert [step.status_code for step in answer.history] == [302]
    assert "Booked. The provider has confirmed it." in words(answer)
    assert attempt_of(where).state == "accepted"


@pytest.mark.faults(54)
def test_without_javascript_another_type_and_a_fault_are_whole_pages(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    changed = desk.post(f"{session_path(where)}schedule/", form | {"change_type": "ad-hoc"})
    faulty = desk.post(f"{session_path(where)}schedule/", form | {"appointment_date_time": ""})
    fragment = desk.post(f"{session_path(where)}schedule/", form | {"appointment_date_time": ""}, headers=HTMX)

    assert [answer.status_code for answer in (changed, faulty, fragment)] == [200, 422, 422]
    assert all(answer.text.lstrip().startswith("<!DOCTYPE html>") for answer in (changed, faulty))
    assert fragment.text.lstrip().startswith('<div id="schedule-form">')
    nothing_was_sent(sandbox)


@pytest.mark.faults(51)
def test_what_was_typed_is_shown_even_where_nothing_can_be_done_any_more(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    form = form_on(desk.get(path)) | {"cancellation_memo": "The learner asked for it"}
    assert cancel(second_desk, where).status_code == 302
    Session.objects.all().delete()
    desk.post(path, form)
    desk.sign_in()
    page = desk.get(path)

    assert "There is nothing here to cancel. It is over" in words(page)
    assert form_on(page)["cancellation_memo"] == "The learner asked for it"
