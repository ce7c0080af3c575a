"""What the pages of a session say of a switch: how far it is, what holds, and where it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.audit.name_edges import place_with_edges
from scheduling.booking import attempt_queries, switches
from scheduling.booking.comparison.compared_values import asked_by, shown_in
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.booking.provider_shows import bearing_out
from scheduling.models import Attempt, ExamSession, TypeSwitch
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say
from scheduling.views.exam_sessions.learner_script import Script
from scheduling.views.exam_sessions.session_parts import words_while_open
from scheduling.views.url_lookup import session_url

CANCELLING = (
    "Switching to {new}",
    "The cancellation of the old booking is being checked. The new booking waits: nothing is booked"
    " until we know. If it was not cancelled, it stays booked as {old}.",
)
WAITING = (
    TypeSwitch.HALF_DONE,
    "The old booking ({old}) is cancelled. Still to do: book {new}. Anyone who books here can go"
    " on.",
)
BEING_BOOKED = (
    "Switching to {new}",
    "The old booking ({old}) is cancelled. The new booking is being checked.",
)
BEING_DECIDED = (
    "Switching to {new}",
    "The old booking ({old}) is cancelled. We could not tell whether the new one was booked: an"
    " administrator must decide. If it was not, the learner has no booking.",
)
DONE = ("Switched to {new}", "")
STANDS_OTHERWISE = ("Switched. The new booking is {now}", "The switch asked for {new}.")
NOT_IN_PLACE = ("Switched, and not booked as that now", "The switch asked for {new}. {now}.")
UNDONE = ("The switch to {new} was not done", "Nothing new was booked.")
LEFT = ("Cancelled, and not booked again", "The switch to {new} was ended without a new booking.")
SECOND_STEP = (
    "Step 2 of 2: book the learner again",
    "The old booking ({old}) is cancelled. Book {new} here.",
)
SWITCHED_FROM = ("Switched from {old}", "")
NO_NEW_SESSION = (
    "Cancelled. No new session to book is known yet",
    "The old booking ({old}) is cancelled, and nothing new is booked here. {why} Check again in a"
    " moment; what you entered is kept.",
)
NOT_LISTED = "SmarterProctoring does not list a session of this exam that the learner can book."
NOT_ASKED = "SmarterProctoring could not be asked for the learner’s sessions just now."
BOOKED_OTHERWISE = (
    TypeSwitch.BOOKED_OUTSIDE,
    "The old booking ({old}) is cancelled. SmarterProctoring shows a booking in the new session"
    " that was not made here.",
)
AGAIN = "The last try did not go through. {reason}"
ENTERED_BY = "{who} entered it {when}."
PAY_AGAIN = "Enter the card or the voucher code again: neither is kept."


@dataclass(frozen=True, slots=True)
class SwitchWords:
    """One paragraph about a switch, and its ways on: label and address.

    `leave_url` takes the wish to leave the old booking cancelled, `go_on_url` leads to the form of
    the new one. `to_read` is for the learner, who has no booking.
    """

    title: str
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()
    go_on_url: str = ""
    leave_url: str = ""
    to_read: Script | None = None
    is_open: bool = False


def of(session: ExamSession, attempt: Attempt | None, *, may_book: bool) -> list[SwitchWords]:
    """What to say on the session's own page: of the switch away from its booking, and of the one
    that is to end in it. `attempt` is the session's newest.
    """
    away = switches.begun_on(session)
    told = [_away(session, away, attempt, may_book=may_book)] if away else []
    awaiting = switches.awaiting(session)
    if awaiting and awaiting.old_id != session.pk:
        told.append(_into(session, awaiting, attempt, may_book=may_book))
    return [one for one in told if one]


def while_open(attempt: Attempt) -> SwitchWords | None:
    """How far the switch is of which an open request is the second step; None of others."""
    is_second_step = attempt.switch_id and attempt.action == Attempt.Action.SCHEDULE
    switch = attempt.switch if is_second_step else None
    if switch is None or not attempt.is_open:
        return None
    old = ("Open the old session", session_url(switch.old))
    words = BEING_DECIDED if attempt.needs_person else BEING_BOOKED
    return SwitchWords(*_filled(words, switch), (old,), is_open=True)


def _is_to_book(session: ExamSession, switch: TypeSwitch, attempt: Attempt | None) -> bool:
    """Whether the switch's booking is to be made here still: while it is asked for, what is shown
    of it is not certain.
    """
    is_asked_for = attempt and attempt.is_open and attempt.switch_id == switch.pk
    status = session.known_status
    return bool(is_asked_for) or not (status.is_in_place or status.is_over)


def switched_from(session: ExamSession) -> SwitchWords | None:
    """That the booking came here by a switch, and from where."""
    into = switches.switch_that_ended_in(session)
    if into is None or into.old_id == session.pk:
        return None
    link = ("Open the old session", session_url(into.old))
    return SwitchWords(*_filled(SWITCHED_FROM, into), (link,))


def _away(
    session: ExamSession, switch: TypeSwitch, attempt: Attempt | None, *, may_book: bool
) -> SwitchWords | None:
    new = switches.new_session(switch)
    link = (("Open the new session", session_url(new)),) if new and new.pk != session.pk else ()
    if switch.state == TypeSwitch.State.CANCELLING:
        return SwitchWords(*_filled(CANCELLING, switch), is_open=True)
    if switch.state == TypeSwitch.State.DONE:
        return SwitchWords(*_done(switch, new), link)
    if switch.state == TypeSwitch.State.LEFT:
        return SwitchWords(*_filled(LEFT, switch), link)
    if switch.is_waiting:
        return _half_done(session, switch, new, link, may_book=may_book)
    if attempt is None or attempt.switch_id != switch.pk or not _is_doubted(attempt):
        return None
    return SwitchWords(*_filled(UNDONE, switch))


def _done(switch: TypeSwitch, new: ExamSession | None) -> tuple[str, str]:
    """What the switch came to, as the new session stands now."""
    booking = attempt_queries.booking_of_switch(switch)
    if new is None or booking is None:
        return _filled(DONE, switch)
    status = new.known_status
    if not status.is_firm and not status.is_pending:
        return _filled(NOT_IN_PLACE, switch, now=f"The new session says “{status.word}”")
    booking.session = new
    seen = compare(asked_by(booking), shown_in(new))
    is_otherwise = Verdict.DIFFERS in (seen.start, seen.session_type, seen.location)
    words = STANDS_OTHERWISE if is_otherwise else DONE
    return _filled(words, switch, now=booking_of(new))


def _is_doubted(attempt: Attempt) -> bool:
    """Whether what is shown since speaks against a check: else what is said of the newest request
    says that the switch was not done.
    """
    if attempt.state != Attempt.State.NOT_APPLIED:
        return False
    is_shown = bearing_out.shows_after_all(attempt.session, attempt)
    return is_shown or bearing_out.leaves_in_doubt(attempt.session, attempt)


def _half_done(
    session: ExamSession,
    switch: TypeSwitch,
    new: ExamSession | None,
    link: tuple[tuple[str, str], ...],
    *,
    may_book: bool,
) -> SwitchWords:
    if new and (open_one := attempt_queries.open_attempt(new)):
        words = BEING_DECIDED if open_one.needs_person else BEING_BOOKED
        return SwitchWords(*_filled(words, switch), link, is_open=True)
    if new and new.known_status.is_in_place:
        return _booked_otherwise(switch, link, may_book=may_book)
    go_on_url = session_url(session, "switch")
    return _waiting(switch, go_on_url, may_book=may_book)


def _into(
    session: ExamSession, switch: TypeSwitch, attempt: Attempt | None, *, may_book: bool
) -> SwitchWords | None:
    """The same on the page of the session in which the switch is to end."""
    old = (("Open the old session", session_url(switch.old)),)
    if not _is_to_book(session, switch, attempt):
        is_there = session.pk == switch.new_id and session.known_status.is_in_place
        return _booked_otherwise(switch, old, may_book=may_book) if is_there else None
    if attempt and attempt.is_open:
        words = BEING_DECIDED if attempt.needs_person else BEING_BOOKED
        return SwitchWords(*_filled(words, switch), old, is_open=True)
    return _waiting(switch, session_url(session, "schedule"), old, may_book=may_book)


def _waiting(
    switch: TypeSwitch, go_on_url: str, links: tuple[tuple[str, str], ...] = (), *, may_book: bool
) -> SwitchWords:
    """That nothing is booked, with the two ways on for whoever may book."""
    return SwitchWords(
        *_filled(WAITING, switch),
        links,
        go_on_url=go_on_url if may_book else "",
        leave_url=session_url(switch.old, "switch") if may_book else "",
        to_read=words_while_open.half_switched(switch.old),
        is_open=True,
    )


def _booked_otherwise(
    switch: TypeSwitch, links: tuple[tuple[str, str], ...], *, may_book: bool
) -> SwitchWords:
    leave_url = session_url(switch.old, "switch") if may_book else ""
    return SwitchWords(*_filled(BOOKED_OTHERWISE, switch), links, leave_url=leave_url, is_open=True)


def second_step(
    session: ExamSession, *, tells_why: bool, answers: Mapping[str, str]
) -> SwitchWords | None:
    """What stands above the booking form that is a switch's second step and holds these answers,
    and with `tells_why` what came of the last try; None above others.
    """
    switch = switches.awaiting(session)
    if switch is None:
        return None
    title, text = _filled(SECOND_STEP, switch)
    when = say(switch.started_at.replace(second=0, microsecond=0), str(session.zone)).dated
    text = f"{text} {ENTERED_BY.format(who=switch.actor_name, when=when)}"
    latest = attempt_queries.latest_attempt(session)
    is_try = latest and (latest.switch_id, latest.action) == (switch.pk, Attempt.Action.SCHEDULE)
    if latest and is_try and not latest.is_open and tells_why:
        text = f"{text} {AGAIN.format(reason=latest.reason)}".rstrip()
    if any(not answers.get(name) for name in switch.left_out):
        text = f"{text} {PAY_AGAIN}"
    return SwitchWords(title, text, (("Open the old session", session_url(switch.old)),))


def no_new_session(session: ExamSession, switch: TypeSwitch, *, was_listed: bool) -> SwitchWords:
    """That the session in which the switch goes on is not known."""
    url = session_url(session, "switch")
    links = (("Check again", url), ("Open the session", session_url(session)))
    title, text = NO_NEW_SESSION
    why = NOT_LISTED if was_listed else NOT_ASKED
    text = text.format(old=switch.old_words, why=why)
    return SwitchWords(title, text, links, leave_url=url, is_open=True)


def booking_of(session: ExamSession) -> str:
    """The booking that stands: “Testing center seat, Duluth, Thu, Jan 14, 2027, 9:30 AM CST”. A
    type and a place of one name are said once.
    """
    start = session.appointment_at
    when = say(start, str(session.zone)).dated if start else ""
    label, place = type_label(session.session_type), session.location_name
    parts = (label, "" if place == label else place_with_edges(place), when)
    return ", ".join(filter(None, parts)) or "a booking of which nothing is known"


def _filled(words: tuple[str, str], switch: TypeSwitch, *, now: str = "") -> tuple[str, str]:
    title, text = words
    parts = {"old": switch.old_words, "new": switch.new_words, "now": now}
    return title.format(**parts), text.format(**parts)
