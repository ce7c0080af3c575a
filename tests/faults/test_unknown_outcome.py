"""Sent, and no usable answer:
nothing is claimed, nobody can book twice, and reading back finds the truth.
"""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import requests
from hypothesis import strategies
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.booking.outcome_panel.failed_sentences import BOOKED_BY_OTHERS, CHECKED, TRY_AGAIN
from scheduling.booking.outcome_panel.open_sentences import (
    CAN_T_TELL,
    NOT_KNOWN,
    OTHERS_DECIDE,
)
from tests.support.booking_form import session_path, upstream
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts, settled

NOTHING_CAME_OF_IT = f"{CHECKED['schedule']} {TRY_AGAIN['schedule']}"


def goes_unknown(
    desk: Desk, sandbox: Sandbox, where: dict[str, str], cause: str, **answers: str
) -> None:
    """Book, and check all that must hold while the outcome is not known."""
    answer = desk.book(where, **answers)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert NOT_KNOWN["schedule"] in page_of(desk, where)
    assert attempt_of(where).state == "unconfirmed"
    assert details("outcome")["cause"] == cause
    blocked = desk.book(where)
    assert blocked.status_code == 409
    assert str(attempt_of(where).attempt_id)[:8] in words(blocked)
    assert posts(sandbox) == 1


def becomes(desk: Desk, sandbox: Sandbox, where: dict[str, str], took_effect: bool) -> None:
    """Reading back settles it as it truly is, and says so."""
    found = settled(where)
    assert (found.state, found.settled_how, found.settler_id) == (
        "accepted" if took_effect else "not-applied",
        "read-back",
        None,
    )
    assert effects(sandbox, where) == (["scheduled"] if took_effect else [])
    assert (posts(sandbox), kinds()[-1]) == (1, "read_back")
    assert (BOOKED if took_effect else NOTHING_CAME_OF_IT) in page_of(desk, where)


SEEN: set[int] = set()


def case(row: int, kind: str, cause: str, took_effect: bool, **params: Any) -> Any:
    """One answer that says nothing; those of a row after its first are for the long suite."""
    told = "-".join([kind, *(str(value)[:20] for value in params.values())])
    marks = [pytest.mark.faults(row), *([pytest.mark.long] if row in SEEN else [])]
    SEEN.add(row)
    return pytest.param(kind, params, cause, took_effect, marks=marks, id=f"{row}-{told}")


CASES = [
    case(10, "hang_before", "timeout", False),
    case(11, "hang_after", "timeout", True),
    case(12, "drop_after", "closed", True),
    case(12, "drop_after", "closed", True, rst=True),
    case(12, "drop_before", "closed", False, rst=True),
    case(21, "status", "server-error", False, code=500),
    case(21, "status", "server-error", True, code=500, effect=True),
    case(21, "status", "server-error", False, code=502, body="html"),
    case(21, "status", "server-error", True, code=503, body="html", effect=True),
    case(21, "status", "server-error", True, code=504, body="empty", effect=True),
    case(23, "truncated_json", "unreadable", True),
    case(23, "cut_body", "closed", True),
    case(23, "cut_body", "closed", True, rst=True),
    case(23, "cut_chunk", "closed", True),
    case(23, "empty_200", "unreadable", True),
    case(23, "no_content", "unreadable", True),
    case(24, "missing_fields", "unreadable", True),
    case(24, "other_fields", "unreadable", True, fields={"sid": None}),
    case(24, "other_fields", "unreadable", True, fields={"sid": ""}),
    case(24, "other_fields", "unreadable", True, fields={"sid": 42}),
    case(24, "other_fields", "unreadable", True, fields={"sid": ["ES"]}),
    case(24, "other_fields", "wrong-session", True, fields={"sid": "ES" * 4000}),
    case(26, "other_session", "wrong-session", True),
    case(26, "other_exam", "wrong-session", True),
    case(27, "other_fields", "contradicts", True, fields={"status": "Needs Proctor"}),
    case(28, "strange_json", "unreadable", True, which="nan"),
    case(28, "strange_json", "unreadable", True, which="infinity"),
    case(28, "strange_json", "unreadable", True, which="duplicate_keys"),
    case(28, "strange_json", "unreadable", True, which="deep"),
    case(28, "strange_json", "unreadable", True, which="huge_int"),
    case(28, "strange_json", "unreadable", True, which="bad_utf8"),
    case(28, "strange_json", "unreadable", True, which="bom"),
    case(28, "strange_json", "unreadable", True, which="null"),
    case(28, "strange_json", "unreadable", True, which="list"),
    case(28, "strange_json", "said-yes", True, which="string"),
    case(28, "strange_json", "unreadable", True, which="number"),
    case(28, "strange_json", "unreadable", True, which="trailing"),
    case(29, "slow_drip", "timeout", True, part="headers"),
    case(29, "slow_drip", "timeout", True, part="body"),
    case(30, "endless_body", "too-large", True, interval=0.001),
    case(30, "huge_body", "too-large", True),
    case(30, "gzip_bomb", "unreadable", True),
    case(31, "gzip_lie", "unreadable", True),
]


