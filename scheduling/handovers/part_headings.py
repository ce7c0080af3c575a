"""How the lists of a day sheet are told."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.handovers.day_sheet import DECIDE
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import TypeSwitch


@dataclass(frozen=True, slots=True)
class PartHeading:
    """How a list is told: its heading, what the moment beside a name is, and what it does not
    tell.
    """

    title: str
    moment: str = ""
    note: str = ""
    one: str = ""  # the heading of one alone, where that reads otherwise


TOLD = {
    HandoverPart.DECIDE: PartHeading(
        DECIDE,
        "asked",
        "Of any day. An administrator must decide; if you know what became of one, tell them.",
    ),
    HandoverPart.NOT_MOVED: PartHeading(
        "Not moved by a rescue",
        note="Their bookings are unchanged. Find other times on the rescue’s page. Today’s handover"
        " also has those of later days.",
    ),
    HandoverPart.UNCONFIRMED: PartHeading(
        "Being checked with SmarterProctoring", "asked", "Of any day. Nothing to do."
    ),
    HandoverPart.HALF_SWITCHED: PartHeading(
        TypeSwitch.HALF_DONE,
        "begun",
        "Of any day. The old booking is cancelled: press “Continue the switch” on the session’s"
        " page, or leave it cancelled and tell the learner.",
    ),
    HandoverPart.NOT_AS_ASKED: PartHeading(
        "Scheduled, not as asked",
        note="On this day or later. Call SmarterProctoring to confirm which is right before you"
        " tell the learner.",
    ),
    HandoverPart.INCIDENTS: PartHeading("Incidents", one="Incident"),
    HandoverPart.HERE: PartHeading(
        "Still here",
        "since",
        "Checked in here on this day, not checked out. Today’s handover also has who came before.",
    ),
    HandoverPart.OVERDUE: PartHeading("Should have ended, not closed", "end"),
    HandoverPart.NO_SHOWS: PartHeading(
        "No-shows",
        note="Marked here, or cancelled from here as a no-show. A mark cancels nothing.",
        one="No-show",
    ),
    HandoverPart.REFUNDS: PartHeading(
        "Refunds asked for",
        "cancelled",
        "Cancellations of this day, sent from here, that ask for the scheduling fees too. We"
        " can’t tell whether money was refunded.",
        one="Refund asked for",
    ),
    HandoverPart.OUTSIDE: PartHeading(
        "Changed outside, not reviewed",
        note="Check that the learner knows, then press “I have reviewed this” on the session’s"
        " page. Today’s handover also has those of other days.",
    ),
    HandoverPart.FIRST: PartHeading("First arrivals"),
    HandoverPart.SPECIAL: PartHeading("Special rooms and accommodations"),
}
