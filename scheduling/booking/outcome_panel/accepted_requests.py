"""Panels of a request that was accepted, beside what is shown of its session now."""

from __future__ import annotations

from dataclasses import replace

from scheduling.booking.comparison.asked_and_stored import Pair, current_differences, is_reviewed
from scheduling.booking.comparison.compared_values import asked_by, shown_in
from scheduling.booking.comparison.verdicts import compare
from scheduling.booking.outcome_panel import accepted_sentences, parts_not_shown, request_words
from scheduling.booking.outcome_panel.parts import BookedAgain, NextStep, OutcomePanel, Tone
from scheduling.booking.outcome_panel.seen_request import SeenRequest
from scheduling.booking.outcomes.words_of_a_yes import says_more, speaks_of_money
from scheduling.booking.provider_shows import bearing_out, foreign_places, reviewed_changes
from scheduling.exam_sessions.outside_changes import reviews, unread_answers
from scheduling.exam_sessions.outside_changes.reviews import Reviewed
from scheduling.institutions import catalogue
from scheduling.models import Attempt
from scheduling.models.session_status import NOT_SHOWN
from scheduling.spoken_time import say

Action = Attempt.Action


def booked(seen: SeenRequest) -> OutcomePanel:
    """A booking or a move that was accepted, beside what is shown of it now; nothing to read out
    while nobody knows which place is meant.
    """
    panel = _booked(seen)
    sid = foreign_places.asked_in_its_place(seen.session) if panel.is_read_aloud else ""
    return _at_a_foreign_place(seen, sid) if sid else panel


def with_its_words(panel: OutcomePanel, seen: SeenRequest) -> OutcomePanel:
    """The panel with what the yes said beside: about money in its headline."""
    attempt = seen.attempt
    words, is_answer = attempt.answered_words, attempt.settled_how == Attempt.SettledHow.ANSWER
    if not words or not says_more(words):
        return panel
    said = accepted_sentences.ADDED.format(words=words)
    if speaks_of_money(words):
        return replace(panel, title=f"{panel.title.rstrip('.')}. {said}")
    return replace(panel, lines=(said, *panel.lines)) if is_answer else panel


def _at_a_foreign_place(seen: SeenRequest, sid: str) -> OutcomePanel:
    asked = catalogue.location_name(seen.session.institution, sid)
    name, fact = seen.session.location_name, seen.stored
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=accepted_sentences.FOREIGN_PLACE.format(title=_accepted(seen)),
        fact=replace(fact, location="") if fact else None,
        lines=(
            *seen.unreadable,
            accepted_sentences.CALLS_THE_LOCATION.format(asked=asked, name=name),
            accepted_sentences.DO_NOT_TELL[seen.action],
            accepted_sentences.NAME_THE_PLACE,
            *seen.decision,
        ),
        notes=seen.found_out,
    )


def _booked(seen: SeenRequest) -> OutcomePanel:
    attempt, status = seen.attempt, seen.session.known_status
    if reviewed := reviewed_changes.covering_review(seen.session, attempt):
        return _changed_outside(seen, reviewed)
    if status != NOT_SHOWN and not status.is_firm:
        return _not_to_be_told(seen, _contradicted(seen, _accepted(seen)))
    if _pairs(seen):
        return _stored_otherwise(seen)
    if not bearing_out.fits_attempt(seen.session, attempt):
        return _not_to_be_told(seen, _shown_otherwise(seen), _differing_now(seen))
    if reviews.waits_beside(seen.session, attempt):
        return _not_to_be_told(
            seen, accepted_sentences.SHOWS_A_CHANGE.format(title=_accepted(seen))
        )
    shown = compare(asked_by(attempt), shown_in(seen.session))
    if shown.start in parts_not_shown.UNSEEN:
        return _start_not_shown(seen)
    if status == NOT_SHOWN:
        return _status_not_shown(seen)
    told = set(attempt.given_unreadably) - {unread_answers.LENGTH}  # of which the end is told
    if unread_answers.names(seen.session) - told:
        return _not_to_be_told(seen, accepted_sentences.LAST_UNREAD.format(title=_accepted(seen)))
    if not status.is_over and (names := parts_not_shown.names_in(seen, shown)):
        return parts_not_shown.panel(seen, shown, names)
    return OutcomePanel(
        tone=Tone.ACCEPTED,
        title=_done(seen),
        fact=seen.stored,
        lines=(
            *seen.unreadable,
            *parts_not_shown.asked_location(seen, shown.location),
            *([accepted_sentences.END_COUNTS] if seen.counts_accommodation else ()),
            *seen.ends_otherwise,
            *([accepted_sentences.AS_ASKED_SINCE] if attempt.differences else ()),
            *seen.decision,
        ),
        notes=seen.found_out,
        is_read_aloud=not status.is_over,
    )


