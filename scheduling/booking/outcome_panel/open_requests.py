"""Panels of a request that is open: being sent, being checked, or to be decided by a person; and
of one that can't be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from scheduling.booking.outcome_panel import open_sentences, payment_sentences
from scheduling.booking.outcome_panel.parts import NextStep, OutcomePanel, Tone
from scheduling.booking.outcome_panel.seen_request import SeenRequest
from scheduling.models import Attempt

MOST_NAMED = 3
USUAL, FEW = timedelta(minutes=1), 3  # after as long, and so many looks, it is no usual case


def sending(seen: SeenRequest) -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=open_sentences.SENDING[seen.action],
        fact=seen.asked_in_full,
        lines=(open_sentences.SENT_BY.format(when=seen.when, who=seen.who),),
        updates=True,
    )


def checking(seen: SeenRequest) -> OutcomePanel:
    checks = seen.attempt.checks
    checked = open_sentences.CHECKS[min(checks, len(open_sentences.CHECKS) - 1)].format(
        times=checks
    )
    is_long = seen.now - seen.attempt.started_at > USUAL and checks > FEW
    goes_on = open_sentences.STILL_CHECKING if is_long else open_sentences.CHECKING
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{open_sentences.NOT_KNOWN[seen.action]}{_payment(seen)}",
        fact=seen.asked_in_full,
        lines=(
            f"{seen.attempt.reason} {goes_on}",
            open_sentences.NOTHING_TO_DO[seen.action],
        ),
        notes=(checked, open_sentences.ASKED_BY.format(when=seen.when, who=seen.who)),
        updates=True,
    )


def undecided(seen: SeenRequest) -> OutcomePanel:
    may_settle = seen.reader.may_settle
    others = open_sentences.OTHERS_DECIDE.format(names=_any_of(seen.reader.deciders))
    what_now = open_sentences.DECIDE if may_settle else others
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=f"{open_sentences.CAN_T_TELL[seen.action]}{_payment(seen)}",
        fact=seen.asked_in_full,
        lines=(f"{seen.attempt.reason} {what_now}",),
        notes=(open_sentences.ASKED_BY.format(when=seen.when, who=seen.who),),
        pairs=seen.pairs_now,
        about_pairs=open_sentences.LAST_CHECK,
        actions=(NextStep.SETTLE,) if may_settle else (),
    )


def damaged() -> OutcomePanel:
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=open_sentences.DAMAGED,
        lines=(open_sentences.DAMAGED_HOW, open_sentences.DAMAGED_TELL),
    )


def _payment(seen: SeenRequest) -> str:
    """That belongs to the headline."""
    at_stake = payment_at_stake(seen.attempt)
    return f". {at_stake}" if at_stake else ""


def payment_at_stake(attempt: Attempt) -> str:
    """What an open request means for the payment that went with it; '' for none."""
    if attempt.asked.get("cardToken"):
        return payment_sentences.DO_NOT_PAY
    return payment_sentences.VOUCHER_KEPT if attempt.asked.get("voucherCode") else ""


def _any_of(names: Sequence[str]) -> str:
    """“Ana Ruiz, Tomas Okafor or Ingrid Sato”."""
    *most, last = names[:MOST_NAMED] or (open_sentences.SOMEBODY,)
    return f"{', '.join(most)} or {last}" if most else last
