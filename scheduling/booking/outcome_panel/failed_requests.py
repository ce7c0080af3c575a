"""Panels of a request that came to nothing, and of one that was done after all."""

from __future__ import annotations

from dataclasses import replace

from scheduling.booking.outcome_panel import (
    failed_sentences,
    payment_sentences,
    request_words,
)
from scheduling.booking.outcome_panel.parts import NextStep, OutcomePanel, Tone
from scheduling.booking.outcome_panel.seen_request import SeenRequest
from scheduling.booking.payments import is_card_refused
from scheduling.booking.permitted_actions import why_no_booking, why_no_cancel, why_no_move
from scheduling.exam_sessions.outside_changes.reviews import Reviewed
from scheduling.models import Attempt
from scheduling.spoken_time import say

Action = Attempt.Action
WHY_NOT = {
    Action.SCHEDULE: why_no_booking,
    Action.RESCHEDULE: why_no_move,
    Action.CANCEL: why_no_cancel,
}


def not_applied(seen: SeenRequest) -> OutcomePanel:
    told = (*seen.unreadable, *(seen.decision or (failed_sentences.CHECKED[seen.action],)))
    title = f"{failed_sentences.NOT_APPLIED[seen.action]}{_paid_in_vain(seen)}"
    return _came_to_nothing(seen, title, (*told, *_again(seen)))


def refused(seen: SeenRequest) -> OutcomePanel:
    return _without_effect(seen, f"{failed_sentences.REFUSED[seen.action]}{_paid_in_vain(seen)}")


def done_though_refused(seen: SeenRequest) -> OutcomePanel:
    """A refusal beside a session that stands as was asked: nobody knows whose doing that is."""
    title = failed_sentences.STANDS_AS_ASKED[seen.action]
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{title}{_paid_in_vain(seen)}",
        lines=(
            *filter(None, (seen.attempt.reason,)),  # it may have been erased
            failed_sentences.MAY_BE_DONE[seen.action],
            request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE),
        ),
    )


def not_sent(seen: SeenRequest) -> OutcomePanel:
    return _without_effect(seen, failed_sentences.NOT_SENT[seen.action])


def in_doubt(seen: SeenRequest) -> OutcomePanel:
    """What is shown since may be what was asked for, under a name that does not tell."""
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{request_words.SHOWS_IT_AS.format(status=seen.status)}{_paid_in_vain(seen)}",
        lines=(
            _settled_as_not_done(seen, failed_sentences.NOT_DONE_THEN),
            request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE),
        ),
    )


def done_after_all(seen: SeenRequest) -> OutcomePanel:
    is_move, is_cancel = seen.action == Action.RESCHEDULE, seen.action == Action.CANCEL
    told = _settled_as_not_done(seen, failed_sentences.FOUND_LATER)
    what = request_words.SESSION_THERE if is_cancel else "the time below"
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=failed_sentences.SHOWS_NEW_TIME
        if is_move
        else request_words.SHOWS_IT_AS.format(status=seen.status),
        lines=(told, request_words.CHECK_FIRST.format(what=what)),
    )


def booked_by_others(seen: SeenRequest, *, reviewed: Reviewed) -> OutcomePanel:
    """A booking that stands beside a request that was not done, as a person decided; another has
    reviewed it since, or the same.
    """
    minute = reviewed.at.replace(second=0, microsecond=0)
    at = say(minute, str(seen.session.zone)).dated
    return OutcomePanel(
        tone=Tone.ACCEPTED,
        title=failed_sentences.BOOKED_BY_OTHERS,
        fact=seen.stored,
        lines=(
            failed_sentences.REVIEWED_BY.format(who=reviewed.who, when=at),
            _settled_as_not_done(seen, failed_sentences.FOUND_LATER),
        ),
        is_read_aloud=not seen.session.known_status.is_over,
    )


def _settled_as_not_done(seen: SeenRequest, by_a_check: dict[str, str]) -> str:
    """How it came to count as not done: by a person's word, or by a check."""
    attempt = seen.attempt
    by_hand = attempt.settled_by_hand
    said = failed_sentences.SETTLED_AS_NOT_DONE if by_hand else by_a_check[seen.action]
    return said.format(
        settler=attempt.settled_by, whose=seen.whose, why=seen.why_settled, when=seen.settled
    )


def _without_effect(seen: SeenRequest, title: str) -> OutcomePanel:
    reason = seen.attempt.reason
    is_told = is_card_refused(seen.attempt)  # the headline says already that nothing was booked
    told = (reason, "" if is_told else failed_sentences.UNCHANGED)
    line = " ".join(filter(None, told))  # the reason may have been erased
    return _came_to_nothing(seen, title, (line,) if line else ())


def _came_to_nothing(seen: SeenRequest, title: str, lines: tuple[str, ...]) -> OutcomePanel:
    """What was tried and what to do next; where a booking still stands, that it does, and when."""
    switch, next_step = seen.attempt.switch, _next_step(seen)
    if switch is not None and seen.action == Action.CANCEL:
        title = failed_sentences.NOT_SWITCHED.format(new=switch.new_words)
    if seen.action == Action.SCHEDULE or not seen.session.known_status.is_booked:
        return OutcomePanel(tone=Tone.REFUSED, title=title, lines=lines, actions=next_step)
    stands = seen.stored
    return OutcomePanel(
        tone=Tone.REFUSED,
        title=failed_sentences.STILL_BOOKED.format(title=title),
        fact=replace(stands, label=failed_sentences.IT_IS_BOOKED_FOR) if stands else None,
        lines=lines,
        actions=next_step,
        is_read_aloud=True,
    )


def _again(seen: SeenRequest) -> tuple[str, ...]:
    """That it can be asked for again, where it can and no button says so."""
    is_told = _may_be_asked_again(seen) and not seen.attempt.switch_id
    return (failed_sentences.TRY_AGAIN[seen.action],) if is_told else ()


def _next_step(seen: SeenRequest) -> tuple[NextStep, ...]:
    if not _may_be_asked_again(seen):
        return ()
    if seen.action == Action.SCHEDULE:
        return (NextStep.BOOK_AGAIN,)
    return (NextStep.SWITCH_AGAIN,) if seen.attempt.switch_id else ()


def _may_be_asked_again(seen: SeenRequest) -> bool:
    return not WHY_NOT[Action(seen.action)](seen.session)


def _paid_in_vain(seen: SeenRequest) -> str:
    said = of_the_payment(seen.attempt)
    return f". {said}" if said else ""


def of_the_payment(attempt: Attempt) -> str:
    """What a request which failed means for the card or the voucher that went with it: only where
    the card itself was refused an answer tells that nothing was charged. "" where none did.
    """
    if attempt.asked.get("cardToken"):
        refused, unknown = payment_sentences.CARD_REFUSED, payment_sentences.MAY_BE_PAID
        return refused if is_card_refused(attempt) else unknown
    return payment_sentences.MAY_BE_USED if attempt.asked.get("voucherCode") else ""
