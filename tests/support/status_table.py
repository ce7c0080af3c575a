"""What is right of each status of the provider, known or not, place by place."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.booking.permitted_actions import (
    ALREADY_BOOKED,
    AWAITS_APPROVAL,
    CANCELLED,
    DENIED,
    FINISHED,
    NOTHING_BOOKED,
    UNKNOWN_STATUS,
)

THE_DAY = "Thursday, January 14, 2027"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What is right of a status, place by place."""

    mark: str
    word: str
    listed: str  # under which state the list of sessions counts it
    alone: str = ""  # and under which of those that this one is made of
    heading: str = THE_DAY
    no_booking: str = ""  # why it can't be booked, moved, cancelled; "" where it can
    no_move: str = ""
    no_cancel: str = ""
    holds_back: bool = True  # a second booking, where an earlier one was accepted here
    takes_seat: bool = False
    leads_to_successor: bool = False  # to the learner's new session
    yes: str  # what a 2xx that shows it becomes
    lost: str  # what a booking with a lost answer becomes, where it is shown beside what was asked
    fits: dict[str, str] | None = (
        None  # the answer by hand that fits instead of each, if it is left
    )
    confirms: bool = False  # an accepted booking is told as booked beside it
    is_read_aloud: bool = False


OVER = {"listed": "over", "heading": "Over", "yes": "unconfirmed", "lost": "a person"}
BOOKED = {
    "no_booking": ALREADY_BOOKED,
    "takes_seat": True,
    "yes": "accepted",
    "lost": "accepted",
    "confirms": True,
    "is_read_aloud": True,
}
UNDECIDED = {"yes": "", "otherwise": "", "no": ""}
NEEDS = Right(
    mark="needs",
    word="Needs proctor",
    listed="needs",
    heading="Need a proctor",
    no_move=NOTHING_BOOKED,
    no_cancel=NOTHING_BOOKED,
    holds_back=False,
    yes="unconfirmed",
    lost="not-applied",
)
IS_CANCELLED = Right(
    alone="cancelled",
    mark="cancelled",
    word="Cancelled",
    no_booking=CANCELLED,
    no_move=CANCELLED,
    no_cancel=CANCELLED,
    leads_to_successor=True,
    fits=UNDECIDED | {"yes": "otherwise"},
    **OVER,
)
IN_PROGRESS = Right(
    mark="running", word="In progress", listed="other", alone="in-progress", **BOOKED
)
SCHEDULED = Right(mark="scheduled", word="Scheduled", listed="scheduled", **BOOKED)
NOT_SHOWN = Right(
    mark="other",
    word="Status not shown",
    listed="other",
    alone="not-shown",
    yes="accepted",
    lost="a person",
    fits=UNDECIDED,
)


def nobody_knows(word: str) -> Right:
    return Right(
        mark="other",
        word=word,
        listed="other",
        alone="unknown",
        no_booking=UNKNOWN_STATUS.format(status=word),
        yes="accepted",
        lost="a person",
        fits=UNDECIDED,
    )


RIGHT = {
    "Needs Proctor": NEEDS,
    "NEEDS_PROCTOR": NEEDS,
    "Pending Approval": Right(
        mark="pending",
        word="Pending approval",
        listed="pending",
        no_booking=AWAITS_APPROVAL,
        yes="accepted",
        lost="accepted",
    ),
    "Approval Denied": Right(
        mark="refused",
        word="Approval denied",
        listed="other",
        alone="denied",
        no_booking=DENIED,
        yes="unconfirmed",
        lost="a person",
        fits=UNDECIDED | {"yes": "otherwise"},
    ),
    "Scheduled": SCHEDULED,
    " SCHEDULED\u00a0": SCHEDULED,
    "In Progress": IN_PROGRESS,
    "in-progress": IN_PROGRESS,
    "Processing": Right(
        mark="running", word="Processing", listed="other", alone="processing", **BOOKED
    ),
    "Incident": Right(
        mark="incident",
        word="Incident",
        listed="other",
        alone="incident",
        **(BOOKED | {"is_read_aloud": False}),  # nobody is asked to come to it
    ),
    "Closed": Right(
        mark="closed",
        word="Closed",
        alone="closed",
        no_booking=FINISHED,
        no_move=FINISHED,
        no_cancel=FINISHED,
        takes_seat=True,
        fits=UNDECIDED,
        confirms=True,
        **OVER,
    ),
    "Cancelled": IS_CANCELLED,
    "canceled": IS_CANCELLED,
    "Awaiting Provider": nobody_knows("Awaiting Provider"),
    "Rescheduled": nobody_knows("Rescheduled"),
    "": NOT_SHOWN,
    "\u200b": NOT_SHOWN,
}
