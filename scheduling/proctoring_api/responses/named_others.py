"""Whether an answer is about somebody or something else than it was asked for: by every SID that it
names, of those that tell anything apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from scheduling.proctoring_api.parsing import is_sid
from scheduling.session_commands import LearnerSids


class NamesALearner(Protocol):
    """A record that names its learner, in every place where it does."""

    @property
    def enrollment_sids(self) -> Sequence[str]: ...

    @property
    def user_sids(self) -> Sequence[str]: ...


def is_of_another(learner: LearnerSids, record: NamesALearner) -> bool:
    """Whether it is about another learner: by the enrollment where one is known and shown, since
    its account may change; otherwise by the account. What has no SID's shape tells nobody apart.
    """
    enrollments = [sid for sid in record.enrollment_sids if is_sid(sid.upper(), "EN")]
    if enrollments and is_sid(learner.enrollment_sid.upper(), "EN"):
        return names_another(learner.enrollment_sid, enrollments)
    users = [sid for sid in record.user_sids if is_sid(sid.upper(), "US")]
    return is_sid(learner.user_sid.upper(), "US") and names_another(learner.user_sid, users)


def names_another(ours: str, theirs: Iterable[str]) -> bool:
    """Ours is known, and one of theirs differs in more than its capitals."""
    return bool(ours) and any(sid.casefold() != ours.casefold() for sid in theirs)
