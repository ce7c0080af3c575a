"""After a yes that says nothing more: the session is read at once, and only what it shows counts as
done.

The API's answers to a move and to a cancellation are undocumented beyond "a string" (contract §2).
"""

from __future__ import annotations

from scheduling.booking.attempts import CONFIRMING
from scheduling.booking.comparison import (
    Finding,
    Shown,
    Verdict,
    asked_by,
    compare,
    find,
    shown_by,
)
from scheduling.booking.outcomes import SAID_YES, Outcome, accepted
from scheduling.models import Attempt
from scheduling.models.session_status import UNKNOWN
from scheduling.proctoring_api.client import Answer, Client
from scheduling.proctoring_api.errors import ProctoringError


def confirmed(client: Client, attempt: Attempt, yes: Answer) -> Outcome:
    """Accepted, with the session as it was read, once it shows the change; unconfirmed until then.

    A start that is neither the old one nor the one asked for is the provider's own choice:
    accepted, and the difference will be told. The attempt's deadline leaves room for the look.
    """
    try:
        record = client.session(attempt.session.address, timeout=CONFIRMING.total_seconds()).record
    except ProctoringError as error:
        return _not_shown(
            yes,
            f"The provider said yes, but the session could not be read afterwards. {error.reason}",
        )
    if record and _bears_out_the_yes(attempt, shown_by(record)):
        return accepted(Answer(yes.status, record, yes.exchange))
    return _not_shown(yes, "The provider said yes, but the session does not show it yet.")


def _bears_out_the_yes(attempt: Attempt, shown: Shown) -> bool:
    """Beside a yes the new start of a move is enough, even where nobody knows the status's word."""
    if find(attempt, shown) in (Finding.APPLIED, Finding.ELSEWHERE):
        return True
    start = compare(asked_by(attempt), shown).start
    return shown.status.key == UNKNOWN and start == Verdict.SAME


def _not_shown(yes: Answer, reason: str) -> Outcome:
    return Outcome(
        state=Attempt.State.UNCONFIRMED, cause=SAID_YES, reason=reason, exchange=yes.exchange
    )
