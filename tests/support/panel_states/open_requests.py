"""What is right to say of a request that is on its way, being checked or undecided."""

from __future__ import annotations

from scheduling.booking.comparison.asked_and_stored import Pair
from scheduling.booking.outcome_panel import open_sentences, payment_sentences
from scheduling.booking.outcome_panel.parts import Tone
from tests.support.panel_states.state_case import ASKED, SAID, Case

ASKED_BY = open_sentences.ASKED_BY.format(when="5\u00a0minutes ago", who="Ana Ruiz")
FIRST_CHECK, _, TWICE, _ = open_sentences.CHECKS
OPEN = {"tone": Tone.UNKNOWN, "fact": ASKED, "notes": (FIRST_CHECK, ASKED_BY), "updates": True}
OPEN_REQUESTS = {
    "on its way": Case(
        state="sending",
        title=open_sentences.SENDING["schedule"],
        lines=(open_sentences.SENT_BY.format(when="5\u00a0minutes ago", who="Ana Ruiz"),),
        **OPEN | {"notes": ()},
    ),
    "being checked": Case(
        state="unconfirmed",
        attempt={"reason": SAID},
        title=open_sentences.NOT_KNOWN["schedule"],
        lines=(
            f"{SAID} {open_sentences.CHECKING}",
            open_sentences.NOTHING_TO_DO["schedule"],
        ),
        **OPEN,
    ),
    "being checked again": Case(
        action="reschedule",
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 2},
        title=open_sentences.NOT_KNOWN["reschedule"],
        lines=(
            f"{SAID} {open_sentences.CHECKING}",
            open_sentences.NOTHING_TO_DO["reschedule"],
        ),
        **OPEN | {"notes": (TWICE, ASKED_BY)},
    ),
    "being checked for longer than usual": Case(
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 6},
        title=open_sentences.NOT_KNOWN["schedule"],
        lines=(
            f"{SAID} {open_sentences.STILL_CHECKING}",
            open_sentences.NOTHING_TO_DO["schedule"],
        ),
        **OPEN | {"notes": ("Checked 6 times", ASKED_BY)},
    ),
    "being checked for long, with a card": Case(
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 12, "asked": {"cardToken": "…4242"}},
        title=f"{open_sentences.NOT_KNOWN['schedule']}. {payment_sentences.DO_NOT_PAY}",
        lines=(
            f"{SAID} {open_sentences.STILL_CHECKING}",
            open_sentences.NOTHING_TO_DO["schedule"],
        ),
        **OPEN | {"notes": ("Checked 12 times", ASKED_BY), "fact": None},
    ),
    "undecided": Case(
        action="cancel",
        state="unconfirmed",
        attempt={"reason": SAID, "needs_person": True},
        tone=Tone.UNKNOWN,
        title=open_sentences.CAN_T_TELL["cancel"],
        lines=(f"{SAID} {open_sentences.OTHERS_DECIDE.format(names='Ingrid Sato or Bo Li')}",),
        notes=(ASKED_BY,),
        pairs=(Pair("State", "Cancelled", "Needs proctor"),),
        about_pairs=open_sentences.LAST_CHECK,
    ),
}
