"""The learner of another session, in the words of a form, and in those that the record keeps: what
is recorded of one learner names no other, whose name may have to be erased.
"""

from __future__ import annotations

from scheduling.models import ExamSession
from scheduling.session_commands import short_sid

NOBODY = "another learner"
THIS = "this learner"  # whom the record is about


def named(session: ExamSession) -> str:
    """“Ana Ruiz, CHEM 322 Final”, as far as it is known."""
    return _with_exam(session.learner_name or NOBODY, session)


def unnamed(session: ExamSession) -> str:
    """“another learner, CHEM 322 Final (ES0000…0001)”: who may look finds the session by its
    SID.
    """
    return f"{_with_exam(NOBODY, session)} ({short_sid(session.sid)})"


def _with_exam(who: str, session: ExamSession) -> str:
    return ", ".join(part for part in (who, session.exam_title) if part)