@pytest.mark.parametrize(("kind", "params", "cause", "took_effect"), CASES)
def test_without_a_usable_answer_the_truth_is_read_back(
    desk: Desk, sandbox: Sandbox, kind: str, params: dict[str, Any], cause: str, took_effect: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble(kind, **params)
    goes_unknown(desk, sandbox, where, cause)
    becomes(desk, sandbox, where, took_effect)


@pytest.mark.long
@pytest.mark.faults(28, 69)
@pytest.mark.parametrize(
    ("which", "is_shown"),
    [
        ("nan", True),
        ("infinity", True),
        ("huge_int", True),
        ("bad_utf8", True),
        ("deep", False),
        ("bom", True),
        ("lone_surrogate", True),
        ("duplicate_keys", False),  # of the status, which decides
        ("list", False),
        ("trailing", False),
    ],
)
def test_looks_that_are_no_strict_json_show_what_of_them_can_be_read(
    desk: Desk, sandbox: Sandbox, which: str, is_shown: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("strange_json", method="GET", which=which, times=None)
    desk.book(where)

    found = settled(where)
    state = "accepted" if is_shown else "unconfirmed"
    assert (found.state, found.needs_person, posts(sandbox)) == (state, not is_shown, 1)
    assert (BOOKED in page_of(desk, where)) is is_shown


@pytest.mark.long
@pytest.mark.faults(13)
@pytest.mark.parametrize("took_effect", [True, False])
def test_a_kept_connection_closed_on_the_second_request_is_not_known(
    desk: Desk, sandbox: Sandbox, took_effect: bool
) -> None:
    first, where = sandbox.needs_proctor()[:2]
    desk.get(session_path(where))
    desk.book(first, appointment_date_time="2027-01-15T09:30")
    sandbox.clear()
    sandbox.trouble("stale_keepalive", effect=took_effect)
    answer = desk.book(where)

    assert (answer.status_code, posts(sandbox)) == (302, 1)
    assert attempt_of(where).state == "unconfirmed"
    found = settled(where)
    assert found.state == ("accepted" if took_effect else "not-applied")
    assert effects(sandbox, where) == (["scheduled"] if took_effect else [])
    assert posts(sandbox) == 1


@pytest.mark.faults(21)
def test_a_gateways_page_is_neither_shown_nor_kept(
    desk: Desk, sandbox: Sandbox, on_disk: Any
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=502, body="html", message="nginx upstream <i>gone</i> away")
    desk.book(where)
    page = desk.get(session_path(where))

    assert "upstream" not in page.text
    assert b"upstream" not in on_disk()
    assert (
        details("outcome")["exchange"]["status"],
        len(details("outcome")["exchange"]["digest"]),
    ) == (502, 64)


@pytest.mark.long
@pytest.mark.faults(22)
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_administrators_are_told(
    desk: Desk, administrator: Desk, sandbox: Sandbox, code: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    with Sandbox(seed=1) as elsewhere:
        sandbox.trouble("redirect", code=code, location=f"{elsewhere.url}/v1/somewhere")
        goes_unknown(desk, sandbox, where, "redirect")
        assert elsewhere.ledger()["requests"] == []
    assert "127.0.0.1" in attempt_of(where).reason
    assert "needs an administrator" in words(administrator.get("/audit/"))
    becomes(desk, sandbox, where, took_effect=False)


@pytest.mark.faults(10, 12)
@pytest.mark.parametrize("look", ["fast", "slow"])
def test_not_booked_is_never_claimed_while_the_provider_may_still_be_at_it(
    desk: Desk, sandbox: Sandbox, settings: Settings, look: str
) -> None:
    """A look that began before the provider had its time does not count, however late its answer
    comes.
    """
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    settings.READ_BACK_QUIET, settings.READ_BACK_PAUSES, settings.API_TIMEOUT = (
        1.2,
        [0.05, 0.3],
        2.0,
    )
    sandbox.trouble("late_effect", seconds=0.9)
    desk.book(where)
    if look == "slow":
        sandbox.trouble("latency", method="GET", ms=10)
        sandbox.trouble("latency", method="GET", ms=1300, effect="early", times=None)

    assert settled(where).state == "accepted"
    assert effects(sandbox, where) == ["scheduled"]


@pytest.mark.faults(11)
def test_what_reading_back_cannot_tell_waits_for_an_administrator_and_stays_locked(
    desk: Desk, administrator: Desk, sandbox: Sandbox, settings: Settings
) -> None:
    """The provider shows a booking of another time: ours, stored wrongly, or somebody else's?"""
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_before")
    desk.book(where)
    first = attempt_of(where)
    _booked_elsewhere(sandbox, where)
    assert settled(where).needs_person
    assert attempt_of(where).state == "unconfirmed"
    assert CAN_T_TELL["schedule"] in page_of(desk, where)
    assert desk.book(where).status_code == 409

    path, decision = (
        f"/undecided/{first.attempt_id}/",
        {"applied": "no", "reason": "Booked by phone at the center"},
    )
    assert desk.post(path, decision).status_code == 403
    assert (attempt_of(where).state, kinds()[-1]) == ("unconfirmed", "denied")
    assert OTHERS_DECIDE.format(names="Ingrid Sato") in page_of(desk, where)
    assert "Save the decision" in page_of(administrator, where)
    assert administrator.post(path, decision).status_code == 302
    done = attempt_of(where)
    assert (done.state, done.settled_how, done.settled_by) == (
        "not-applied",
        "by-hand",
        "Ingrid Sato",
    )
    assert (kinds()[-2:], details("settled")["reason"]) == (
        ["settled", "seen"],
        "Booked by phone at the center",
    )
    said = "Ingrid Sato decided that your request was not done: “Booked by phone at the center”"
    assert said in page_of(desk, where)


@pytest.mark.faults(11)
@pytest.mark.parametrize("later", [{}, {"start": "2027-02-02T16:00:00.000Z"}])
def test_a_booking_that_was_decided_to_be_somebody_elses_is_told_as_it_stands_once_it_is_reviewed(
    desk: Desk,
    administrator: Desk,
    sandbox: Sandbox,
    settings: Settings,
    later: dict[str, str],
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_before")
    desk.book(where)
    _booked_elsewhere(sandbox, where)
    assert settled(where).needs_person
    decision = {"applied": "no", "reason": "Booked by phone at the center"}
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    assert administrator.post(path, decision).status_code == 302

    page = page_of(desk, where)
    assert ("I have reviewed this" in page, BOOKED_BY_OTHERS in page) == (True, False)
    assert ("To read to the learner" in page, confirmed_file(desk, where)) == (False, 404)
    assert desk.post(f"{session_path(where)}looked/", {}).status_code == 302
    page = page_of(desk, where)
    assert (BOOKED_BY_OTHERS in page, "was reviewed by Ana Ruiz" in page) == (True, True)
    assert ("To read to the learner" in page, confirmed_file(desk, where)) == (True, 200)
    assert "“You are booked for " in page
    assert "Monday, February 1, 2027" in page

    if later:  # what is changed then is news again
        sandbox.place(where["sessionSid"], **later)
        page = page_of(desk, where)
        assert ("I have reviewed this" in page, BOOKED_BY_OTHERS in page) == (True, False)
        assert confirmed_file(desk, where) == 404


def confirmed_file(desk: Desk, where: dict[str, str]) -> int:
    """The status of the answer to who asks for the booking's calendar file."""
    return desk.get(f"{session_path(where)}session.ics").status_code


def _booked_elsewhere(sandbox: Sandbox, where: dict[str, str]) -> None:
    """Somebody books the session past this portal."""
    body = {"type": "automated", "appointmentDateTime": "2027-02-01T15:00:00.000Z"}
    answer = requests.post(
        sandbox.url + upstream(where), json=body, headers={"token": sandbox.token}, timeout=30
    )
    assert answer.status_code == 200, answer.text


JUNK = strategies.one_of(
    strategies.none(),
    strategies.booleans(),
    strategies.integers(),
    strategies.text(max_size=60),
    strategies.lists(strategies.text(max_size=5), max_size=3),
    strategies.dictionaries(strategies.text(max_size=5), strategies.integers(), max_size=3),
    strategies.from_regex(r"\AES[a-f0-9]{32}\n?\Z"),
)


@pytest.mark.faults(24)
@hypothesis.settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
@hypothesis.given(sid=JUNK)
def test_no_answer_without_this_very_session_sid_is_believed(
    desk: Desk, sandbox: Sandbox, sid: object
) -> None:
    where = sandbox.place()
    sandbox.trouble("other_fields", fields={"sid": sid})
    desk.book(where, session_type="automated", proctor_location_sid=None)

    assert attempt_of(where).state == "unconfirmed"
    assert attempt_of(where).reason in (
        "SmarterProctoring’s answer could not be read.",
        "SmarterProctoring answered about a different exam session.",
    )
