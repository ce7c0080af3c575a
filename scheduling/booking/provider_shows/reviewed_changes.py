"""What was changed outside since a request was accepted, and reviewed: where nothing else is shown
otherwise than was asked for, what is shown holds.
"""

from __future__ import annotations

from scheduling.booking.comparison.compared_values import asked_by, shown_in
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.outside_changes.arrangements import END
from scheduling.exam_sessions.outside_changes.reviews import Reviewed
from scheduling.models import Attempt, ExamSession
from scheduling.models.session_status import NOT_SHOWN

# By the name of a comparison's verdict what the change of it is called.
COMPARED = {"start": "start", "session_type": "type", "location": "location"}
TELL_THE_END = {"start", "length"}  # a change of which names no end beside


def covering_review(session: ExamSession, accepted: Attempt) -> Reviewed | None:
    """The review by which what is shown holds though it is not what was asked for; None where it is
    as asked, or where anything of it was never reviewed.
    """
    differing = _differing(session, accepted)
    if not differing or accepted.differences:
        return None
    reviewed = reviews.reviewed_since(session, accepted)
    if reviewed and TELL_THE_END & reviewed.names:
        differing.discard(END)
    return reviewed if reviewed and differing <= reviewed.names else None


def _differing(session: ExamSession, accepted: Attempt) -> set[str]:
    """What is shown otherwise than was asked for, by the name of its change."""
    shown = shown_in(session)
    if shown.status == NOT_SHOWN:
        return set()
    if accepted.action == Attempt.Action.CANCEL:
        return set() if shown.status.is_cancelled else {"status"}
    seen = compare(asked_by(accepted), shown)
    found = {name for field, name in COMPARED.items() if getattr(seen, field) == Verdict.DIFFERS}
    found |= {name for name, verdict in seen.arranged.items() if verdict == Verdict.DIFFERS}
    return found if shown.status.is_firm else found | {"status"}
