"""A link whose answer says that it is none, or can't be used, is shown to nobody."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.scripted_provider import says

LINK = "https://onboarding.example/start/1"
DENIED = [
    {"success": False, "message": "session closed"},
    {"ok": "false"},
    {"status": 409},
    {"statusCode": "410"},
    {"status": "error"},
    {"error": {"code": "CLOSED", "message": "session closed"}},
    {"code": "RESOURCENOTFOUND", "message": "No such session"},
    {"code": "SESSIONCLOSED"},
    {"code": "closed", "detail": "The session is closed"},
    {"code": 410},
    {"code": "abc123", "success": False},
    {"expired": True},
    {"isExpired": "true"},
    {"used": 1},
    {"valid": False},
    {"active": "no"},
    {"data": {"used": True}},
]
HOLDS = "SmarterProctoring’s answer holds "
NOT_THE_LINK = [
    ({"status": "Cancelled"}, HOLDS + "a link, but gives the status “Cancelled”."),
    ({"session": {"status": "closed"}}, HOLDS + "a link, but gives the status “closed”."),
    ({"linkStatus": "Already used"}, HOLDS + "a link, but gives the status “Already used”."),
    ({"sessionStatus": "Complete"}, HOLDS + "a link, but gives the status “Complete”."),
    ({"used": True}, HOLDS + "a link, but says that it can’t be used."),
    ({"isExpired": "true"}, HOLDS + "a link that has expired."),
    ({"expires": "2020-01-01T00:00:00Z"}, HOLDS + "a link that has expired."),
    ({"expires_at": 1577836800}, HOLDS + "a link that has expired."),
    ({"data": {"validUntil": "1577836800000"}}, HOLDS + "a link that has expired."),
    ({"expiresIn": 0}, HOLDS + "a link that has expired."),
    ({"URL": LINK + "1"}, HOLDS + "several links, and does not say which is the learner’s."),
    ({"onboardUrl": LINK + "1"}, HOLDS + "several links, and does not say which is the learner’s."),
]
SEVERAL = HOLDS + "several links, and does not say which is the learner’s."
HAS_EXPIRED = HOLDS + "a link that has expired."
NOT_USABLE = HOLDS + "a link, but says that it can’t be used."
NOT_READY = "SmarterProctoring’s answer says that the link is not ready yet."
OF_NO_USE = [
    *(({one: "2026-11-30T09:00:00Z"}, NOT_USABLE) for one in ("usedAt", "consumed_at", "Used-On")),
    *(({"revokedAt": "2026-11-29 09:00"}, NOT_USABLE), ({"isRedeemed": "yes"}, NOT_USABLE)),
    *(({"remainingUses": 0}, NOT_USABLE), ({"uses_left": "0"}, NOT_USABLE)),
    *(({"uses": 1, "maxUses": 1}, NOT_USABLE), ({"useCount": "3", "usage_limit": 2}, NOT_USABLE)),
    *(({"available": False}, NOT_USABLE), ({"isEnabled": "no"}, NOT_USABLE)),
    ({"message": "This link was already used"}, NOT_USABLE),
    ({"warnings": ["Sent twice.", "The link is no longer valid"]}, NOT_USABLE),
    *(({"expiresAt": "2026-11-28"}, HAS_EXPIRED), ({"exp": 1577836800}, HAS_EXPIRED)),
    ({"expiresAt": "2026-11-29 09:00:00"}, HAS_EXPIRED),
    ({"expiresAt": "11/29/2026 3:00 PM"}, HAS_EXPIRED),
    *(({"expiresIn": one}, HAS_EXPIRED) for one in ("0s", "-5", "00:00:00", "0 minutes")),
    *(({"ttl": "PT0S"}, HAS_EXPIRED), ({"url": f"{LINK}?expires=1577836800"}, HAS_EXPIRED)),
    *(({"notBefore": "2099-01-14T00:00:00Z"}, NOT_READY), ({"valid_from": "2099-1-4"}, NOT_READY)),
    *(({"ready": False}, NOT_READY), ({"message": "Your link is not ready yet"}, NOT_READY)),
    *(
        ({"status": one}, f"{HOLDS}a link, but gives the status “{one}”.")
        for one in ("Superseded", "Replaced", "Unavailable", "Withdrawn", "INVALIDATED")
    ),
    ({"sessionStatus": "Needs Proctor"}, HOLDS + "a link, but gives the status “Needs Proctor”."),
    *(
        ({"links": [{"rel": "onboard", "href": LINK + "1"}]}, SEVERAL),
        ({"urls": [LINK + "1"]}, SEVERAL),
    ),
    *(
        ({"link": {"href": LINK + "1"}}, SEVERAL),
        ({"onboardingLinks": {"learner": LINK + "1"}}, SEVERAL),
    ),
]
OTHER = "7" * 32
ANOTHER_S = [
    *({"sid": f"ES{OTHER}"}, {"sessionSid": f"ES{OTHER}"}, {"exam_session_SID": f"ES{OTHER}"}),
    *({"session": f"ES{OTHER}"}, {"data": {"session": {"sid": f"ES{OTHER}"}}}),
    *({"examSid": f"EX{OTHER}"}, {"url": f"{LINK}/ES{OTHER}"}),
    *({"userSid": f"US{OTHER}"}, {"learner": {"sid": f"US{OTHER}"}}),
    *({"userId": f"US{OTHER}"}, {"exam_id": f"EX{OTHER}"}),
    *({"url": f"{LINK}?u=US{OTHER}"}, {"url": f"{LINK}?exam=EX{OTHER}"}),
]
SAID = [
    *({}, {"success": True}, {"status": "ok"}, {"status": 200}, {"expired": False}, {"valid": 1}),
    *({"status": "Scheduled"}, {"URL": LINK}, {"supportUrl": "https://help.example/1"}),
    *({"expires": "2099-01-01T00:00:00Z"}, {"expiresIn": 900}, {"status": "not used"}),
    *({"code": "abc123"}, {"code": 4711}, {"code": "start", "success": True}),
    *({"status": "Not yet used"}, {"linkStatus": "has not been used"}),
    *({"message": "Use it once. If the link has expired, ask again"}, {"usedAt": None}),
    *({"note": "It can be used once"}, {"expiresAt": "2099-11-29"}, {"expiresIn": "15m"}),
    *({"notBefore": "2020-01-01"}, {"usedAt": ""}, {"uses": 0, "maxUses": 1}, {"used": False}),
    *({"links": [{"rel": "self", "href": "https://api.example/1"}]}, {"link": {"href": LINK}}),
    *(
        {"ready": True},
        {"available": "yes"},
        {"expiresAt": "01/02/03"},
        {"revokedAt": "0001-01-01"},
    ),
    *({"status": "Completed"}, {"data": {"state": "finished"}}, {"linkStatus": "not completed"}),
]


def fetched(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> tuple[int, bool, str]:
    """The answer's status, whether the link is in it, and the kind of the event."""
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    provide(says({"url": LINK, **beside}))
    answer = desk.post(f"{session_path(where)}onboarding-link/", {})
    kind = AuditEvent.objects.filter(kind__startswith="onboarding").latest("number").kind
    return answer.status_code, LINK in answer.text, kind


