"""Where an exam session stands: what is open, what was booked, by whom."""

from __future__ import annotations

from uuid import UUID

from scheduling.models import Attempt, ExamSession
from scheduling.services.attempts import Action, State


def open_attempt(session: ExamSession) -> Attempt | None:
    """The attempt that still waits for its outcome."""
    return session.attempts.filter(state__in=Attempt.OPEN).first()


def latest_attempt(session: ExamSession) -> Attempt | None:
    """The newest attempt of any outcome, by the order of writing: clocks may be put back."""
    return session.attempts.order_by("-pk").first()


def booked_by(session: ExamSession, *, except_attempt: UUID) -> Attempt | None:
    """The accepted attempt that made the session what it is, if it is known not to need a proctor any more.

    The attempt with `except_attempt` is left to the database's own check, which knows a repeated form.
    """
    if not session.status or session.needs_proctor:
        return None
    latest = session.attempts.filter(state=State.ACCEPTED).order_by("-pk").first()
    if latest is None or latest.action == Action.CANCEL:
        return None
    return None if was_sent(except_attempt) else latest


def was_sent(attempt_id: UUID | None) -> bool:
    """Whether a form with this number was sent before: what became of it is then all that counts."""
    return Attempt.objects.filter(attempt_id=attempt_id).exists() if attempt_id else False
