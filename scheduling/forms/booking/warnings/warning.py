"""A warning of a form about a booking: the line of the summary that it concerns, and what the
button says that is pressed all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ALTHOUGH, AND = "although ", " and "
MOST_NAMED, MORE = 3, "{count} more warnings"  # on a button


class SummaryLine(StrEnum):
    """A line of the summary, by its label."""

    WHEN = "When"
    WHERE = "Where"
    HOW = "How"
    PRICE = "Price"


class Although(StrEnum):
    """What a button says that is pressed in spite of a warning alone, the gravest first."""

    MISTYPED = "although the email address looks mistyped"
    ZONE = "although the time zone may be wrong"
    CLOSED = "although the location is closed"
    CLOSES = "although the location closes before the end"
    FULL = "although all seats are taken"
    EMPTIED = "although a rescue moved others out of there"
    SLOT_USED = "although another learner has this slot then"
    NUMBER_USED = "although the number is another learner’s"
    THREAD_USED = "although the thread is another learner’s"
    PO_BOX = "although the address is a PO box"
    RELATED = "although the proctor may be related to the learner"
    POSTAL_CODE = "although the postal code looks wrong"
    PROCTOR = "although the proctor’s details need checking"
    NO_LENGTH = "although the end is not known"
    NUMBER = "although the appointment number looks incomplete"
    OTHER_KIND = "although this location is for other types"
    VOUCHER = "although the voucher was used before"
    VOUCHER_MAY_BE_USED = "although the voucher may have been used"
    PRICE = "although the price list says otherwise"
    FAR = "although it is more than a year ahead"
    NOT_COUNTED = "although free seats are not known"

    @property
    def in_spite_of(self) -> str:
        """The words behind “although”."""
        return self.removeprefix(ALTHOUGH)


@dataclass(frozen=True, slots=True)
class BookingWarning:
    """One warning; `although` is None for what holds the booking back anyway, and for what only
    says how an answer was read, or how much is known.
    """

    line: SummaryLine
    text: str
    although: Although | None = None
    counts: str = ""  # what it counts: the same warning, however many there are by now
    kept: str = ""  # as the record has it, where the text names another learner
    is_note: bool = False  # how an answer was read: it speaks against nothing

    @property
    def recorded(self) -> str:
        """The text that goes into the record."""
        return self.kept or self.text

    @property
    def known_by(self) -> str:
        """What two readings of the same warning have in common."""
        return self.counts or self.text


# What can't be taken back, or is a booking that nobody can sit: a press waits until it can be read.
GRAVE = {
    *(Although.MISTYPED, Although.ZONE, Although.CLOSED, Although.CLOSES, Although.FULL),
    *(Although.EMPTIED, Although.SLOT_USED, Although.NUMBER_USED, Although.THREAD_USED),
}


def recorded(warnings: Iterable[BookingWarning]) -> tuple[str, ...]:
    """Their texts as the record keeps them; how a time was read speaks against nothing."""
    return tuple(one.recorded for one in warnings if not one.is_note)


def although(warnings: Iterable[BookingWarning]) -> str:
    """The words for them, the gravest first; "" where there is none."""
    against = {one.although for one in warnings}
    said = [one.in_spite_of for one in Although if one in against]
    if len(said) > MOST_NAMED:
        said[MOST_NAMED - 1 :] = [MORE.format(count=len(said) - MOST_NAMED + 1)]
    *others, last = said or [""]
    return f"{ALTHOUGH}{AND.join(filter(None, (', '.join(others), last)))}" if last else ""


def is_grave(warnings: Iterable[BookingWarning]) -> bool:
    """Whether any of them is."""
    return not GRAVE.isdisjoint(one.although for one in warnings)
