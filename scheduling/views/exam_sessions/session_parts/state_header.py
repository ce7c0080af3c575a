"""How a session stands: its state, its time, and what became of the newest request for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import administrators_of
from scheduling.batches import still_to_move
from scheduling.booking import attempt_queries, switches
from scheduling.booking.comparison.asked_and_stored import to_review
from scheduling.booking.outcome_panel import confirmed, open_sentences
from scheduling.booking.outcome_panel.panel import panel_of
from scheduling.booking.outcome_panel.parts import BookedAgain, NextStep, OutcomePanel, Reader
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import half_switched
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.successors import booked_instead, successor
from scheduling.models import Attempt, BatchRow, ExamSession
from scheduling.spoken_time import SpokenTime, say
from scheduling.views.exam_sessions import (
    accommodation,
    confirmation,
    learner_script,
    switch_words,
)
from scheduling.views.exam_sessions.learner_script import Script
from scheduling.views.exam_sessions.session_parts import words_while_open
from scheduling.views.exam_sessions.session_parts.pending_move import pending_move
from scheduling.views.exam_sessions.state_marks import (
    StateMark,
    early,
    half_switched_mark,
    state_with,
)
from scheduling.views.foreign_names import set_apart
from scheduling.views.url_lookup import book_again_url, session_url
from scheduling.worker import silence

REASON = "Reason, from SmarterProctoring: “{said}”"


def of(request: PortalRequest, shown: ExamSession) -> dict[str, Any]:
    """What the templates of the page and of its parts need to tell it."""
    attempt, new = attempt_queries.latest_attempt(shown), successor(shown)
    again = None if new else booked_instead(shown)
    panel = _panel(request, shown, attempt, new, again) if attempt else None
    told = accommodation.accommodation_summary(shown) if shown.pk else None
    is_held_back = bool(told and told.holds_news_back) and not (attempt and attempt.is_open)
    to_move = still_to_move.rows_of([shown]).get(shown.pk)
    may_book = request.access.may_book(shown.institution)
    told_of_switches = switch_words.of(shown, attempt, may_book=may_book)
    has_none = any(one.to_read for one in told_of_switches)
    return {
        "session": shown,
        "state": _state(shown, attempt, to_move, has_no_booking=has_none),
        "state_words": _state_words(shown),
        "is_state_of_status": not (attempt and attempt.is_open),
        "attempt": attempt,
        "own_start": _own_start(shown, attempt),
        "until": _until(shown),
        "panel": panel,
        "said": _said(panel, shown, attempt) if panel and attempt else {},
        "panel_links": (_links(request, shown, attempt, panel, new) if panel and attempt else ()),
        "to_read": _to_read(panel, shown, attempt)
        if panel and attempt and not (is_held_back or to_move or has_none)
        else None,
        "panel_url": session_url(shown, "outcome_panel"),
        "successor_url": _url_of(new or again),
        "accommodation": told,
        "is_held_back": is_held_back,
        "pending_move": pending_move(shown, to_move) if to_move else None,
        "may_review": may_book and not shown.changed_event and bool(to_review(attempt, shown)),
        "switches": told_of_switches,
        "switch_goes_on": any(one.go_on_url for one in told_of_switches),
        "switched_from": switch_words.switched_from(shown),
    }


def _state(
    shown: ExamSession, attempt: Attempt | None, to_move: BatchRow | None, *, has_no_booking: bool
) -> StateMark:
    """Its state as the list has it, and of one that a switch has still to book, that."""
    is_half = half_switched.among([shown]) or (has_no_booking and shown.needs_proctor)
    if is_half:
        return half_switched_mark(shown)
    return early(state_with(shown, attempt, to_move), shown, timezone.now())


def _own_start(shown: ExamSession, attempt: Attempt | None) -> SpokenTime | None:
    """The start that is kept, where neither a request nor the state tells of another."""
    is_told = attempt is None and not shown.needs_proctor
    return _spoken(shown.appointment_at, str(shown.zone)) if is_told else None


def _to_read_beside(attempt: Attempt, shown: ExamSession) -> Script:
    """The words for a booking that holds beside a request that came to nothing: somebody else's,
    where that was for a booking, and else the one that stood before.
    """
    is_others = attempt.action == Attempt.Action.SCHEDULE
    return learner_script.script(shown) if is_others else learner_script.unchanged(shown)


def _state_words(shown: ExamSession) -> list[str]:
    """Why it is in its state, in the provider's words, and who can act on that."""
    reason = REASON.format(said=shown.status_reason) if shown.status_reason else ""
    return [words for words in (reason, shown.known_status.who_can_act) if words]


