"""What is right to say of a request that was accepted: booked, moved, cancelled, or otherwise."""

from __future__ import annotations

from scheduling.booking.comparison.asked_and_stored import Pair
from scheduling.booking.outcome_panel import accepted_sentences, request_words
from scheduling.booking.outcome_panel.parts import Tone
from tests.support.panel_states.state_case import (
    ASKED,
    BY_HAND,
    DECISION,
    LOOK_THERE,
    OTHER,
    READ_BACK,
    SETTLED,
    START,
    STORED,
    Case,
)

FOUND_OUT = request_words.FOUND_OUT.format(when=SETTLED)
DIFFERENCE = {"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}
PAIRS = (
    Pair(
        "Start",
        "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)",
        "Wednesday, January 20, 2027, 9:30 AM CST (15:30 UTC)",
        differs=True,
    ),
)
GAVE_A_START, GAVE_A_PRICE = (
    f"SmarterProctoring’s answer gave {what}. That can’t be read."
    for what in ("the start as “12/01/2026 9:30 AM”", "the price as “-5”")
)
ACCEPTED_REQUESTS = {
    "booked": Case(
        state="accepted",
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.BOOKED,
        fact=STORED,
        is_read_aloud=True,
    ),
    "moved, as was read back": Case(
        action="reschedule",
        state="accepted",
        attempt=READ_BACK,
        status="In-Progress",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.MOVED,
        fact=STORED,
        notes=(FOUND_OUT,),
        is_read_aloud=True,
    ),
    "booked, and over": Case(
        state="accepted",
        status="Closed",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.BOOKED,
        fact=STORED,
    ),
    "booked, and no status shown": Case(
        state="accepted",
        status="",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SHOWS_NO_STATUS.format(title=accepted_sentences.ACCEPTED),
        fact=STORED,
        lines=(accepted_sentences.NO_STATUS, LOOK_THERE),
    ),
    "booked, and neither status nor start shown": Case(
        state="accepted",
        status="",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.DID_NOT_SAY_WHEN.format(title=accepted_sentences.ACCEPTED),
        fact=ASKED,
        lines=(accepted_sentences.AS_ASKED, accepted_sentences.NO_STATUS),
    ),
    "booked, with a start that can’t be read": Case(
        state="accepted",
        attempt={"reason": GAVE_A_START, "given_unreadably": ["start"]},
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.GAVE_NO_READABLE_START.format(title="Booked"),
        fact=ASKED,
        lines=(GAVE_A_START, accepted_sentences.AS_ASKED),
    ),
    "booked, with a price that can’t be read": Case(
        state="accepted",
        attempt={"reason": GAVE_A_PRICE},
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.BOOKED,
        fact=STORED,
        lines=(GAVE_A_PRICE,),
        is_read_aloud=True,
    ),
    "booked, and no start shown": Case(
        state="accepted",
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.DID_NOT_SAY_WHEN.format(title="Booked"),
        fact=ASKED,
        lines=(accepted_sentences.AS_ASKED,),
    ),
    "booked without a start": Case(
        state="accepted",
        attempt={"asked": {"type": "smarter-scheduling"}},
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.ACCEPTED,
        title=accepted_sentences.BOOKED,
        is_read_aloud=True,
    ),
    "booked, and moved past the portal": Case(
        state="accepted",
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SHOWS_ANOTHER.format(title=accepted_sentences.ACCEPTED),
        fact=("", OTHER),
        lines=(accepted_sentences.DO_NOT_TELL["schedule"],),
        pairs=PAIRS,
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE,
        about_differences=accepted_sentences.WHICH_IS_RIGHT,
    ),
    "pending": Case(
        state="accepted",
        status="pending-approval",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SAYS.format(
            title=accepted_sentences.ACCEPTED, status="Pending approval"
        ),
        fact=STORED,
        lines=(accepted_sentences.DO_NOT_TELL["schedule"],),
    ),
    "denied": Case(
        state="accepted",
        status="Approval Denied",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SAYS.format(
            title=accepted_sentences.ACCEPTED, status="Approval denied"
        ),
        fact=STORED,
        lines=(accepted_sentences.DO_NOT_TELL["schedule"],),
    ),
    "accepted, with a status nobody knows": Case(
        action="reschedule",
        state="accepted",
        status="Awaiting Provider",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SAYS.format(
            title=accepted_sentences.ACCEPTED, status="Awaiting Provider"
        ),
        fact=STORED,
        lines=(accepted_sentences.DO_NOT_TELL["reschedule"],),
    ),
    "stored otherwise": Case(
        state="accepted",
        attempt={"differences": [DIFFERENCE]},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_AS_ASKED.format(title="Booked", who="Ana Ruiz"),
        fact=("", OTHER),
        pairs=PAIRS,
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE,
        about_differences=accepted_sentences.WHICH_IS_RIGHT,
    ),
    "stored otherwise, and shown as asked since": Case(
        state="accepted",
        attempt={"differences": [DIFFERENCE]},
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.BOOKED,
        fact=("", START),
        lines=(accepted_sentences.AS_ASKED_SINCE,),
        is_read_aloud=True,
    ),
    "stored otherwise, and settled as asked": Case(
        action="reschedule",
        state="accepted",
        attempt=BY_HAND | {"differences": [DIFFERENCE], "cause": "decided-yes"},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_AS_ASKED.format(
            title=accepted_sentences.SETTLED_AS["reschedule"], who="Ana Ruiz"
        ),
        fact=("", OTHER),
        lines=(DECISION,),
        pairs=PAIRS,
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE,
        about_differences=accepted_sentences.WHICH_IS_RIGHT,
    ),
    "stored otherwise, and settled so": Case(
        action="reschedule",
        state="accepted",
        attempt=BY_HAND | {"differences": [DIFFERENCE], "cause": "decided-otherwise"},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_AS_ASKED.format(
            title=accepted_sentences.SETTLED_AS["reschedule"], who="Ana Ruiz"
        ),
        fact=("", OTHER),
        lines=(DECISION,),
        pairs=PAIRS,
        about_pairs=accepted_sentences.STORED_SOMETHING_ELSE,
        about_differences=accepted_sentences.DECIDED.format(
            who="Ingrid Sato", stored=", Wednesday, January 20, 2027, 9:30 AM CST (15:30 UTC)"
        ),
        is_read_aloud=True,
    ),
    "settled as booked": Case(
        state="accepted",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.SETTLED_AS["schedule"],
        fact=STORED,
        lines=(DECISION,),
        is_read_aloud=True,
    ),
    "settled as booked, and not shown": Case(
        state="accepted",
        attempt=BY_HAND,
        status="",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SHOWS_NONE.format(title=accepted_sentences.SETTLED_AS["schedule"]),
        fact=STORED,
        lines=(accepted_sentences.DO_NOT_TELL["schedule"], DECISION),
    ),
    "settled as booked, and shown as not": Case(
        state="accepted",
        attempt=BY_HAND,
        status="Needs Proctor",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SAYS.format(
            title=accepted_sentences.SETTLED_AS["schedule"], status="Needs proctor"
        ),
        lines=(accepted_sentences.DO_NOT_TELL["schedule"], DECISION),
    ),
    "forgotten": Case(
        state="accepted",
        status="",
        session={"appointment_at": None, "refreshed_at": None},
        tone=Tone.UNKNOWN,
        title=accepted_sentences.NOT_KNOWN_THERE,
        lines=(
            accepted_sentences.STARTED_AFRESH.format(
                who="Ana Ruiz",
                asked=", Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC),",
            ),
        ),
    ),
    "cancelled": Case(
        action="cancel",
        state="accepted",
        status="canceled",
        tone=Tone.ACCEPTED,
        title=accepted_sentences.CANCELLED,
        fact=(accepted_sentences.WAS_BOOKED_FOR, START),
        lines=(accepted_sentences.BOOKABLE_AGAIN,),
        is_read_aloud=True,
    ),
    "cancelled, and shown as not": Case(
        action="cancel",
        state="accepted",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SAYS.format(
            title=accepted_sentences.SETTLED_AS["cancel"], status="Scheduled"
        ),
        lines=(accepted_sentences.LOOK_FIRST, DECISION),
    ),
    "cancelled by hand, and not shown": Case(
        action="cancel",
        state="accepted",
        attempt=BY_HAND,
        status="",
        tone=Tone.UNKNOWN,
        title=accepted_sentences.SHOWS_NONE.format(title=accepted_sentences.SETTLED_AS["cancel"]),
        lines=(accepted_sentences.LOOK_FIRST, DECISION),
    ),
}
