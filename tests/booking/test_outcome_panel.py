"""What a session's page says of its newest request: one line of this table for each state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.booking.difference_words import Pair
from scheduling.booking.outcome_panel import payment_sentences, sentences
from scheduling.booking.outcome_panel.panel import panel_of, why_held_back
from scheduling.booking.outcome_panel.parts import NextStep, OutcomePanel, Reader, Tone
from scheduling.models import Attempt, ExamSession, Institution, TypeSwitch

START, OTHER = (datetime(2027, 1, day, 15, 30, tzinfo=UTC) for day in (14, 20))
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WHY = "Heard it on the telephone"
ANA, INGRID = 7, 8
SETTLED = "Thu, Nov 26, 6:00 AM CST"
BY_HAND = {
    "settled_how": "by-hand",
    "settled_by": "Ingrid Sato",
    "settled_at": NOW,
    "reason": WHY,
}
DECISION = sentences.SETTLED_BY.format(when=SETTLED, who="Ingrid Sato", reason=WHY)
FOUND_OUT = sentences.FOUND_OUT.format(when=SETTLED)
READ_BACK = {"settled_how": "read-back", "settled_by": "The portal", "settled_at": NOW}
DIFFERENCE = {"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}
PAIRS = (
    Pair(
        "Start",
        "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)",
        "Wednesday, January 20, 2027, 9:30 AM CST (15:30 UTC)",
        differs=True,
    ),
)
BY_CARD = {"asked": {"cardToken": "…4242"}, "card_fingerprint": "f" * 64}
SAID = "No answer came."
LOOK_THERE = sentences.CHECK_FIRST.format(what=sentences.SESSION_THERE)
GAVE_A_START, GAVE_A_PRICE = (
    f"SmarterProctoring’s answer gave {what}. That can’t be read."
    for what in ("the start as “12/01/2026 9:30 AM”", "the price as “-5”")
)
SHOWN_AS_DENIED = sentences.SHOWS_IT_AS.format(status="Approval denied")


def session(status: str, **facts: Any) -> ExamSession:
    usual = {
        "status": status,
        "session_type": "smarter-scheduling",
        "appointment_at": START,
        "refreshed_at": NOW,
    }
    institution = Institution(name="Northfield University", time_zone="America/Chicago")
    return ExamSession(institution=institution, **(usual | facts))


def attempt(action: str, state: str, **facts: Any) -> Attempt:
    """Ana Ruiz’s request's for the start that the session shows."""
    asked = {"type": "smarter-scheduling", "appointmentDateTime": START.isoformat()}
    usual = {
        "asked": {"cancellationMemo": "Ill"} if action == "cancel" else asked,
        "actor_id": ANA,
        "actor_name": "Ana Ruiz",
        "time_zone": "America/Chicago",
        "started_at": NOW - timedelta(minutes=5),
        "settled_how": "answer",
        "settled_at": NOW,
        "reason": "",
    }
    return Attempt(action=action, state=state, **(usual | facts))


