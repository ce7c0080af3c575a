"""What an answer that was taken as a yes left open, in words: what it did not show of what was
asked for, and what it showed so that it can't be read.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.booking.comparison.compared_values import ShownByProvider
from scheduling.booking.comparison.verdicts import AnswerBesideRequest, Verdict
from scheduling.models import Attempt
from scheduling.models.session_status import NOT_SHOWN, UNKNOWN
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_record import SessionRecord

WORDS = {
    "status": "the status",
    "start": "the start",
    "session_type": "the type",
    "location": "the location",
    "price": "the price",
    "notes": "the notes",
    "length": "the length",
}
DECIDING = {"status", "start"}  # without which nobody knows that it is booked, and for when
SEAT = {"start", "location"}
# The provider's answers are not known to tell prices and notes; only what can't be read is told.
SELDOM_TOLD = {"price", "notes"}
LEFT_OUT = "SmarterProctoring’s answer did not show {what}."
NOT_READABLE = "SmarterProctoring’s answer showed {what} in a form that can’t be read."
GAVE = "SmarterProctoring’s answer gave {what}. That can’t be read."
AS = "{what} as “{said}”"
UNKNOWN_STATUS = "It shows the status “{said}”, which nobody here knows."
LONGEST = 80


def left_open(attempt: Attempt, told: AnswerBesideRequest) -> dict[str, Verdict]:
    """What it left open, by name; nothing of a cancellation, which is accepted only where the
    session shows it.
    """
    if attempt.action == Attempt.Action.CANCEL:
        return {}
    shown, seen = told.shown, told.seen
    is_named = seen.location == Verdict.NOT_SHOWN and shown.location_name
    left_out = {"status", "location"} if is_named else {"status"}
    found = {name: seen.verdict_of(name) for name in WORDS if name not in left_out}
    found = {"status": _of_status(shown)} | found
    if "length" in shown.unreadable:
        found["length"] = Verdict.UNREADABLE
    return {
        name: verdict
        for name, verdict in found.items()
        if verdict == Verdict.UNREADABLE
        or (verdict == Verdict.NOT_SHOWN and name not in SELDOM_TOLD)
    }


def _of_status(shown: ShownByProvider) -> Verdict:
    if shown.status != NOT_SHOWN:
        return Verdict.SAME
    return Verdict.UNREADABLE if "status" in shown.unreadable else Verdict.NOT_SHOWN


def is_unshown(attempt: Attempt, told: AnswerBesideRequest | None) -> bool:
    """Whether what was accepted is not shown as booked, or not where and when it was asked for."""
    if attempt.action == Attempt.Action.CANCEL or told is None:
        return attempt.action != Attempt.Action.CANCEL
    return not told.shown.status.is_firm or bool(SEAT & left_open(attempt, told).keys())


def in_words(open_: Mapping[str, Verdict]) -> str:
    """As the log says it; '' where nothing is left open."""
    not_shown = [WORDS[name] for name, one in open_.items() if one == Verdict.NOT_SHOWN]
    unread = [WORDS[name] for name in unreadable(open_)]
    parts = ((LEFT_OUT, not_shown, "or"), (NOT_READABLE, unread, "and"))
    return " ".join(said.format(what=_listed(what, link)) for said, what, link in parts if what)


def as_given(open_: Mapping[str, Verdict], record: SessionRecord) -> str:
    """What of it can't be read, as it was given; '' where everything can."""
    said = [
        AS.format(what=WORDS[name], said=_cut(record.as_given(name)))
        for name in unreadable(open_)
        if name != "notes"
    ]
    return GAVE.format(what=_listed(said, "and")) if said else ""


def proving_nothing(attempt: Attempt, told: AnswerBesideRequest) -> str:
    """What came of what was asked for and proves nothing, as it came: a status that nobody knows, a
    start that can't be read; '' where nothing of it is of that kind.
    """
    status = told.shown.status
    is_unknown = status.key == UNKNOWN
    quoted = UNKNOWN_STATUS.format(said=_cut(status.word)) if is_unknown else ""
    return " ".join(filter(None, (quoted, as_given(left_open(attempt, told), told.record))))


def unreadable(open_: Mapping[str, Verdict]) -> list[str]:
    """The names of what was shown so that it can't be read."""
    return [name for name, one in open_.items() if one == Verdict.UNREADABLE]


def _cut(said: str) -> str:
    kept = keepable(said)
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"


def _listed(parts: list[str], link: str) -> str:
    *most, last = parts
    return f"{', '.join(most)} {link} {last}" if most else last
