"""What a session's page says of the newest request on it: the panel of the state that it is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from scheduling.booking.outcome_panel import (
    accepted_requests,
    failed_requests,
    open_requests,
    request_words,
)
from scheduling.booking.outcome_panel.parts import BookedAgain, OutcomePanel, Reader
from scheduling.booking.outcome_panel.seen_request import SeenRequest
from scheduling.booking.provider_shows import bearing_out
from scheduling.exam_sessions.outside_changes import others_bookings
from scheduling.models import Attempt, ExamSession

Action, State = Attempt.Action, Attempt.State


def panel_of(
    session: ExamSession,
    attempt: Attempt,
    *,
    reader: Reader,
    now: datetime,
    has_new_session: bool = False,
    again: BookedAgain = BookedAgain.NO,
) -> OutcomePanel:
    """What to say of the session's newest attempt, to this reader.

    `has_new_session` tells whether the session is known in which the learner can be booked after a
    cancellation, `again` whether they are booked in another one by now.
    """
    if attempt.is_damaged:
        return open_requests.damaged()
    seen = SeenRequest(session, attempt, reader, now)
    if attempt.state == State.ACCEPTED:
        return _accepted(seen, has_new_session, again)
    panels = {
        State.SENDING: open_requests.sending,
        State.UNCONFIRMED: (
            open_requests.undecided if attempt.needs_person else open_requests.checking
        ),
        State.NOT_APPLIED: _not_applied(session, attempt),
        State.REFUSED: _refused(session, attempt),
        State.UNREACHABLE: failed_requests.not_sent,
    }
    return panels[State(attempt.state)](seen)


def _not_applied(session: ExamSession, attempt: Attempt) -> Callable[[SeenRequest], OutcomePanel]:
    if bearing_out.shows_after_all(session, attempt):
        reviewed = others_bookings.reviewed(session, attempt)
        if reviewed and session.known_status.is_firm:
            return partial(failed_requests.booked_by_others, reviewed=reviewed)
        return failed_requests.done_after_all
    if bearing_out.leaves_in_doubt(session, attempt):
        return failed_requests.in_doubt
    return failed_requests.not_applied


def _refused(session: ExamSession, attempt: Attempt) -> Callable[[SeenRequest], OutcomePanel]:
    if bearing_out.shows_as_asked(session, attempt):
        return failed_requests.done_though_refused
    return failed_requests.refused


def _accepted(seen: SeenRequest, has_new_session: bool, again: BookedAgain) -> OutcomePanel:
    if accepted_requests.is_forgotten(seen):
        return accepted_requests.forgotten(seen)
    if seen.action == Action.CANCEL:
        panel = accepted_requests.cancelled(seen, has_new_session, again)
    else:
        panel = accepted_requests.booked(seen)
    return accepted_requests.with_its_words(panel, seen)


def why_unread() -> str:
    """Why nothing can be asked for while nobody knows whether a request is open; who can help."""
    return f"{request_words.UNREAD} {request_words.UNREAD_TELL}"


def why_held_back(attempt: Attempt, user_id: int | None) -> str:
    """Why nothing can be asked for while this request is open."""
    said = request_words.NEEDS_DECISION if attempt.needs_person else request_words.STILL_OPEN
    return said.format(whose=whose(attempt, user_id))


def whose(attempt: Attempt, user_id: int | None) -> str:
    """“Ana Ruiz’s”, as a sentence about a request begins; “Your” to themselves."""
    return request_words.whose(attempt, user_id, your="Your")