def _to_read(panel: OutcomePanel, shown: ExamSession, attempt: Attempt) -> Script | None:
    """What to read to the learner: of a booking that holds, whatever was tried since, and of a
    request that is open; nothing beside a change that nobody has reviewed.
    """
    if panel.is_read_aloud and reviews.waits_beside(shown, attempt):
        return None
    if panel.is_read_aloud and attempt.state != Attempt.State.ACCEPTED:
        return _to_read_beside(attempt, shown) if confirmed.is_confirmed(shown) else None
    if panel.is_read_aloud and attempt.action == Attempt.Action.CANCEL:
        return None if confirmation.is_booked_elsewhere(shown) else learner_script.cancelled(shown)
    if panel.is_read_aloud:
        return learner_script.script(shown)
    is_open = attempt.is_open and not attempt.is_damaged
    return words_while_open.while_open(shown, attempt) if is_open else None


def _said(
    panel: OutcomePanel, shown: ExamSession, attempt: Attempt
) -> dict[str, SafeString | list[SafeString]]:
    """The panel's sentences with the names in them set apart."""
    names = {shown.learner_name, shown.exam_title, shown.location_name, shown.status}
    names |= {shown.status_reason, attempt.actor_name, attempt.settled_by, attempt.reason}
    several = {"lines": panel.lines, "notes": panel.notes}
    return {
        "title": set_apart(panel.title, names),
        **{name: [set_apart(one, names) for one in said] for name, said in several.items()},
    }


def _panel(
    request: PortalRequest,
    shown: ExamSession,
    attempt: Attempt,
    new: ExamSession | None,
    again: ExamSession | None,
) -> OutcomePanel:
    """`new` is the session in which the learner can be booked after a cancellation, `again` the one
    in which they are.
    """
    may_settle = request.access.may_settle(shown.institution)
    names_others = attempt.is_open and attempt.needs_person and not may_settle
    reader = Reader(
        user_id=request.actor.user_id,
        may_settle=may_settle,
        deciders=administrators_of(shown.institution) if names_others else (),
    )
    now = timezone.now()
    panel = panel_of(
        shown,
        attempt,
        reader=reader,
        now=now,
        has_new_session=new is not None,
        again=_again(new, again),
    )
    unheard = silence.of_worker() if attempt.state == Attempt.State.UNCONFIRMED else None
    if unheard is None or not panel.updates:
        return panel
    ago = timesince(unheard.since) if unheard.since else ""
    said = open_sentences.UNHEARD_FOR.format(ago=ago) if ago else open_sentences.NEVER_HEARD
    return replace(panel, lines=(open_sentences.NOBODY_CHECKS.format(unheard=said),))


def _again(new: ExamSession | None, again: ExamSession | None) -> BookedAgain:
    there = new or again
    if there and attempt_queries.open_attempt(there):
        return BookedAgain.BEING_CHECKED
    return BookedAgain.YES if again else BookedAgain.NO


def _links(
    request: PortalRequest,
    shown: ExamSession,
    attempt: Attempt,
    panel: OutcomePanel,
    new: ExamSession | None,
) -> list[tuple[str, str]]:
    """What the panel offers to do: label and address."""
    urls = {
        NextStep.SETTLE: reverse("settle", args=(attempt.attempt_id,)),
        NextStep.BOOK_AGAIN: book_again_url(shown, attempt.session_type, attempt.attempt_id),
        NextStep.SWITCH_AGAIN: session_url(shown, "switch"),
        NextStep.BOOK_AS_IT_WAS: _as_it_was_url(shown, new),
    }
    # A switch that waits for its booking goes on by its own link, with the answers it has kept.
    may_book = request.access.may_book(shown.institution) and not switches.awaiting(shown)
    offered = [step for step in panel.actions if may_book or step == NextStep.SETTLE]
    return [(str(step), urls[step]) for step in offered if urls[step]]


def _as_it_was_url(shown: ExamSession, new: ExamSession | None) -> str:
    """Where the learner is booked again as they were; '' where the answers are not known."""
    was = attempt_queries.cancelled_booking(shown) if new else None
    return book_again_url(new, was.session_type, was.attempt_id) if new and was else ""


def _url_of(session: ExamSession | None) -> str:
    return session_url(session) if session else ""


def _spoken(at: Any, zone: str) -> SpokenTime | None:
    return say(at, zone) if at else None


def _until(shown: ExamSession) -> str:
    if not shown.appointment_at:
        return ""
    return accommodations.sitting_of(shown).hours(shown.appointment_at, str(shown.zone))
