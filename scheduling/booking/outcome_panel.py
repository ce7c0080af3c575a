"""What a session's page says of the newest request on it: tone, title, lines and what to do next.

One small function per state; the words are the constants. What decides is asked elsewhere
(`queries`, `comparison`, `permitted_actions`); nothing here knows of addresses or HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.timesince import timesince

from scheduling.booking import outcome_words as words
from scheduling.booking import queries
from scheduling.booking.comparison import Verdict, asked_by, asked_start, compare, shown_in
from scheduling.booking.permitted_actions import why_no_booking, why_no_cancel, why_no_move
from scheduling.models import Attempt, ExamSession
from scheduling.models.session_status import NOT_SHOWN, UNKNOWN
from scheduling.wall_time import SpokenTime, say, say_range

Action, State = Attempt.Action, Attempt.State
WHY_NOT = {
    Action.SCHEDULE: why_no_booking,
    Action.RESCHEDULE: why_no_move,
    Action.CANCEL: why_no_cancel,
}
JUST_NOW = timedelta(minutes=1)
MOST_NAMED = 3


class Tone(StrEnum):
    """How much the reader may rely on what is said."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class NextStep(StrEnum):
    """What the panel offers to do, by the words of its button."""

    SETTLE = "Decide this request"
    BOOK_AGAIN = "Book again with these answers"
    OPEN_NEW_SESSION = "Open the new session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The appointment in large; `label` says whose word it is, '' for the provider's."""

    at: SpokenTime
    clock: str
    label: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePanel:
    """What is said of one request. Everything but `tone` and `title` may be left out.

    `updates` where it is worth asking again by itself; `is_read_aloud` where the learner may be
    told.
    """

    tone: Tone
    title: str
    fact: Fact | None = None
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    about_differences: str = ""
    actions: tuple[NextStep, ...] = ()
    updates: bool = False
    is_read_aloud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads it: their user id, whether they may settle, and the names of those who may."""

    user_id: int | None
    may_settle: bool = False
    deciders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """The request as it is seen now, and the words that several states use."""

    session: ExamSession
    attempt: Attempt
    reader: Reader
    now: datetime

    @property
    def action(self) -> str:
        return self.attempt.action

    @property
    def who(self) -> str:
        """Who asked, as the reader would say it."""
        attempt = self.attempt
        is_reader = attempt.actor_id is not None and attempt.actor_id == self.reader.user_id
        return "you" if is_reader else attempt.actor_name

    @property
    def when(self) -> str:
        started = self.attempt.started_at
        return (
            "just now" if self.now - started < JUST_NOW else f"{timesince(started, self.now)} ago"
        )

    @property
    def status(self) -> str:
        return self.session.known_status.word

    @property
    def asked_for(self) -> Fact | None:
        start = asked_start(self.attempt.asked)
        spoken = say(start, self.attempt.time_zone) if start else None
        return Fact(at=spoken, clock=spoken.clock, label=words.ASKED_FOR) if spoken else None

    @property
    def stored(self) -> Fact | None:
        """The appointment as the provider shows it."""
        session, zone = self.session, str(self.session.zone)
        if session.appointment_at is None:
            return None
        spoken = say(session.appointment_at, zone)
        hours = (
            say_range(session.appointment_at, session.duration_minutes, zone)
            if session.duration_minutes
            else spoken.clock
        )
        return Fact(at=spoken, clock=hours, location=session.location_name)

    @property
    def settled(self) -> str:
        """When it was settled, in the session's own time."""
        at = self.attempt.settled_at
        return say(at, str(self.session.zone)).short if at else ""


def panel_of(
    session: ExamSession,
    attempt: Attempt,
    *,
    reader: Reader,
    now: datetime,
    has_new_session: bool = False,
) -> OutcomePanel:
    """What to say of the session's newest attempt, to this reader.

    `has_new_session` tells whether the learner's session after a cancellation is known.
    """
    seen = _Seen(session, attempt, reader, now)
    if attempt.state == State.ACCEPTED and attempt.action == Action.CANCEL:
        return _forgotten(seen) if _is_forgotten(seen) else _cancelled(seen, has_new_session)
    panels = {
        State.SENDING: _sending,
        State.UNCONFIRMED: _undecided if attempt.needs_person else _checking,
        State.ACCEPTED: _forgotten if _is_forgotten(seen) else _booked,
        State.NOT_APPLIED: (
            _done_after_all if queries.shows_after_all(session, attempt) else _not_applied
        ),
        State.REFUSED: _refused,
        State.UNREACHABLE: _not_sent,
    }
    return panels[State(attempt.state)](seen)


def why_held_back(attempt: Attempt, user_id: int | None) -> str:
    """Why nothing can be asked for while this request is open."""
    is_theirs = attempt.actor_id is not None and attempt.actor_id == user_id
    said = words.NEEDS_DECISION if attempt.needs_person else words.STILL_OPEN
    return said.format(whose="Your" if is_theirs else f"{attempt.actor_name}’s")


