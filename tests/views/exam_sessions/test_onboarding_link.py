"""The learner's onboarding link: asked for on a press alone, shown once, and kept nowhere."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent
from tests.support.booking_actions import book, cancel
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import words
from tests.support.outcomes import attempt_of, kinds

LINK = re.compile(r"<code>(https://onboarding\.practice\.invalid/start/[\w-]+)</code>")
EARLIER = re.compile(
    r"A link was fetched before, \w{3}, \w{3} \d+, [^,]+ by ([\w ]+)\."
    r" We don’t know whether that one still works\."
)
NONE = "There is no onboarding link now."


def path(where: dict[str, str]) -> str:
    return f"{session_path(where)}onboarding-link/"


UNSEEN = re.compile(
    r"A link was asked for before, \w{3}, \w{3} \d+, [^,]+ by ([\w ]+), and no usable answer came\."
    r" If one was made, nobody saw it, and one that the learner already has may no longer work\."
)
MAY_BE_MADE = "A link may have been made that nobody saw."
ONBOARD = {"method": "GET", "path_contains": "/onboard"}


def asked(sandbox: Sandbox) -> int:
    """How often the link was asked for."""
    return sum(one["path"].endswith("/onboard") for one in sandbox.requests("GET"))


def test_it_is_fetched_on_a_press_shown_once_and_only_that_is_recorded(
    desk: Desk, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    where = book(desk, sandbox)
    page = desk.get(session_path(where))
    assert (f'action="{path(where)}"' in page.text, asked(sandbox)) == (True, 0)
    answer = desk.post(path(where), {})
    assert "no-store" in answer.headers["Cache-Control"]
    [link] = LINK.findall(answer.text)
    assert (asked(sandbox), f'href="{link}"' in answer.text) == (1, False)

    assert link not in desk.get(session_path(where)).text
    event = AuditEvent.objects.get(kind="onboarding_link_fetched")
    assert (event.actor_name, event.session_sid) == ("Ana Ruiz", where["sessionSid"])
    assert event.sentence.startswith("Ana Ruiz fetched the onboarding link of {learner} for ")
    secret = link.rpartition("/")[2]
    assert [one.name for one in kept_with(secret)] == []
    assert kept_with(where["sessionSid"]) != []
    assert secret not in caplog.text
    assert verify().is_intact


def kept_with(secret: str) -> list[Path]:
    """The files in which the secret stands: the database's, and whatever the portal keeps."""
    connection.cursor().execute("PRAGMA wal_checkpoint(FULL)")
    database = Path(connection.settings_dict["NAME"])
    files = [*database.parent.glob(f"{database.name}*"), *Path(settings.VAR_DIR).rglob("*")]
    return [one for one in files if one.is_file() and secret.encode() in one.read_bytes()]


