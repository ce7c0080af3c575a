"""The provider said no:
the form comes back whole with the reason in plain words, and nothing is sent again.
"""

from __future__ import annotations

import email.utils
import re
import time
from typing import Any

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.failed_sentences import REFUSED
from scheduling.models import Institution
from tests.support.booking_form import DULUTH, booking, form_path, session_path, upstream
from tests.support.client import Desk
from tests.support.html import attempt_id_on, form_on, words
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts

ALARM = "Northfield University needs an administrator"


def refused(
    desk: Desk, sandbox: Sandbox, where: dict[str, str], status: int, **answers: str
) -> requests.Response:
    """Book, and check all that must hold wherever the provider refuses; the page comes back."""
    form = booking(notes="Ground floor, please", **answers)
    answer = desk.post(form_path(where), form)
    assert answer.status_code == 422, words(answer)
    kept = {name: text for name, text in form.items() if name not in ("attempt_id", "card_token")}
    assert form_on(answer).items() >= kept.items()
    assert attempt_id_on(answer) != form["attempt_id"]
    assert (posts(sandbox), effects(sandbox, where)) == (1, [])
    assert (kinds(), attempt_of(where).state) == (["intent", "outcome"], "refused")
    assert details("outcome")["cause"] == f"refused-{status}"
    assert verify().is_intact
    return answer


@pytest.mark.faults(14)
@pytest.mark.parametrize("status", [400, 422])
def test_field_errors_stand_at_their_fields_and_the_rest_on_top(
    desk: Desk, sandbox: Sandbox, status: int
) -> None:
    where = sandbox.needs_proctor()[0]
    told = {
        "proctorLocationSid": "Closed <b>that</b> day.",
        "appointmentDateTime": "Too early.",
        "somethingNew": "Is missing.",
    }
    sandbox.trouble("field_errors", errors=told, code=status)
    answer = refused(desk, sandbox, where, status)

    assert (
        '<p class="field__error" id="id_proctor_location_sid_error">Closed that day.</p>'
        in answer.text
    )
    assert (
        '<p class="field__error" id="id_appointment_date_time_error">Too early.</p>' in answer.text
    )
    assert "Is missing." in words(answer)
    assert "<b>that" not in answer.text
    assert REFUSED["schedule"] in page_of(desk, where)


@pytest.mark.faults(14)
def test_the_corrected_form_books(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("field_errors", errors={"notes": "Too long."})
    answer = refused(desk, sandbox, where, 400)
    again = desk.post(form_path(where), form_on(answer) | {"notes": "Short"})

    assert (again.status_code, effects(sandbox, where)) == (302, ["scheduled"])
    assert sandbox.requests("POST")[1]["body"]["notes"] == "Short"


@pytest.mark.faults(14)
def test_a_flood_of_errors_stays_a_short_page(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("field_errors", errors={f"field{n}": "x" * 3000 for n in range(50)})
    answer = refused(desk, sandbox, where, 400)

    assert len(words(answer)) < 20_000
    assert "more errors" in words(answer)


@pytest.mark.faults(14)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("html", "SmarterProctoring refused it and gave no reason"),
        ("text", "SmarterProctoring says: “No room”"),
        ("empty", "SmarterProctoring refused it and gave no reason"),
        ("json", "SmarterProctoring says: “No room”"),
    ],
)
def test_a_refusal_of_any_shape_has_plain_words_and_no_markup(
    desk: Desk, sandbox: Sandbox, body: str, said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=400, body=body, message="No <script>alert(1)</script> room")
    answer = refused(desk, sandbox, where, 400)

    assert "alert(1)" not in answer.text
    assert f"Not booked. {said}" in words(answer)


@pytest.mark.faults(15)
def test_401_tells_the_person_and_alarms_administrators_until_it_works_again(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=401)
    answer = refused(desk, sandbox, where, 401)

    assert (
        "SmarterProctoring did not accept the portal’s sign-in. Tell your administrator"
        in words(answer)
    )
    assert details("outcome")["alarm"]
    assert ALARM in words(administrator.get("/audit/"))
    assert ALARM not in words(desk.get("/audit/"))
    desk.post(form_path(where), form_on(answer))
    assert ALARM not in words(administrator.get("/audit/"))


