"""What a session, as it is shown, says about a request: what its status and the verdicts of its
fields amount to. Reading back, settling by hand, confirming a yes and the session's page all read
it, and differ only in what they do about it.
"""

from __future__ import annotations

from enum import StrEnum

from scheduling.booking.comparison.compared_values import Action, ShownByProvider, asked_by
from scheduling.booking.comparison.verdicts import Comparison, Verdict, compare
from scheduling.models import Attempt
from scheduling.models.session_status import NOT_SHOWN


class Finding(StrEnum):
    """What a session, as it is shown, says about a request."""

    APPLIED = "applied"  # it stands as was asked
    NOT_YET = "not yet"  # it stands as it did before
    ELSEWHERE = "elsewhere"  # a booking stands, at another start, place, type or proctor than asked
    ENDED = "ended"  # what was asked for was cancelled, or its approval denied
    UNCLEAR = "unclear"  # nothing shown decides it


def find(attempt: Attempt, shown: ShownByProvider) -> Finding:
    """What is shown of its session says about an attempt.

    A session that still stands as it did was not changed (yet). One that stands as asked was.
    Where neither is shown in so many words it can't be told from here: another desk may have
    changed it, or the provider stored something else. Nor can it where the attempt can't be read.
    """
    if attempt.is_damaged:
        return Finding.UNCLEAR
    finders = {
        Action.SCHEDULE: _find_booking,
        Action.RESCHEDULE: _find_move,
        Action.CANCEL: _find_cancellation,
    }
    return finders[Action(attempt.action)](attempt, shown, compare(asked_by(attempt), shown))


def _find_booking(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """“Needs proctor” alone shows that nothing was booked; beside the start that was asked for it
    does not, for then the one or the other lags behind. A denied approval or a cancellation may be
    this request's or an earlier one's end, so it never counts as “nothing came of it”. Closed,
    unknown and blank decide nothing, whatever start and type stand beside them.
    """
    if shown.status.needs_proctor:
        return Finding.UNCLEAR if seen.start == Verdict.SAME else Finding.NOT_YET
    if shown.status.is_denied or shown.status.is_cancelled:
        return Finding.ENDED
    if not shown.status.is_in_place or _may_be_the_earlier(attempt, shown):
        return Finding.UNCLEAR
    if seen.is_elsewhere:
        return Finding.ELSEWHERE
    return Finding.APPLIED if seen.shows_the_booking else Finding.UNCLEAR


def _may_be_the_earlier(attempt: Attempt, shown: ShownByProvider) -> bool:
    """Whether what is shown may be the booking that this one was sent over: that one's start was
    the same, or either is not known.
    """
    if not attempt.overrides_id:
        return False
    return shown.start is None or attempt.stood_at in (None, shown.start)


def _find_move(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """The start decides, where it is shown beside a booking that stands. A status that was not
    shown takes nothing from a start that was; a word nobody knows may mean anything, and so may
    what can't be read.
    """
    if "status" in shown.unreadable:
        return Finding.UNCLEAR
    if shown.status.is_denied or shown.status.is_cancelled:
        return Finding.ENDED
    if not (shown.status.is_in_place or shown.status == NOT_SHOWN):
        return Finding.UNCLEAR
    if seen.start != Verdict.DIFFERS:
        return Finding.APPLIED if seen.start == Verdict.SAME else Finding.UNCLEAR
    if shown.start == attempt.stood_at:
        return Finding.NOT_YET
    return Finding.ELSEWHERE if attempt.stood_at else Finding.UNCLEAR


def _find_cancellation(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """A booking that stands was not cancelled. One that needs a proctor again, was denied or is
    closed may have been, under another name.
    """
    if shown.status.is_cancelled:
        return Finding.APPLIED
    return Finding.NOT_YET if shown.status.is_in_place else Finding.UNCLEAR