@pytest.mark.faults(24)
@pytest.mark.parametrize("beside", mostly_long(DENIED, everyday=6), ids=str)
def test_a_link_that_its_answer_denies_is_not_shown(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> None:
    told = fetched(desk, sandbox, provide, beside)
    assert told == (502, False, "onboarding_link_unanswered")


@pytest.mark.faults(25)
@pytest.mark.parametrize("beside", SAID, ids=str)
def test_one_that_it_does_not_deny_is(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> None:
    told = fetched(desk, sandbox, provide, beside)
    assert told == (200, True, "onboarding_link_fetched")


@pytest.mark.faults(24)
@pytest.mark.parametrize(
    ("beside", "why"), [*NOT_THE_LINK, *mostly_long(OF_NO_USE, everyday=10)], ids=str
)
def test_one_that_is_over_or_is_not_the_only_one_is_told_as_that(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any], why: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    provide(says({"url": LINK, **beside}))
    answer = desk.post(f"{session_path(where)}onboarding-link/", {})

    assert (answer.status_code, LINK in answer.text) == (502, False)
    assert f"There is no onboarding link now. {why}" in words(answer)


@pytest.mark.faults(24)
def test_one_that_is_still_being_made_is_not_shown(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    provide(says({"url": LINK}, 202))
    answer = desk.post(f"{session_path(where)}onboarding-link/", {})

    assert (answer.status_code, LINK in answer.text) == (502, False)
    assert "says that the link is not ready yet." in words(answer)


@pytest.mark.faults(26)
@pytest.mark.parametrize("beside", ANOTHER_S, ids=str)
def test_another_s_link_is_not_shown(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    desk.get(session_path(where))
    provide(says({"url": LINK, **beside}))
    answer = desk.post(f"{session_path(where)}onboarding-link/", {})

    assert (answer.status_code, LINK in answer.text) == (502, False)
    assert "SmarterProctoring answered about a different " in words(answer)


@pytest.mark.faults(43)
@pytest.mark.parametrize(("ahead", "status"), [(-3600, 200), (3600, 502)])
def test_a_link_s_end_is_held_against_the_provider_s_clock(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], ahead: int, status: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    now = time.time()
    date = email.utils.formatdate(now + ahead, usegmt=True)
    told = {"url": LINK, "expires": email.utils.formatdate(now + ahead / 2, usegmt=True)}
    provide(says(told, headers=[("Date", date)]))

    assert desk.post(f"{session_path(where)}onboarding-link/", {}).status_code == status