@pytest.mark.faults(15)
def test_a_rotated_token_is_refused_named_nowhere_and_a_new_one_books(
    desk: Desk, administrator: Desk, sandbox: Sandbox, institution: Institution, on_disk: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.set_tokens("a-new-secret-token")
    answer = refused(desk, sandbox, where, 403)
    assert sandbox.token not in answer.text
    assert ALARM in words(administrator.get("/audit/"))

    institution.api_token = "a-new-secret-token"
    institution.save()
    again = desk.post(form_path(where), form_on(answer))
    assert (again.status_code, effects(sandbox, where)) == (302, ["scheduled"])
    assert b"a-new-secret-token" not in on_disk()


@pytest.mark.faults(16)
def test_403_says_that_the_provider_does_not_allow_it(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=403, name="AUTHENTICATIONFAILED", message="Not for this exam.")
    answer = refused(desk, sandbox, where, 403)

    said = (
        "SmarterProctoring does not allow this for this institution or exam."
        " SmarterProctoring says: “Not for this exam.”"
    )
    assert said in words(answer)
    assert ALARM in words(administrator.get("/audit/"))


@pytest.mark.faults(17)
@pytest.mark.parametrize("status", [404, 405, 410])
def test_a_wrong_address_is_the_administrators_to_mend(
    desk: Desk, administrator: Desk, sandbox: Sandbox, status: int
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=status, body="html")
    answer = refused(desk, sandbox, where, status)

    said = "refused, too, tell your administrator to check this institution’s settings."
    assert said in words(answer)  # for the session itself is found
    assert details("outcome")["exchange"]["path"] == upstream(where)
    assert ALARM in words(administrator.get("/audit/"))


@pytest.mark.faults(18)
def test_a_taken_time_is_told_in_the_providers_words(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.set_seats(DULUTH, 0)
    answer = refused(desk, sandbox, where, 409)

    assert "has no room left at Thu, Jan 14, 2027, 9:30 AM CST." in words(answer)
    assert "Choose another time" in words(answer)
    assert "stands differently" not in words(answer)


@pytest.mark.faults(18)
def test_another_time_then_books(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(
        "status", code=409, name="CONFLICT", message="This time was taken a moment ago."
    )
    answer = refused(desk, sandbox, where, 409)
    later = form_on(answer) | {"appointment_date_time": "2027-01-14T13:00"}

    assert desk.post(form_path(where), later).status_code == 302
    assert sandbox.session(where["sessionSid"])["appointmentDate"] == "2027-01-14T19:00:00.000Z"


@pytest.mark.faults(19)
def test_a_session_booked_past_the_portal_is_read_and_shown_as_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    body = {"type": "automated", "appointmentDateTime": "2027-02-01T15:00:00.000Z"}
    requests.post(
        sandbox.url + upstream(where), json=body, headers={"token": sandbox.token}, timeout=30
    )
    answer = desk.book(where)

    assert answer.status_code == 422
    assert "can't be scheduled: it is Scheduled" in words(answer)
    assert "SmarterProctoring shows it as “Scheduled” for Mon, Feb 1, 9:00 AM CST" in words(answer)
    assert effects(sandbox, where) == ["scheduled"]
    assert sandbox.session(where["sessionSid"])["sessionType"] == "automated"
    assert (attempt_of(where).state, kinds()) == ("refused", ["intent", "outcome", "seen"])


@pytest.mark.faults(19)
def test_a_session_still_being_processed_is_refused_in_those_words(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    with sandbox.stand_in.state.one_at_a_time(where["sessionSid"]):
        answer = refused(desk, sandbox, where, 409)

    assert "This exam session is still being processed." in words(answer)


def _in_90_seconds() -> str:
    return email.utils.formatdate(time.time() + 90, usegmt=True)


@pytest.mark.long
@pytest.mark.faults(20)
@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("5", "5 seconds"),
        ("90", "90 seconds"),
        ("120", "2 minutes"),
        ("121", "3 minutes"),
        ("-1", "1 second"),
        ("999999", "60 minutes"),
        ("soon", "a minute"),
        (None, "a minute"),
        ("a date", "(8[5-9]|90) seconds"),
    ],
)
def test_429_says_how_long_to_wait_and_sends_nothing_again_by_itself(
    desk: Desk, sandbox: Sandbox, retry_after: str | None, wait: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(
        "too_many", retry_after=_in_90_seconds() if retry_after == "a date" else retry_after
    )
    answer = refused(desk, sandbox, where, 429)

    assert re.search(
        rf"SmarterProctoring was busy and asked us to come later\. Try again {wait} after that",
        words(answer),
    )
    time.sleep(0.3)
    assert posts(sandbox) == 1