def test_each_press_is_one_event_and_another_link(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    pages = [desk.post(path(where), {}) for _ in range(2)]
    links = {LINK.findall(page.text)[0] for page in pages}
    assert (len(links), kinds().count("onboarding_link_fetched")) == (2, 2)
    told = [EARLIER.findall(words(page)) for page in pages]
    assert told == [[], ["Ana Ruiz"]]


def test_an_auditor_is_offered_none_and_gets_none(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    assert path(where) not in auditor.get(session_path(where)).text
    assert auditor.post(path(where), {}).status_code == 403
    assert asked(sandbox) == 0


@pytest.mark.parametrize("status", ["Needs Proctor", "Closed", "Cancelled"])
def test_where_nothing_is_booked_none_is_asked_for(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status=status)
    assert path(where) not in desk.get(session_path(where)).text
    answer = desk.post(path(where), {})
    assert (answer.status_code, NONE in words(answer), asked(sandbox)) == (422, True, 0)


def test_where_the_provider_gives_none_that_is_said_and_nothing_recorded(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", code=404, times=None)
    answer = desk.post(path(where), {})
    assert (answer.status_code, NONE in words(answer)) == (502, True)
    assert MAY_BE_MADE not in words(answer)
    assert not {*kinds()} & {"onboarding_link_fetched", "onboarding_link_unanswered"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("drop_after", {}),
        ("status", {"code": 503}),
        ("other_fields", {"fields": {"url": "http://onboarding.practice.invalid/start/x"}}),
    ],
)
def test_where_no_usable_answer_comes_it_was_asked_once_and_the_next_person_is_warned(
    desk: Desk, sandbox: Sandbox, kind: str, fields: dict[str, Any]
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(kind, match=ONBOARD, times=None, **fields)
    answer = desk.post(path(where), {})
    assert (asked(sandbox), answer.status_code) == (1, 502)
    assert (NONE in words(answer), MAY_BE_MADE in words(answer)) == (True, True)
    event = AuditEvent.objects.get(kind__startswith="onboarding_link")
    assert (event.kind, event.actor_name, event.session_sid) == (
        *("onboarding_link_unanswered", "Ana Ruiz"),
        where["sessionSid"],
    )
    assert event.sentence.startswith(
        "Ana Ruiz asked SmarterProctoring for the onboarding link of {learner} for "
    )
    assert "; no usable answer came." in event.sentence

    sandbox.stand_in.troubles.clear()
    page = desk.post(path(where), {})
    assert (len(LINK.findall(page.text)), UNSEEN.findall(words(page))) == (1, ["Ana Ruiz"])
    again = desk.post(path(where), {})
    assert (EARLIER.findall(words(again)), UNSEEN.findall(words(again))) == (["Ana Ruiz"], [])


def test_where_nobody_got_an_answer_and_that_can_not_be_recorded_either_it_is_told(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", match=ONBOARD, times=None)
    storage = Storage(database, connections["default"].settings_dict["OPTIONS"])
    storage.refuse("onboarding_link_unanswered")
    answer = desk.post(path(where), {})
    storage.mend()
    assert (asked(sandbox), answer.status_code) == (1, 502)
    assert (NONE in words(answer), MAY_BE_MADE in words(answer)) == (True, True)
    assert "onboarding_link_unanswered" not in kinds()


def test_what_can_not_be_recorded_is_not_shown(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    where = book(desk, sandbox)
    storage = Storage(database, connections["default"].settings_dict["OPTIONS"])
    storage.refuse("onboarding_link_fetched")
    answer = desk.post(path(where), {})
    storage.mend()
    assert (asked(sandbox), answer.status_code) == (1, 502)
    assert LINK.findall(answer.text) == []
    assert "It could not be recorded, so the link is not shown." in words(answer)


@pytest.mark.parametrize(
    "status", ["On Hold", "Canceled by user", "Approval Denied", "Cancellation in progress"]
)
def test_where_no_booking_is_known_any_more_none_is_offered_nor_asked_for(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], status=status)
    assert path(where) not in desk.get(session_path(where)).text
    answer = desk.post(path(where), {})
    assert (answer.status_code, NONE in words(answer), asked(sandbox)) == (422, True, 0)


@pytest.mark.parametrize("status", ["Scheduled", "Pending Approval", "In Progress", "Incident"])
def test_where_a_booking_stands_it_is_offered(desk: Desk, sandbox: Sandbox, status: str) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], status=status)
    assert path(where) in desk.get(session_path(where)).text


def test_while_nobody_knows_what_became_of_a_request_none_is_asked_for(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    assert attempt_of(where).is_open
    assert (desk.post(path(where), {}).status_code, asked(sandbox)) == (422, 0)
    page = desk.get(session_path(where)).text
    assert (path(where) in page, attempt_of(where).is_open) == (False, True)


OTHER_S = [
    {"sid": "ES" + "f" * 32},
    {"userSid": "US" + "f" * 32, "enrollment": None},
    {"enrollmentSid": "EN" + "f" * 32},
    {"examSid": "EX" + "f" * 32},
    {"installSid": "AI" + "f" * 32},
]
NO_LINKS = [
    'https://evil.example/x" onclick="alert(1)',
    "https://evil.example/\u202egnp.exe",
    "https://smarterproctoring.com@evil.example/x",
    "https://evil.example/a b",
    "https:///x",
]


@pytest.mark.long
@pytest.mark.parametrize("fields", [*OTHER_S, *({"url": one} for one in NO_LINKS)], ids=str)
def test_another_learner_s_link_and_what_is_no_link_are_not_shown(
    desk: Desk, sandbox: Sandbox, fields: dict[str, str | None]
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("other_fields", match=ONBOARD, times=None, fields=fields)
    answer = desk.post(path(where), {})

    assert (LINK.findall(answer.text), "evil.example" in answer.text) == ([], False)
    assert (asked(sandbox), kinds().count("onboarding_link_fetched")) == (1, 0)
    assert kinds().count("onboarding_link_unanswered") == 1
