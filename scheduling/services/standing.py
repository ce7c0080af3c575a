"""Where an exam session stands: what is open, what was booked, by whom."""

from __future__ import annotations

from scheduling.models import Attempt, ExamSession


def open_attempt(session: ExamSession) -> Attempt | None:
    """The attempt that still waits for its outcome."""
    return session.attempts.filter(state__in=Attempt.OPEN).first() if session.pk else None


def latest_attempt(session: ExamSession) -> Attempt | None:
    """The newest attempt of any outcome, by the order of writing: clocks may be put back."""
    return session.attempts.order_by("-pk").first() if session.pk else None
