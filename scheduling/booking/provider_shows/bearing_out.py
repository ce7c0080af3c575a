"""What the provider shows now, against how a request that has ended counts: whether it bears that
out, shows it as done after all, or leaves it in doubt.
"""

from __future__ import annotations

from scheduling.booking.comparison.compared_values import asked_by, shown_in
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import Verdict, compare
from scheduling.models import Attempt, ExamSession
from scheduling.models.session_status import NOT_SHOWN


def fits_attempt(session: ExamSession, attempt: Attempt) -> bool:
    """Whether what the provider shows of the session fits an attempt that counts as done.

    After the provider's own yes, what it does not show says nothing against it; what a person
    settled has to be shown. Differences that were told when it was accepted are told already.
    """
    seen = compare(asked_by(attempt), shown_in(session))
    if seen.status == NOT_SHOWN:
        return not attempt.settled_by_hand
    if attempt.action == Attempt.Action.CANCEL:
        return seen.status.is_cancelled
    if not seen.status.is_firm:
        return False
    if attempt.differences:
        return True
    as_asked = (Verdict.SAME, Verdict.NOT_ASKED)
    return not seen.is_elsewhere and (not attempt.settled_by_hand or seen.start in as_asked)


def shows_after_all(session: ExamSession, attempt: Attempt) -> bool:
    """Whether the provider shows as done what an attempt that counts as not done had asked for.

    Any booking that stands counts, wherever and whoever made it. A denied approval is none.
    """
    shown = shown_in(session)
    if attempt.action == Attempt.Action.SCHEDULE:
        return shown.status.is_in_place
    return find(attempt, shown) == Finding.APPLIED


def shows_as_asked(session: ExamSession, attempt: Attempt) -> bool:
    """Whether the session stands as an attempt that counts as not done had asked, in all of it."""
    return find(attempt, shown_in(session)) == Finding.APPLIED


def leaves_in_doubt(session: ExamSession, attempt: Attempt) -> bool:
    """Whether what is shown now no longer says that an attempt which counts as not done was not: it
    is neither as it was before nor what was asked for. A blank takes nothing back, and beside a
    booking that stands it is the start that tells.
    """
    shown = shown_in(session)
    if shown.status == NOT_SHOWN or shown.status.is_in_place:
        return False
    return find(attempt, shown) in (Finding.UNCLEAR, Finding.ENDED)
