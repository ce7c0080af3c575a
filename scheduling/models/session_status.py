"""Value table: the provider's statuses of an exam session, one immutable row each, and the reading
of a status as it came.

The field is free text (contract §3). Everything that asks about a status asks `status_of` for its
row, and then one of the row's predicates. A predicate says what the status *shows*: where it is
False nothing is known, least of all the opposite. So whoever needs to know that nothing is booked
asks `rules_out_a_booking`, never `not is_booked`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "unknown"
_LIKE_SEPARATORS = frozenset({"Pd", "Pc"})  # dashes and underscores of every script
# A minus sign, and letters that no font draws.
_UNSEEN = frozenset("\u2212\u115f\u1160\u2800\u3164\uffa0")
_NOT_BETWEEN_DIGITS = re.compile(r"(?<!\d) | (?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStatus:
    """One status: its key in this table, its word for people, the name of its mark, and what it
    shows.
    """

    key: str
    word: str
    mark: str = "other"
    needs_proctor: bool = False  # nothing is booked, and it can be
    is_pending: bool = False  # booked, and not approved yet
    is_denied: bool = False  # the approval of the booking was refused
    is_booked: bool = False  # a booking stands for certain
    is_closed: bool = False  # the sitting is over
    is_cancelled: bool = False  # the booking was taken back
    who_can_act: str = ""  # where it is not the reader's turn

    @property
    def is_over(self) -> bool:
        """The end, after which nothing can be changed."""
        return self.is_closed or self.is_cancelled

    @property
    def is_in_place(self) -> bool:
        """A booking stands, approved or not yet."""
        return self.is_booked or self.is_pending

    @property
    def is_firm(self) -> bool:
        """A booking stands for certain, or the sitting is over: it takes, or took, a seat."""
        return self.is_booked or self.is_closed

    @property
    def rules_out_a_booking(self) -> bool:
        """It shows in so many words that no booking is waiting to take place."""
        return self.needs_proctor or self.is_denied or self.is_over


NOT_SHOWN = SessionStatus(key="", word="Status not shown")
NEEDS_PROCTOR = SessionStatus(
    key="needs proctor", word="Needs proctor", mark="needs", needs_proctor=True
)
PENDING_APPROVAL = SessionStatus(
    key="pending approval",
    word="Pending approval",
    mark="pending",
    is_pending=True,
    who_can_act="The person who approves exams decides in SmarterProctoring.",
)
APPROVAL_DENIED = SessionStatus(
    key="approval denied",
    word="Approval denied",
    mark="refused",
    is_denied=True,
    who_can_act="The person who approves exams can change that in SmarterProctoring.",
)
SCHEDULED = SessionStatus(key="scheduled", word="Scheduled", mark="scheduled", is_booked=True)
IN_PROGRESS = SessionStatus(key="in progress", word="In progress", mark="running", is_booked=True)
PROCESSING = SessionStatus(key="processing", word="Processing", mark="running", is_booked=True)
INCIDENT = SessionStatus(
    key="incident",
    word="Incident",
    mark="incident",
    is_booked=True,
    who_can_act="Ask SmarterProctoring, or the person who reviews incidents at your institution.",
)
CLOSED = SessionStatus(key="closed", word="Closed", mark="closed", is_closed=True)
CANCELLED = SessionStatus(key="cancelled", word="Cancelled", mark="cancelled", is_cancelled=True)

STATUSES = (
    NEEDS_PROCTOR,
    PENDING_APPROVAL,
    APPROVAL_DENIED,
    SCHEDULED,
    IN_PROGRESS,
    PROCESSING,
    INCIDENT,
    CLOSED,
    CANCELLED,
)


@lru_cache(maxsize=2048)  # statuses, types and names of locations: few, and asked for ever again
def folded(text: str) -> str:
    """A word of the provider's for comparing: letters and digits in small, without blanks, hyphens,
    underscores and what can't be seen. Between two digits what parts them stays, as one blank:
    “Room 1-2” is not “Room 12”.
    """
    if text.isascii() and text.isalnum():
        return text.casefold()
    plain = unicodedata.normalize("NFKC", text).casefold()
    parted = "".join(_blank_for(char) if _separates(char) else char for char in plain)
    return _NOT_BETWEEN_DIGITS.sub("", " ".join(parted.split()))


def _blank_for(char: str) -> str:
    """What has no width parts nothing."""
    return "" if unicodedata.category(char) == "Cf" else " "


def _separates(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "ZC" or category in _LIKE_SEPARATORS or char in _UNSEEN


# Words for nothing, as systems write them in place of a blank.
_NOTHING = frozenset({"null", "none", "nil", "n/a", "na", "undefined"})
# What stands around a status where it was written for a page or for a program.
_AROUND = re.compile(
    r"<[^<>]*>|^\W*(?:(?:session|booking|exam)?[\W_]*status[\W_]+)?|[\s.,;:!]+$", re.I
)
_ROWS = {folded(one.key): one for one in STATUSES} | {"canceled": CANCELLED}


@lru_cache(maxsize=512)
def status_of(text: str) -> SessionStatus:
    """The row of a status as it came: `NOT_SHOWN` for a blank; for a word that nobody knows a row
    of its own, with the key `UNKNOWN`, the text as its word, and nothing shown.
    """
    word = folded(text)
    if not word or word in _NOTHING:
        return NOT_SHOWN
    known = _ROWS.get(word) or _ROWS.get(folded(_AROUND.sub("", text)))
    return known or SessionStatus(key=UNKNOWN, word=" ".join(text.split()))