def cancelled(seen: SeenRequest, has_new_session: bool, again: BookedAgain) -> OutcomePanel:
    by_hand = seen.attempt.settled_by_hand
    is_shown = bearing_out.fits_attempt(seen.session, seen.attempt)
    if reviewed := reviewed_changes.covering_review(seen.session, seen.attempt):
        return _changed_outside(seen, reviewed)
    if is_shown and seen.session.changed_event is None:
        return OutcomePanel(
            tone=Tone.ACCEPTED,
            title=_done(seen),
            fact=replace(seen.stored, label=accepted_sentences.WAS_BOOKED_FOR)
            if seen.stored
            else None,
            lines=(accepted_sentences.AGAIN[again], *seen.decision),
            notes=seen.found_out,
            actions=(NextStep.BOOK_AS_IT_WAS,)
            if has_new_session and again == BookedAgain.NO
            else (),
            is_read_aloud=True,
        )
    title = (
        accepted_sentences.SETTLED_AS[seen.action]
        if by_hand
        else request_words.DONE[Action.CANCEL].title()
    )
    changed = accepted_sentences.SHOWS_A_CHANGE.format(title=title)
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=changed if is_shown else _contradicted(seen, title),
        lines=(accepted_sentences.LOOK_FIRST, *seen.decision),
        notes=seen.found_out,
    )


def _changed_outside(seen: SeenRequest, reviewed: Reviewed) -> OutcomePanel:
    """What holds now in place of what was asked for, which the provider had confirmed once."""
    status, minute = seen.session.known_status, reviewed.at.replace(second=0, microsecond=0)
    at = say(minute, str(seen.session.zone)).dated
    is_booked, asked = status.is_firm, seen.asked_for if "start" in reviewed.names else None
    lines = [accepted_sentences.REVIEWED.format(who=reviewed.who, when=at)]
    lines += [accepted_sentences.ASKED_FOR_HERE.format(when=asked.at.whole)] if asked else []
    title = accepted_sentences.BOOKED_OUTSIDE if is_booked else request_words.SHOWS_IT_AS
    fact = seen.stored
    if fact and status.is_cancelled:
        fact = replace(fact, label=accepted_sentences.WAS_BOOKED_FOR)
    return OutcomePanel(
        tone=Tone.ACCEPTED if is_booked else Tone.UNKNOWN,
        title=title.format(status=seen.status),
        fact=fact,
        lines=(*lines, *seen.decision),
        notes=seen.found_out,
        is_read_aloud=is_booked and not status.is_over,
    )


def forgotten(seen: SeenRequest) -> OutcomePanel:
    asked = f", {seen.asked_for.at.whole}," if seen.asked_for else ""
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_KNOWN_THERE,
        lines=(accepted_sentences.STARTED_AFRESH.format(who=seen.who, asked=asked),),
    )


def is_forgotten(seen: SeenRequest) -> bool:
    """Whether what the provider had confirmed is gone there: a practice week started afresh."""
    session, by_hand = seen.session, seen.attempt.settled_by_hand
    return session.known_status == NOT_SHOWN and session.refreshed_at is None and not by_hand


