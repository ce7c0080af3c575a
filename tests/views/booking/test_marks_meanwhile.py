"""A form that was open while somebody marked who came: nothing is sent for it as it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions import attendance
from scheduling.models import AuditEvent
from tests.support.booking_actions import NEW_TIME, mirrored
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import details, kinds

HELD_BACK = "Nothing was sent. Check it, then send it again."
HERE = "Marked since you opened it: Arrived {at}, marked by Tom Okafor."


@pytest.fixture
def begun(sandbox: Sandbox, desk: Desk) -> dict[str, str]:
    """A booking that began a moment ago, which was read once."""
    [where, *_] = sandbox.sessions(status="Scheduled")
    start = timezone.now() - timedelta(seconds=2)
    sandbox.place(where["sessionSid"], start=start.isoformat())
    desk.get(session_path(where))
    sandbox.clear()
    return where


def mark(desk: Desk, where: dict[str, str], what: str) -> None:
    shown = attendance.number_of(mirrored(where))
    path = f"{session_path(where)}attendance/?shown={shown}"
    assert desk.post(path, {"mark": what}).status_code == 302


def take_back(desk: Desk, where: dict[str, str]) -> None:
    path = f"{session_path(where)}attendance/undo/"
    shown = attendance.number_of(mirrored(where))
    form = form_on(desk.get(path)) | {"shown": str(shown), "reason": "She is here"}
    assert desk.post(path, form).status_code == 302


def arrived(where: dict[str, str]) -> str:
    """When, as the page's words have it."""
    known = attendance.of(mirrored(where))
    assert known is not None and known.arrived_at is not None
    return f"{known.arrived_at.astimezone(mirrored(where).zone):%-I:%M %p}"


@pytest.mark.parametrize("form", ["cancel", "reschedule", "switch"])
def test_who_was_checked_in_meanwhile_is_not_cancelled_moved_or_switched(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, begun: dict[str, str], form: str
) -> None:
    path = f"{session_path(begun)}{form}/"
    shown = form_on(desk.get(path)) | {"appointment_date_time": NEW_TIME}
    mark(second_desk, begun, "arrived")
    answer = desk.post(path, shown)

    assert answer.status_code == 409
    assert HERE.format(at=arrived(begun)) in words(answer)
    assert HELD_BACK in words(answer)
    assert [one["method"] for one in sandbox.requests() if one["method"] != "GET"] == []
    assert kinds()[-1] == "stale_form"
    assert details("stale_form")["marked"] == f"Arrived {arrived(begun)}, marked by Tom Okafor"
    assert (
        "somebody marked since it was shown who came; nothing was sent"
        in AuditEvent.objects.first().sentence
    )


def test_a_no_show_that_was_taken_back_meanwhile_cancels_nothing(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, begun: dict[str, str]
) -> None:
    mark(desk, begun, "no-show")
    path = f"{session_path(begun)}cancel/?reason=no-show"
    shown = form_on(desk.get(path))
    take_back(second_desk, begun)
    answer = desk.post(path, shown)

    assert answer.status_code == 409
    assert "Marked since you opened it: what was marked was taken back." in words(answer)
    assert sandbox.requests("DELETE") == []
    again = desk.post(path, form_on(answer))
    assert again.status_code == 302
    assert len(sandbox.requests("DELETE")) == 1


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_no_show_of_a_learner_who_was_here_is_warned_of(
    desk: Desk, second_desk: Desk, begun: dict[str, str], is_gone: bool
) -> None:
    mark(second_desk, begun, "arrived")
    if is_gone:
        mark(second_desk, begun, "left")
    for form, although in (("cancel", "Cancel it"), ("switch", "Cancel it and book")):
        page = words(desk.get(f"{session_path(begun)}{form}/?reason=no-show"))
        assert f"The learner was here: Arrived {arrived(begun)}" in page
        assert f"{although} although the learner was here" in page
        assert page.count(f"Arrived {arrived(begun)}") == 2  # whatever the reason is


def test_a_form_that_says_nothing_of_marks_is_held_back_where_the_learner_is_here(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, begun: dict[str, str]
) -> None:
    shown = form_on(desk.get(f"{session_path(begun)}cancel/"))
    del shown["visit"]
    mark(second_desk, begun, "arrived")

    assert desk.post(f"{session_path(begun)}cancel/", shown).status_code == 409
    assert sandbox.requests("DELETE") == []