def _sending(seen: _Seen) -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=words.SENDING[seen.action],
        fact=seen.asked_for,
        lines=(words.SENT_BY.format(when=seen.when, who=seen.who),),
        updates=True,
    )


def _checking(seen: _Seen) -> OutcomePanel:
    checks = seen.attempt.checks
    checked = words.CHECKS[min(checks, len(words.CHECKS) - 1)].format(times=checks)
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{words.NOT_KNOWN[seen.action]}{_payment(seen)}",
        fact=seen.asked_for,
        lines=(f"{seen.attempt.reason} {words.CHECKING}", words.NOTHING_TO_DO[seen.action]),
        notes=(checked, words.ASKED_BY.format(when=seen.when, who=seen.who)),
        updates=True,
    )


def _undecided(seen: _Seen) -> OutcomePanel:
    may_settle = seen.reader.may_settle
    others = words.OTHERS_DECIDE.format(names=_any_of(seen.reader.deciders))
    what_now = words.DECIDE if may_settle else others
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{words.CAN_T_TELL[seen.action]}{_payment(seen)}",
        fact=seen.asked_for,
        lines=(f"{seen.attempt.reason} {what_now}",),
        notes=(words.ASKED_BY.format(when=seen.when, who=seen.who),),
        actions=(NextStep.SETTLE,) if may_settle else (),
    )


def _payment(seen: _Seen) -> str:
    """What an open request means for the payment that went with it; it belongs to the headline."""
    asked = seen.attempt.asked
    if asked.get("cardToken"):
        return f". {words.DO_NOT_PAY}"
    return f". {words.VOUCHER_KEPT}" if asked.get("voucherCode") else ""


def _paid_in_vain(seen: _Seen) -> str:
    """That a request which failed carried a card token, of which no answer tells whether it was
    charged.
    """
    return f". {words.MAY_BE_PAID}" if seen.attempt.asked.get("cardToken") else ""


def _any_of(names: Sequence[str]) -> str:
    """“Ana Ruiz, Tomas Okafor or Ingrid Sato”."""
    *most, last = names[:MOST_NAMED] or (words.SOMEBODY,)
    return f"{', '.join(most)} or {last}" if most else last


def _is_forgotten(seen: _Seen) -> bool:
    """Whether what the provider had confirmed is gone there: a practice week started afresh."""
    session, by_hand = seen.session, seen.attempt.settled_by_hand
    return session.known_status == NOT_SHOWN and session.refreshed_at is None and not by_hand


def _forgotten(seen: _Seen) -> OutcomePanel:
    asked = f", {seen.asked_for.at.whole}," if seen.asked_for else ""
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=words.NOT_KNOWN_THERE,
        lines=(words.STARTED_AFRESH.format(who=seen.who, asked=asked),),
    )


def _cancelled(seen: _Seen, has_new_session: bool) -> OutcomePanel:
    by_hand = seen.attempt.settled_by_hand
    if queries.bears_out(seen.session, seen.attempt):
        return OutcomePanel(
            tone=Tone.ACCEPTED,
            title=_done(seen),
            lines=(words.BOOKABLE_AGAIN, *_decision(seen)),
            notes=_found_out(seen),
            actions=(NextStep.OPEN_NEW_SESSION,) if has_new_session else (),
        )
    title = words.SETTLED_AS[seen.action] if by_hand else words.DONE[Action.CANCEL].title()
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=_contradicted(seen, title),
        lines=(words.LOOK_FIRST, *_decision(seen)),
        notes=_found_out(seen),
    )


def _contradicted(seen: _Seen, title: str) -> str:
    """The title with what the provider shows instead, or that it shows nothing."""
    if seen.session.known_status == NOT_SHOWN:
        return words.SHOWS_NONE.format(title=title)
    return words.SAYS.format(title=title, status=seen.status)


def _booked(seen: _Seen) -> OutcomePanel:
    """A booking or a move that was accepted, beside what is shown of it now."""
    attempt, status = seen.attempt, seen.session.known_status
    if status != NOT_SHOWN and not status.is_firm:
        return _not_to_be_told(seen, _contradicted(seen, _accepted(seen)))
    if attempt.differences:
        return _stored_otherwise(seen)
    if not queries.bears_out(seen.session, attempt):
        return _not_to_be_told(seen, _shown_otherwise(seen))
    start = compare(asked_by(attempt), shown_in(seen.session)).start
    if start in (Verdict.NOT_SHOWN, Verdict.UNREADABLE):
        return _start_not_shown(seen)
    return OutcomePanel(
        tone=Tone.ACCEPTED,
        title=_done(seen),
        fact=seen.stored,
        lines=_decision(seen),
        notes=_found_out(seen),
        is_read_aloud=not status.is_over,
    )


def _done(seen: _Seen) -> str:
    by_hand = seen.attempt.settled_by_hand
    return words.SETTLED_AS[seen.action] if by_hand else words.CONFIRMED[seen.action]