def _stored_otherwise(seen: SeenRequest) -> OutcomePanel:
    """What a person decided to keep is what holds; otherwise nobody has decided which is right."""
    by_hand, fact = seen.attempt.settled_by_hand, seen.stored
    is_kept = seen.attempt.is_kept_as_shown
    done = (
        accepted_sentences.SETTLED_AS[seen.action]
        if by_hand
        else request_words.DONE[Action(seen.action)].title()
    )
    is_seen = is_reviewed(seen.attempt, seen.session)
    holds = accepted_sentences.DECIDED.format(
        who=seen.attempt.settled_by, stored=f", {fact.at.whole}" if fact else ""
    )
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_AS_ASKED.format(title=done, who=seen.who),
        fact=fact,
        lines=seen.decision,
        notes=seen.found_out,
        pairs=_pairs(seen),
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE,
        about_differences=holds
        if is_kept
        else accepted_sentences.DIFFERENCES_REVIEWED
        if is_seen
        else accepted_sentences.WHICH_IS_RIGHT,
        is_read_aloud=(is_kept or is_seen) and not seen.session.is_over,
    )


def _start_not_shown(seen: SeenRequest) -> OutcomePanel:
    is_blank = seen.session.known_status == NOT_SHOWN
    done = (
        accepted_sentences.ACCEPTED if is_blank else request_words.DONE[Action(seen.action)].title()
    )
    is_unreadable = "start" in seen.attempt.given_unreadably
    said = (
        accepted_sentences.GAVE_NO_READABLE_START
        if is_unreadable
        else accepted_sentences.DID_NOT_SAY_WHEN
    )
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=said.format(title=done),
        fact=seen.asked_for,
        lines=(
            *seen.unreadable,
            accepted_sentences.AS_ASKED,
            *([accepted_sentences.NO_STATUS] if is_blank else ()),
        ),
        notes=seen.found_out,
    )


def _status_not_shown(seen: SeenRequest) -> OutcomePanel:
    """The yes stands, and says no more than that."""
    is_unreadable = "status" in seen.attempt.given_unreadably
    said = (
        accepted_sentences.SHOWS_ODD_STATUS if is_unreadable else accepted_sentences.SHOWS_NO_STATUS
    )
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=said.format(title=_accepted(seen)),
        fact=seen.stored,
        lines=(
            accepted_sentences.NO_STATUS,
            request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE),
        ),
        notes=(*seen.unreadable, *seen.found_out),
    )


def _not_to_be_told(
    seen: SeenRequest, title: str, differing: tuple[Pair, ...] = ()
) -> OutcomePanel:
    pairs = differing or _pairs(seen)
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=title,
        fact=seen.stored,
        lines=(accepted_sentences.DO_NOT_TELL[seen.action], *seen.decision),
        notes=seen.found_out,
        pairs=pairs,
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE if pairs else "",
        about_differences=accepted_sentences.WHICH_IS_RIGHT if pairs else "",
    )


def _shown_otherwise(seen: SeenRequest) -> str:
    shows_another = compare(asked_by(seen.attempt), shown_in(seen.session)).is_elsewhere
    said = accepted_sentences.SHOWS_ANOTHER if shows_another else accepted_sentences.SHOWS_NONE
    return said.format(title=_accepted(seen))


def _contradicted(seen: SeenRequest, title: str) -> str:
    """The title with what the provider shows instead, or that it shows nothing."""
    if seen.session.known_status == NOT_SHOWN:
        return accepted_sentences.SHOWS_NONE.format(title=title)
    return accepted_sentences.SAYS.format(title=title, status=seen.status)


def _done(seen: SeenRequest) -> str:
    by_hand = seen.attempt.settled_by_hand
    return (
        accepted_sentences.SETTLED_AS[seen.action]
        if by_hand
        else accepted_sentences.CONFIRMED[seen.action]
    )


def _accepted(seen: SeenRequest) -> str:
    return (
        accepted_sentences.SETTLED_AS[seen.action]
        if seen.attempt.settled_by_hand
        else accepted_sentences.ACCEPTED
    )


def _pairs(seen: SeenRequest) -> tuple[Pair, ...]:
    return tuple(current_differences(seen.attempt, seen.session))


def _differing_now(seen: SeenRequest) -> tuple[Pair, ...]:
    """What is shown otherwise than asked, whenever that was first shown. How it stands is told by
    the title.
    """
    return tuple(one for one in seen.pairs_now if one.differs and one.what != Attempt.Part.STATE)
