"""What the log keeps of a learner, and what the check of its tables finds wrong."""

from __future__ import annotations

from scheduling.audit.table_checks import comparison_with_log
from scheduling.models import (
    AuditEvent,
    ExamSession,
    PersonalValue,
)


def kept(session: ExamSession) -> int:
    """How many personal values are kept of the session's events."""
    numbers = AuditEvent.objects.filter(session_sid=session.sid).values("number")
    return PersonalValue.objects.filter(event_number__in=numbers).count()


def found() -> str:
    return "; ".join(one.said for one in comparison_with_log.compare().differences)
