"""Whether a person's answer about a request can be true, given what the provider shows of its
session.
"""

from __future__ import annotations

from scheduling.booking.comparison import Finding, find, shown_by
from scheduling.exam_sessions.refresh import look
from scheduling.models import Attempt

YES, OTHERWISE, NO = "yes", "otherwise", "no"  # it took effect as asked; differently; not at all
ANSWERS = {
    Finding.APPLIED: YES,
    Finding.ELSEWHERE: OTHERWISE,
    Finding.ENDED: OTHERWISE,  # it was done, and undone: what is shown is what holds
    Finding.NOT_YET: NO,
    Finding.UNCLEAR: "",
}
CONTRADICTED_BY = {YES: (NO, OTHERWISE), OTHERWISE: (NO,), NO: (YES,)}


def fitting(attempt: Attempt, answer: str) -> str:
    """The answer that fits instead, where what the provider shows contradicts this one; '' where it
    does not.

    The session is looked at once more, and only what that look shows counts: what is known from
    before the request says nothing about it. Where the look fails or decides nothing, any answer is
    the person's to give.
    """
    record = look(attempt.session).record
    shown = ANSWERS[find(attempt, shown_by(record))] if record else ""
    return shown if shown in CONTRADICTED_BY[answer] else ""