def said_of(
    shown: ExamSession, request: Attempt, reader: Reader | None = None, **more: Any
) -> OutcomePanel:
    return panel_of(shown, request, reader=reader or Reader(user_id=INGRID), now=NOW, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request, what is shown of its session, and what is right to say."""

    action: str = "schedule"
    state: str
    attempt: dict[str, Any] = field(default_factory=dict)
    status: str = "Needs Proctor"
    session: dict[str, Any] = field(default_factory=dict)
    tone: Tone
    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fact: tuple[str, datetime] | None = None
    actions: tuple[NextStep, ...] = ()
    pairs: tuple[Pair, ...] = ()
    about_pairs: str = ""
    about_differences: str = ""
    updates: bool = False
    is_read_aloud: bool = False


ASKED, STORED = (sentences.ASKED_FOR, START), ("", START)
STANDS = (sentences.IT_IS_BOOKED_FOR, START)
ASKED_BY = sentences.ASKED_BY.format(when="5\u00a0minutes ago", who="Ana Ruiz")
FIRST_CHECK, _, TWICE, _ = sentences.CHECKS
OPEN = {"tone": Tone.UNKNOWN, "fact": ASKED, "notes": (FIRST_CHECK, ASKED_BY), "updates": True}
CASES = {
    "on its way": Case(
        state="sending",
        title=sentences.SENDING["schedule"],
        lines=(sentences.SENT_BY.format(when="5\u00a0minutes ago", who="Ana Ruiz"),),
        **OPEN | {"notes": ()},
    ),
    "being checked": Case(
        state="unconfirmed",
        attempt={"reason": SAID},
        title=sentences.NOT_KNOWN["schedule"],
        lines=(f"{SAID} {sentences.CHECKING}", sentences.NOTHING_TO_DO["schedule"]),
        **OPEN,
    ),
    "being checked again": Case(
        action="reschedule",
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 2},
        title=sentences.NOT_KNOWN["reschedule"],
        lines=(f"{SAID} {sentences.CHECKING}", sentences.NOTHING_TO_DO["reschedule"]),
        **OPEN | {"notes": (TWICE, ASKED_BY)},
    ),
    "being checked for longer than usual": Case(
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 6},
        title=sentences.NOT_KNOWN["schedule"],
        lines=(f"{SAID} {sentences.STILL_CHECKING}", sentences.NOTHING_TO_DO["schedule"]),
        **OPEN | {"notes": ("Checked 6 times", ASKED_BY)},
    ),
    "being checked for long, with a card": Case(
        state="unconfirmed",
        attempt={"reason": SAID, "checks": 12, "asked": {"cardToken": "…4242"}},
        title=f"{sentences.NOT_KNOWN['schedule']}. {payment_sentences.DO_NOT_PAY}",
        lines=(f"{SAID} {sentences.STILL_CHECKING}", sentences.NOTHING_TO_DO["schedule"]),
        **OPEN | {"notes": ("Checked 12 times", ASKED_BY), "fact": None},
    ),
    "undecided": Case(
        action="cancel",
        state="unconfirmed",
        attempt={"reason": SAID, "needs_person": True},
        tone=Tone.UNKNOWN,
        title=sentences.CAN_T_TELL["cancel"],
        lines=(f"{SAID} {sentences.OTHERS_DECIDE.format(names='Ingrid Sato or Bo Li')}",),
        notes=(ASKED_BY,),
        pairs=(Pair("State", "Cancelled", "Needs proctor"),),
        about_pairs=sentences.LAST_CHECK,
    ),
    "booked": Case(
        state="accepted",
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=sentences.BOOKED,
        fact=STORED,
        is_read_aloud=True,
    ),
    "moved, as was read back": Case(
        action="reschedule",
        state="accepted",
        attempt=READ_BACK,
        status="In-Progress",
        tone=Tone.ACCEPTED,
        title=sentences.MOVED,
        fact=STORED,
        notes=(FOUND_OUT,),
        is_read_aloud=True,
    ),
    "booked, and over": Case(
        state="accepted",
        status="Closed",
        tone=Tone.ACCEPTED,
        title=sentences.BOOKED,
        fact=STORED,
    ),
    "booked, and no status shown": Case(
        state="accepted",
        status="",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_NO_STATUS.format(title=sentences.ACCEPTED),
        fact=STORED,
        lines=(sentences.NO_STATUS, LOOK_THERE),
    ),
    "booked, and neither status nor start shown": Case(
        state="accepted",
        status="",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=sentences.DID_NOT_SAY_WHEN.format(title=sentences.ACCEPTED),
        fact=ASKED,
        lines=(sentences.AS_ASKED, sentences.NO_STATUS),
    ),
    "booked, with a start that can’t be read": Case(
        state="accepted",
        attempt={"reason": GAVE_A_START, "given_unreadably": ["start"]},
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=sentences.GAVE_NO_READABLE_START.format(title="Booked"),
        fact=ASKED,
        lines=(GAVE_A_START, sentences.AS_ASKED),
    ),
    "booked, with a price that can’t be read": Case(
        state="accepted",
        attempt={"reason": GAVE_A_PRICE},
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=sentences.BOOKED,
        fact=STORED,
        lines=(GAVE_A_PRICE,),
        is_read_aloud=True,
    ),
    "booked, and no start shown": Case(
        state="accepted",
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.UNKNOWN,
        title=sentences.DID_NOT_SAY_WHEN.format(title="Booked"),
        fact=ASKED,
        lines=(sentences.AS_ASKED,),
    ),
    "booked without a start": Case(
        state="accepted",
        attempt={"asked": {"type": "smarter-scheduling"}},
        status="Scheduled",
        session={"appointment_at": None},
        tone=Tone.ACCEPTED,
        title=sentences.BOOKED,
        is_read_aloud=True,
    ),
    "booked, and moved past the portal": Case(
        state="accepted",
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_ANOTHER.format(title=sentences.ACCEPTED),
        fact=("", OTHER),
        lines=(sentences.DO_NOT_TELL["schedule"],),
        pairs=PAIRS,
        about_pairs=sentences.STORED_SOMETHING_ELSE,
        about_differences=sentences.WHICH_IS_RIGHT,
    ),
    "pending": Case(
        state="accepted",
        status="pending-approval",
        tone=Tone.UNKNOWN,
        title=sentences.SAYS.format(title=sentences.ACCEPTED, status="Pending approval"),
        fact=STORED,
        lines=(sentences.DO_NOT_TELL["schedule"],),
    ),
    "denied": Case(
        state="accepted",
        status="Approval Denied",
        tone=Tone.UNKNOWN,
        title=sentences.SAYS.format(title=sentences.ACCEPTED, status="Approval denied"),
        fact=STORED,
        lines=(sentences.DO_NOT_TELL["schedule"],),
    ),
    "accepted, with a status nobody knows": Case(
        action="reschedule",
        state="accepted",
        status="Awaiting Provider",
        tone=Tone.UNKNOWN,
        title=sentences.SAYS.format(title=sentences.ACCEPTED, status="Awaiting Provider"),
        fact=STORED,
        lines=(sentences.DO_NOT_TELL["reschedule"],),
    ),
    "stored otherwise": Case(
        state="accepted",
        attempt={"differences": [DIFFERENCE]},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=sentences.NOT_AS_ASKED.format(title="Booked", who="Ana Ruiz"),
        fact=("", OTHER),
        pairs=PAIRS,
        about_pairs=sentences.STORED_SOMETHING_ELSE,
        about_differences=sentences.WHICH_IS_RIGHT,
    ),
    "stored otherwise, and shown as asked since": Case(
        state="accepted",
        attempt={"differences": [DIFFERENCE]},
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=sentences.BOOKED,
        fact=("", START),
        lines=(sentences.AS_ASKED_SINCE,),
        is_read_aloud=True,
    ),
    "stored otherwise, and settled as asked": Case(
        action="reschedule",
        state="accepted",
        attempt=BY_HAND | {"differences": [DIFFERENCE], "cause": "decided-yes"},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=sentences.NOT_AS_ASKED.format(
            title=sentences.SETTLED_AS["reschedule"], who="Ana Ruiz"
        ),
        fact=("", OTHER),
        lines=(DECISION,),
        pairs=PAIRS,
        about_pairs=sentences.STORED_SOMETHING_ELSE,
        about_differences=sentences.WHICH_IS_RIGHT,
    ),
    "stored otherwise, and settled so": Case(
        action="reschedule",
        state="accepted",
        attempt=BY_HAND | {"differences": [DIFFERENCE], "cause": "decided-otherwise"},
        status="Scheduled",
        session={"appointment_at": OTHER},
        tone=Tone.UNKNOWN,
        title=sentences.NOT_AS_ASKED.format(
            title=sentences.SETTLED_AS["reschedule"], who="Ana Ruiz"
        ),
        fact=("", OTHER),
        lines=(DECISION,),
        pairs=PAIRS,
        about_pairs=sentences.STORED_SOMETHING_ELSE,
        about_differences=sentences.DECIDED.format(
            who="Ingrid Sato", stored=", Wednesday, January 20, 2027, 9:30 AM CST (15:30 UTC)"
        ),
        is_read_aloud=True,
    ),
    "settled as booked": Case(
        state="accepted",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.ACCEPTED,
        title=sentences.SETTLED_AS["schedule"],
        fact=STORED,
        lines=(DECISION,),
        is_read_aloud=True,
    ),
    "settled as booked, and not shown": Case(
        state="accepted",
        attempt=BY_HAND,
        status="",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_NONE.format(title=sentences.SETTLED_AS["schedule"]),
        fact=STORED,
        lines=(sentences.DO_NOT_TELL["schedule"], DECISION),
    ),
    "settled as booked, and shown as not": Case(
        state="accepted",
        attempt=BY_HAND,
        status="Needs Proctor",
        tone=Tone.UNKNOWN,
        title=sentences.SAYS.format(title=sentences.SETTLED_AS["schedule"], status="Needs proctor"),
        lines=(sentences.DO_NOT_TELL["schedule"], DECISION),
    ),
    "forgotten": Case(
        state="accepted",
        status="",
        session={"appointment_at": None, "refreshed_at": None},
        tone=Tone.UNKNOWN,
        title=sentences.NOT_KNOWN_THERE,
        lines=(
            sentences.STARTED_AFRESH.format(
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
        title=sentences.CANCELLED,
        fact=(sentences.WAS_BOOKED_FOR, START),
        lines=(sentences.BOOKABLE_AGAIN,),
        is_read_aloud=True,
    ),
    "cancelled, and shown as not": Case(
        action="cancel",
        state="accepted",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=sentences.SAYS.format(title=sentences.SETTLED_AS["cancel"], status="Scheduled"),
        lines=(sentences.LOOK_FIRST, DECISION),
    ),
    "cancelled by hand, and not shown": Case(
        action="cancel",
        state="accepted",
        attempt=BY_HAND,
        status="",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_NONE.format(title=sentences.SETTLED_AS["cancel"]),
        lines=(sentences.LOOK_FIRST, DECISION),
    ),
    "came to nothing": Case(
        state="not-applied",
        attempt=READ_BACK,
        tone=Tone.REFUSED,
        title=sentences.NOT_APPLIED["schedule"],
        lines=(sentences.CHECKED["schedule"], sentences.TRY_AGAIN["schedule"]),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "came to nothing, by hand": Case(
        action="cancel",
        state="not-applied",
        attempt=BY_HAND,
        status="Scheduled",
        tone=Tone.REFUSED,
        title=sentences.STILL_BOOKED.format(title=sentences.NOT_APPLIED["cancel"]),
        fact=STANDS,
        lines=(DECISION, sentences.TRY_AGAIN["cancel"]),
        is_read_aloud=True,
    ),
    "came to nothing, and nobody knows how it stands": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        status="Awaiting Provider",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_IT_AS.format(status="Awaiting Provider"),
        lines=(sentences.NOT_DONE_THEN["cancel"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, by hand, and nobody knows how it stands": Case(
        action="reschedule",
        state="not-applied",
        attempt=BY_HAND | {"stood_at": OTHER},
        status="Rescheduling",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_IT_AS.format(status="Rescheduling"),
        lines=(
            sentences.SETTLED_AS_NOT_DONE.format(settler="Ingrid Sato", who="Ana Ruiz", reason=WHY),
            LOOK_THERE,
        ),
    ),
    "not cancelled then, and needs a proctor now": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_IT_AS.format(status="Needs proctor"),
        lines=(sentences.NOT_DONE_THEN["cancel"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, and is denied": Case(
        state="not-applied",
        attempt=READ_BACK | {"asked": {"cardToken": "…4242"}},
        status="Approval Denied",
        tone=Tone.UNKNOWN,
        title=f"{SHOWN_AS_DENIED}. {payment_sentences.MAY_BE_PAID}",
        lines=(sentences.NOT_DONE_THEN["schedule"].format(when=SETTLED), LOOK_THERE),
    ),
    "came to nothing, and no status is shown": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK,
        status="",
        tone=Tone.REFUSED,
        title=sentences.NOT_APPLIED["cancel"],
        lines=(sentences.CHECKED["cancel"], sentences.TRY_AGAIN["cancel"]),
    ),
    "booked after all": Case(
        state="not-applied",
        attempt=READ_BACK,
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_IT_AS.format(status="Scheduled"),
        lines=(
            sentences.FOUND_LATER["schedule"].format(who="Ana Ruiz"),
            sentences.CHECK_FIRST.format(what="the time below"),
        ),
    ),
    "moved after all": Case(
        action="reschedule",
        state="not-applied",
        attempt=BY_HAND | {"stood_at": OTHER},
        status="Scheduled",
        tone=Tone.UNKNOWN,
        title=sentences.SHOWS_NEW_TIME,
        lines=(
            sentences.SETTLED_AS_NOT_DONE.format(settler="Ingrid Sato", who="Ana Ruiz", reason=WHY),
            sentences.CHECK_FIRST.format(what="the time below"),
        ),
    ),
    "refused": Case(
        state="refused",
        attempt={"reason": "The time is taken."},
        tone=Tone.REFUSED,
        title=sentences.REFUSED["schedule"],
        lines=(f"The time is taken. {sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "its card refused": Case(
        state="refused",
        attempt=BY_CARD | {"cause": "refused-402", "reason": "The card was declined."},
        tone=Tone.REFUSED,
        title=f"{sentences.REFUSED['schedule']}. {payment_sentences.CARD_REFUSED}",
        lines=("The card was declined.",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused with a card, for another reason": Case(
        state="refused",
        attempt=BY_CARD | {"cause": "refused-409", "reason": "The time is taken."},
        tone=Tone.REFUSED,
        title=f"{sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_PAID}",
        lines=(f"The time is taken. {sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused with a card, nobody knows why": Case(
        state="refused",
        attempt=BY_CARD | {"reason": "The card was declined."},
        tone=Tone.REFUSED,
        title=f"{sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_PAID}",
        lines=(f"The card was declined. {sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "refused as a card is, and paid by voucher": Case(
        state="refused",
        attempt={"asked": {"voucherCode": "…42"}, "cause": "refused-402"},
        tone=Tone.REFUSED,
        title=f"{sentences.REFUSED['schedule']}. {payment_sentences.MAY_BE_USED}",
        lines=(f" {sentences.UNCHANGED}",),
        actions=(NextStep.BOOK_AGAIN,),
    ),
    "not sent": Case(
        action="reschedule",
        state="unreachable",
        attempt={"reason": "Away."},
        status="Scheduled",
        tone=Tone.REFUSED,
        title=sentences.STILL_BOOKED.format(title=sentences.NOT_SENT["reschedule"]),
        fact=STANDS,
        lines=(f"Away. {sentences.UNCHANGED}",),
        is_read_aloud=True,
    ),
    "a switch that stopped at its cancellation": Case(
        action="cancel",
        state="not-applied",
        attempt=READ_BACK | {"switch": TypeSwitch(pk=1, new_words="Automated")},
        status="Scheduled",
        tone=Tone.REFUSED,
        title=sentences.STILL_BOOKED.format(title=sentences.NOT_SWITCHED.format(new="Automated")),
        fact=STANDS,
        lines=(sentences.CHECKED["cancel"],),
        actions=(NextStep.SWITCH_AGAIN,),
        is_read_aloud=True,
    ),
    "a switch that stopped where no status is shown": Case(
        action="cancel",
        state="refused",
        attempt={"reason": "Too late.", "switch": TypeSwitch(pk=1, new_words="Automated")},
        status="",
        tone=Tone.REFUSED,
        title=sentences.NOT_SWITCHED.format(new="Automated"),
        lines=(f"Too late. {sentences.UNCHANGED}",),
        actions=(NextStep.SWITCH_AGAIN,),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_state_is_told_so(name: str) -> None:
    case = CASES[name]
    reader = Reader(user_id=INGRID, deciders=("Ingrid Sato", "Bo Li"))
    panel = said_of(
        session(case.status, **case.session),
        attempt(case.action, case.state, **case.attempt),
        reader,
    )
    told = {
        one: getattr(panel, one)
        for one in OutcomePanel.__slots__
        if one not in ("fact", "title", "tone")
    }
    assert (panel.tone, panel.title) == (case.tone, case.title)
    assert told == {one: getattr(case, one) for one in told}
    fact = panel.fact and (panel.fact.label, datetime.fromisoformat(panel.fact.at.iso))
    assert fact == case.fact


def test_every_state_of_a_request_has_its_line() -> None:
    assert {case.state for case in CASES.values()} == set(Attempt.State.values)


def test_who_asked_is_told_so() -> None:
    sent = attempt("schedule", "sending", started_at=NOW)
    told = said_of(session("Needs Proctor"), sent, Reader(user_id=ANA)).lines
    assert told == (sentences.SENT_BY.format(when="just now", who="you"),)


def test_somebody_without_an_account_is_nobody_s_you() -> None:
    sent = attempt("schedule", "sending", actor_id=None)
    [told] = said_of(session("Needs Proctor"), sent, Reader(user_id=None)).lines
    assert "by Ana Ruiz." in told


def test_whoever_may_settle_is_offered_to() -> None:
    waiting = attempt("schedule", "unconfirmed", reason=SAID, needs_person=True)
    panel = said_of(session(""), waiting, Reader(user_id=INGRID, may_settle=True))
    assert (panel.lines, panel.actions) == ((f"{SAID} {sentences.DECIDE}",), (NextStep.SETTLE,))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "tell an administrator."),
        (("Ingrid Sato",), "tell Ingrid Sato."),
        (("Ingrid Sato", "Bo Li", "Ida Ek", "Jo O"), "tell Ingrid Sato, Bo Li or Ida Ek."),
    ],
)
def test_who_decides_is_named(names: tuple[str, ...], said: str) -> None:
    waiting = attempt("schedule", "unconfirmed", needs_person=True)
    [told] = said_of(session(""), waiting, Reader(user_id=ANA, deciders=names)).lines
    assert said in told


def test_the_learner_s_new_session_is_a_step_away() -> None:
    done = attempt("cancel", "accepted")
    panel = said_of(session("Cancelled"), done, has_new_session=True)
    assert panel.actions == (NextStep.BOOK_AS_IT_WAS,)


@pytest.mark.parametrize(
    ("needs_person", "user_id", "said"),
    [
        (False, ANA, "Your request is still being checked."),
        (False, INGRID, "Ana Ruiz’s request is still being checked."),
        (False, None, "Ana Ruiz’s request is still being checked."),
        (True, ANA, "Your request needs a decision."),
        (True, INGRID, "Ana Ruiz’s request needs a decision."),
    ],
)
def test_an_open_request_holds_the_others_back_and_whose_it_is_is_told(
    needs_person: bool, user_id: int | None, said: str
) -> None:
    waiting = attempt("schedule", "unconfirmed", needs_person=needs_person)
    assert why_held_back(waiting, user_id) == said
