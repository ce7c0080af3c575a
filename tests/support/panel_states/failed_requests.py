"""What is right to say of a request that was not done, was refused or was never sent."""

from __future__ import annotations

from scheduling.booking.outcome_panel import (
    failed_sentences,
    payment_sentences,
    request_words,
)
from scheduling.booking.outcome_panel.parts import NextStep, Tone
from scheduling.models import TypeSwitch
from tests.support.panel_states.state_case import (
    BY_HAND,
    DECISION,
    LOOK_THERE,
    OTHER,
    READ_BACK,
    SETTLED,
    START,
    WHY,
    Case,
)

BY_CARD = {"asked": {"cardToken": "…4242"}, "card_fingerprint": "f" * 64}
SHOWN_AS_DENIED = request_words.SHOWS_IT_AS.format(status="Approval denied")
STANDS = (failed_sentences.IT_IS_BOOKED_FOR, START)
FAILED_REQUESTS = {
    "came to nothing": Case(
        state="not-applied",
        session={"appointment_at": None},
        attempt=READ_BACK,
        tone=Tone.REFUSED,
        title=failed_sentences.NOT_APPLIED["schedule"],
        lines=(
            failed_sentences.CHECKED["schedule"],
            failed_sentences.TRY_AGAIN["schedule"],
        ),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "came to nothing, by hand": Case(
        action="cancel",
        state="not-applied",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.REFUSED,
        title=failed_sentences.STILL_BOOKED.format(title=failed_sentences.NOT_APPLIED["cancel"]),
        fact=STANDS,
        lines=(DECISION, failed_sentences.TRY_AGAIN["cancel"]),
        is_read_aloud=True,
    ),
    "came to nothing, and nobody knows how it stands": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        status="Awaiting Provider",
        tone=Tone.UNKNOWN,
        title=request_words.SHOWS_IT_AS.format(status="Awaiting Provider"),
        lines=(failed_sentences.NOT_DONE_THEN["cancel"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, by hand, and nobody knows how it stands": Case(
        action="reschedule",
        state="not-applied",
        attempt=BY_HAND | {"stood_at": OTHER},
        status="Rescheduling",
        tone=Tone.UNKNOWN,
        title=request_words.SHOWS_IT_AS.format(status="Rescheduling"),
        lines=(
            failed_sentences.SETTLED_AS_NOT_DONE.format(
                settler="Ingrid Sato",
                whose="Ana Ruiz’s",
                why=request_words.BECAUSE.format(reason=WHY),
            ),
            LOOK_THERE,
        ),
    ),
    "not cancelled then, and needs a proctor now": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        tone=Tone.UNKNOWN,
        title=request_words.SHOWS_IT_AS.format(status="Needs proctor"),
        lines=(failed_sentences.NOT_DONE_THEN["cancel"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, and is denied": Case(
        state="not-applied",
        attempt=READ_BACK | {"asked": {"cardToken": "…4242"}},
        status="Approval Denied",
        tone=Tone.UNKNOWN,
        title=f"{SHOWN_AS_DENIED}. {payment_sentences.MAY_BE_PAID}",
        lines=(failed_sentences.NOT_DONE_THEN["schedule"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, and no status is shown": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        status="",
        tone=Tone.REFUSED,
        title=failed_sentences.NOT_APPLIED["cancel"],
        lines=(
            failed_sentences.CHECKED["cancel"],
            failed_sentences.TRY_AGAIN["cancel"],
        ),
    ),
    "booked after all": Case(
        state="not-applied",
        attempt=READ_BACK,
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=request_words.SHOWS_IT_AS.format(status="Scheduled"),
        lines=(
            failed_sentences.FOUND_LATER["schedule"].format(whose="Ana Ruiz’s"),
            request_words.CHECK_FIRST.format(what="the time below"),
        ),
    ),
    "moved after all": Case(
        action="reschedule",
        state="not-applied",
        attempt=BY_HAND | {"stood_at": OTHER},
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=failed_sentences.SHOWS_NEW_TIME,
        lines=(
            failed_sentences.SETTLED_AS_NOT_DONE.format(
                settler="Ingrid Sato",
                whose="Ana Ruiz’s",
                why=request_words.BECAUSE.format(reason=WHY),
            ),
            request_words.CHECK_FIRST.format(what="the time below"),
        ),
    ),
    "refused": Case(
        state="refused",
        attempt={"reason": "The time is taken."},
        tone=Tone.REFUSED,
        title=failed_sentences.REFUSED["schedule"],
        lines=(f"The time is taken. {failed_sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "its card refused": Case(
        state="refused",
        attempt=BY_CARD | {"cause": "refused-402", "reason": "The card was declined."},
        tone=Tone.REFUSED,
        title=f"{failed_sentences.REFUSED['schedule']}. {payment_sentences.CARD_REFUSED}",
        lines=("The card was declined.",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused with a card, for another reason": Case(
        state="refused",
        attempt=BY_CARD | {"cause": "refused-409", "reason": "The time is taken."},
        tone=Tone.REFUSED,
        title=f"{failed_sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_PAID}",
        lines=(f"The time is taken. {failed_sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused with a card, nobody knows why": Case(
        state="refused",
        attempt=BY_CARD | {"reason": "The card was declined."},
        tone=Tone.REFUSED,
        title=f"{failed_sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_PAID}",
        lines=(f"The card was declined. {failed_sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused as a card is, and paid by voucher": Case(
        state="refused",
        attempt={"asked": {"voucherCode": "…42"}, "cause": "refused-402"},
        tone=Tone.REFUSED,
        title=f"{failed_sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_USED}",
        lines=(failed_sentences.UNCHANGED,),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused, and stands as asked": Case(
        action="cancel",
        state="refused",
        attempt={"reason": "Too late."},
        status="Cancelled",
        tone=Tone.UNKNOWN,
        title=failed_sentences.STANDS_AS_ASKED["cancel"],
        lines=("Too late.", failed_sentences.MAY_BE_DONE["cancel"], LOOK_THERE),
    ),
    "not sent": Case(
        action="reschedule",
        state="unreachable",
        attempt={"reason": "Away."},
        status="Scheduled",
        tone=Tone.REFUSED,
        title=failed_sentences.STILL_BOOKED.format(title=failed_sentences.NOT_SENT["reschedule"]),
        fact=STANDS,
        lines=(f"Away. {failed_sentences.UNCHANGED}",),
        is_read_aloud=True,
    ),
    "a switch that stopped at its cancellation": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK | {"switch": TypeSwitch(pk=1, new_words="Automated")},
        status="Scheduled",
        tone=Tone.REFUSED,
        title=failed_sentences.STILL_BOOKED.format(
            title=failed_sentences.NOT_SWITCHED.format(new="Automated")
        ),
        fact=STANDS,
        lines=(failed_sentences.CHECKED["cancel"],),
        actions=(NextStep.SWITCH_AGAIN,),
        is_read_aloud=True,
    ),
    "a switch that stopped where no status is shown": Case(
        action="cancel",
        state="refused",
        attempt={"reason": "Too late.", "switch": TypeSwitch(pk=1, new_words="Automated")},
        status="",
        tone=Tone.REFUSED,
        title=failed_sentences.NOT_SWITCHED.format(new="Automated"),
        lines=(f"Too late. {failed_sentences.UNCHANGED}",),
        actions=(NextStep.SWITCH_AGAIN,),
    ),
}
