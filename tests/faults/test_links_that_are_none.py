"""A link whose answer says that it is none, or can't be used, is shown to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_form import session_path
from tests.support.client import Desk
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
]
SAID = [
    *({}, {"success": True}, {"status": "ok"}, {"status": 200}, {"expired": False}, {"valid": 1}),
    *({"code": "abc123"}, {"code": 4711}, {"code": "start", "success": True}),
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
