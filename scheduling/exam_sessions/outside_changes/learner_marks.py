"""Whose a session is, as a page carries it along to tell whether it is somebody else's by now."""

from __future__ import annotations

from hashlib import sha256

from scheduling.models import ExamSession
from scheduling.models.session_status import folded
from scheduling.proctoring_api.parsing import tells_apart

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


def _mark(sid: str, prefix: str) -> str:
    return sha256(folded(sid).encode()).hexdigest()[:DIGITS] if tells_apart(sid, prefix) else ""
