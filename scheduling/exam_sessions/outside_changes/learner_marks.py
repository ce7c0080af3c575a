"""Whose a session is, and whether it is somebody else's by now: as the provider tells it, and as a
page carries it along.
"""

from __future__ import annotations

from hashlib import sha256

from scheduling.models import ExamSession
from scheduling.models.session_status import folded
from scheduling.proctoring_api.parsing import is_distinct_sid

DIGITS = 8
BETWEEN = "-n"  # a letter, so that digits on both sides are no card's number


def of(session: ExamSession) -> str:
    """The account and the enrollment, each blank where it is not known, neither readable."""
    account, enrollment = _mark(session.user_sid, "US"), _mark(session.enrollment_sid, "EN")
    return f"u{account}{BETWEEN}{enrollment}"


def is_another(shown: str, now: str) -> bool:
    """Whether two marks are two people's: by their accounts, or else by their enrollments. What one
    of them does not tell says nothing.
    """
    pairs = zip(
        *(one.removeprefix("u").partition(BETWEEN)[::2] for one in (shown, now)), strict=True
    )
    return next((one != other for one, other in pairs if one and other), False)


def is_of_another_learner(session: ExamSession, user_sid: str, enrollment_sid: str) -> bool:
    """Whether somebody else sits it than was known: another account, or else another enrollment.
    A new name or email under the same account is the same person’s.
    """
    if is_distinct_sid(session.user_sid, "US") and is_distinct_sid(user_sid, "US"):
        return folded(session.user_sid) != folded(user_sid)
    are_known = is_distinct_sid(session.enrollment_sid, "EN") and is_distinct_sid(
        enrollment_sid, "EN"
    )
    return are_known and folded(session.enrollment_sid) != folded(enrollment_sid)


def _mark(sid: str, prefix: str) -> str:
    return sha256(folded(sid).encode()).hexdigest()[:DIGITS] if is_distinct_sid(sid, prefix) else ""
