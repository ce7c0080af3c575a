"""What a look at an open request's session found, in one line that is kept with the request: to be
compared with the next look's, and to tell afterwards what a look showed from what was only known.
"""

from __future__ import annotations

from scheduling.booking.comparison.findings import Finding
from scheduling.booking.comparison.verdicts import Comparison, Verdict
from scheduling.models.session_status import NOT_SHOWN, folded
from scheduling.proctoring_api.errors import ProctoringError, Refused

FIELDS = ("start", "session_type", "location", "price", "notes")
UNSEEN = {Verdict.NOT_SHOWN, Verdict.UNREADABLE}
NO_ANSWER, BEFORE = "no answer; ", " | "


def facts(finding: Finding, seen: Comparison) -> str:
    """The finding, the status, and the verdict of each field."""
    status = folded(seen.status.word)[:60] if seen.status != NOT_SHOWN else Verdict.NOT_SHOWN
    return "; ".join((finding, status, *(getattr(seen, name) for name in FIELDS)))


def no_answer(error: ProctoringError, before: str) -> str:
    """Of a look that brought no answer: what kept it, not in which words; and what the last one
    found that brought one, by what is kept of the look `before`.
    """
    status = str(error.status) if isinstance(error, Refused) else ""
    kept = f"{NO_ANSWER}{getattr(error, 'cause', '') or status}"
    found = _last_answered(before)
    return f"{kept}{BEFORE}{found}" if found else kept


def unseen(look: str) -> dict[str, Verdict]:
    """What the last look that brought an answer did not show, or not so that it can be read: the
    status and fields by name. Nothing where no such look is kept.
    """
    parts = _last_answered(look).split("; ")
    if len(parts) < 2 + len(FIELDS) or parts[0] not in list(Finding):
        return {}
    status = "; ".join(parts[1 : -len(FIELDS)])
    found = dict(zip(FIELDS, parts[-len(FIELDS) :], strict=True))
    unseen_ = {name: Verdict(said) for name, said in found.items() if said in UNSEEN}
    # A status in whose word no blank is left is a status, whatever it says.
    return unseen_ | ({"status": Verdict.NOT_SHOWN} if status == Verdict.NOT_SHOWN else {})


def _last_answered(look: str) -> str:
    found = look.partition(BEFORE)[2] if look.startswith(NO_ANSWER) else look
    return found if found.partition("; ")[0] in list(Finding) else ""