def _accepted(seen: _Seen) -> str:
    return words.SETTLED_AS[seen.action] if seen.attempt.settled_by_hand else words.ACCEPTED


def _not_to_be_told(seen: _Seen, title: str) -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=title,
        fact=seen.stored,
        lines=(words.DO_NOT_TELL[seen.action], *_decision(seen)),
        notes=_found_out(seen),
        differences=_differences(seen),
        about_differences=words.WHICH_IS_RIGHT if seen.attempt.differences else "",
    )


def _shown_otherwise(seen: _Seen) -> str:
    shows_another = compare(asked_by(seen.attempt), shown_in(seen.session)).is_elsewhere
    said = words.SHOWS_ANOTHER if shows_another else words.SHOWS_NONE
    return said.format(title=_accepted(seen))


def _stored_otherwise(seen: _Seen) -> OutcomePanel:
    """What a person settled so is what holds; otherwise nobody has decided which is right."""
    by_hand, fact = seen.attempt.settled_by_hand, seen.stored
    done = words.SETTLED_AS[seen.action] if by_hand else words.DONE[Action(seen.action)].title()
    holds = words.DECIDED.format(
        who=seen.attempt.settled_by, stored=f", {fact.at.whole}" if fact else ""
    )
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=words.NOT_AS_ASKED.format(title=done, who=seen.who),
        fact=fact,
        lines=_decision(seen),
        notes=_found_out(seen),
        differences=_differences(seen),
        about_differences=holds if by_hand else words.WHICH_IS_RIGHT,
        is_read_aloud=by_hand and not seen.session.is_over,
    )


def _start_not_shown(seen: _Seen) -> OutcomePanel:
    done = words.DONE[Action(seen.action)].title()
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=words.DID_NOT_SAY_WHEN.format(title=done),
        fact=seen.asked_for,
        lines=(words.AS_ASKED,),
        notes=_found_out(seen),
    )


def _differences(seen: _Seen) -> tuple[str, ...]:
    return tuple(words.STORED_OTHERWISE.format(**one) for one in seen.attempt.differences)


def _decision(seen: _Seen) -> tuple[str, ...]:
    """Who settled it by hand, and why."""
    attempt = seen.attempt
    if not attempt.settled_by_hand:
        return ()
    said = words.SETTLED_BY.format(when=seen.settled, who=attempt.settled_by, reason=attempt.reason)
    return (said,)


def _found_out(seen: _Seen) -> tuple[str, ...]:
    """When reading back settled it."""
    if seen.attempt.settled_how != Attempt.SettledHow.READ_BACK:
        return ()
    return (words.FOUND_OUT.format(when=seen.settled),)


def _done_after_all(seen: _Seen) -> OutcomePanel:
    attempt = seen.attempt
    is_move, is_cancel = attempt.action == Action.RESCHEDULE, attempt.action == Action.CANCEL
    by_hand = attempt.settled_by_hand
    said = words.SETTLED_AS_NOT_DONE if by_hand else words.FOUND_LATER[seen.action]
    told = said.format(settler=attempt.settled_by, who=attempt.actor_name, reason=attempt.reason)
    what = "the session in SmarterProctoring" if is_cancel else "the time below"
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=words.SHOWS_NEW_TIME if is_move else words.SHOWS_IT_AS.format(status=seen.status),
        lines=(told, words.CHECK_FIRST.format(what=what)),
    )


def _not_applied(seen: _Seen) -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.REFUSED,
        title=f"{words.NOT_APPLIED[seen.action]}{_paid_in_vain(seen)}",
        lines=(*(_decision(seen) or (words.CHECKED[seen.action],)), *_again(seen)),
        actions=_book_again(seen),
    )


def _again(seen: _Seen) -> tuple[str, ...]:
    """Whether it can be asked for again; where nobody knows how it stands, that."""
    if seen.session.known_status.key == UNKNOWN:
        return (words.SAYS_NOW.format(status=seen.status),)
    return (words.TRY_AGAIN,) if _may_be_asked_again(seen) else ()


def _book_again(seen: _Seen) -> tuple[NextStep, ...]:
    is_booking = seen.attempt.action == Action.SCHEDULE
    return (NextStep.BOOK_AGAIN,) if is_booking and _may_be_asked_again(seen) else ()


def _may_be_asked_again(seen: _Seen) -> bool:
    return not WHY_NOT[Action(seen.action)](seen.session)


def _refused(seen: _Seen) -> OutcomePanel:
    return _without_effect(seen, f"{words.REFUSED[seen.action]}{_paid_in_vain(seen)}")


def _not_sent(seen: _Seen) -> OutcomePanel:
    return _without_effect(seen, words.NOT_SENT[seen.action])


def _without_effect(seen: _Seen, title: str) -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.REFUSED,
        title=title,
        lines=(f"{seen.attempt.reason} {words.UNCHANGED}",),
        actions=_book_again(seen),
    )
