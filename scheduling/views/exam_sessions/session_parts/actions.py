"""What can be done with a session now, and why the rest can't."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries
from scheduling.booking.outcome_panel.panel import why_held_back, why_unread
from scheduling.booking.permitted_actions import (
    why_no_booking,
    why_no_cancel,
    why_no_move_now,
    why_no_switch_now,
    why_refused,
)
from scheduling.exam_sessions.session_refresh import RefreshedSession
from scheduling.models import ExamSession
from scheduling.views.url_lookup import session_url

NOT_FOUND = "SmarterProctoring can’t find this session."


@dataclass(frozen=True, slots=True)
class SessionAction:
    """Something that can be done with the session now; or what can't, and the reason why."""

    label: str
    url: str = ""
    why_not: str = ""
    is_main: bool = False
    key: str = ""  # that presses it
    note: str = ""  # what may come in the way of it, and of those above it with the same


def of(
    request: PortalRequest, seen: RefreshedSession, standing_now: Mapping[str, Any]
) -> list[SessionAction]:
    """Book, move, switch and cancel, in this order, those that can be done first; after a
    cancellation the learner’s new session, where it is known, in place of booking.

    `standing_now` is what `state_header` tells. Where a switch goes on from there, nothing stands
    in place of booking.
    """
    shown = seen.session
    blocked = NOT_FOUND if seen.is_unknown else _blocked(request, shown)
    successor_url, goes_on = standing_now["successor_url"], standing_now["switch_goes_on"]
    onward = SessionAction("Open the learner’s new session", successor_url, is_main=True)
    first = onward if successor_url else _book(shown, blocked)
    return _in_order(
        *(() if goes_on and not blocked else (first,)),
        SessionAction(
            "Move to another time",
            session_url(shown, "reschedule"),
            blocked or why_no_move_now(shown),
            key="m",
        ),
        SessionAction(
            "Switch type or location",
            session_url(shown, "switch"),
            blocked or why_no_switch_now(shown),
            key="s",
            note=why_refused(shown),
        ),
        SessionAction(
            "Cancel the booking",
            session_url(shown, "cancel"),
            blocked or why_no_cancel(shown),
            key="c",
            note=why_refused(shown),
        ),
    )


def _book(shown: ExamSession, blocked: str) -> SessionAction:
    why_not = blocked or why_no_booking(shown)
    url = session_url(shown, "schedule")
    return SessionAction("Book this session", url, why_not, is_main=True, key="b")


def _in_order(*every: SessionAction) -> list[SessionAction]:
    """What can be done first; behind it what can't, those with one reason together."""
    reasons = dict.fromkeys(one.why_not for one in every if one.why_not)
    labels = {why: [one.label for one in every if one.why_not == why] for why in reasons}
    off = [SessionAction(" · ".join(named), why_not=why) for why, named in labels.items()]
    can = [one for one in every if not one.why_not]
    last = {one.note: one for one in can}  # a note of several is told once, below them
    told = [one if last[one.note] is one else replace(one, note="") for one in can]
    return told + off


def _blocked(request: PortalRequest, shown: ExamSession) -> str:
    if not request.access.may_book(shown.institution):
        return "Your role here is read-only."
    attempt = attempt_queries.open_attempt(shown)
    if attempt:
        return why_held_back(attempt, request.actor.user_id)
    return why_unread() if attempt_queries.unread_attempt(shown) else ""
