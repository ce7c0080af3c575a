"""Payment part of the booking form: the price list beside the amount, a card token that is never
shown twice, and a voucher that is not used twice unawares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property

from scheduling.booking.admission import hindrances, other_learners
from scheduling.booking.payments import FAILED_SENT
from scheduling.forms.booking import defaults
from scheduling.forms.booking.answers import (
    LAST_FOUR,
    PRICE_REASON,
    PRICE_REASON_FIELD,
    TOKEN_GONE,
    VOUCHER_TOLD,
    AnswerOffer,
)
from scheduling.forms.booking.rendering.section_plans import Plan
from scheduling.forms.booking.rendering.sections import SectionedForm
from scheduling.models import Attempt
from scheduling.price_list import PriceLine
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_types.registry import SessionType
from scheduling.spoken_time import say

CARD_TOKEN, VOUCHER = "card_token", "voucher_code"
TAKE_PRICE, TAKE_ACCOMMODATION = "take_price", "take_accommodation"
NOT_SENT = "not sent unless it is in the notes"
NO_REASON = "No reason given"  # of another price than the list's, by a program
NOT_KEPT = "The card was not kept; enter it again."
VOUCHER_NOT_KEPT = "The voucher code was not kept; enter it again."
VOUCHER_TAKEN_OUT = (
    "The voucher code was taken out: we can’t tell whether it was used. Ask SmarterProctoring"
    " before you enter it again."
)
VOUCHER_USED_BEFORE = (
    "This voucher was already used for {learner}. Nothing was sent. Use another voucher, or {again}"
    " to use this one again."
)


_FOUR = re.compile(r"[0-9]{4}", re.ASCII)


class PayableForm(SectionedForm):
    """A form of one session type, which may carry a price."""

    session_type: type[SessionType]
    # A preview's answers come without the card token: True where the browser says that one stands
    # in its field, False where it does not say so. None where every answer came along.
    token_in_browser: bool | None = None
    left_out: frozenset[str] = frozenset()  # what was typed into a draft and could not be kept
    missing_elsewhere: Sequence[str] = ()  # labels of what another form beside it still lacks

    def offer_price_reason(self) -> None:
        """Have a field for the reason of another price, where one is listed."""
        if self.listed_price:
            self.fields = self.fields | {PRICE_REASON: PRICE_REASON_FIELD}

    def names_of(self, plan: Plan) -> Sequence[str]:
        """The reason stands behind the amount and its currency."""
        names = list(super().names_of(plan))
        if "currency" in names and PRICE_REASON in self.fields:
            names.insert(names.index("currency") + 1, PRICE_REASON)
        return names

    @property
    def asks_price_reason(self) -> bool:
        """Whether an amount stands there that is not the list's."""
        price, amount, currency = self.listed_price, self.parsed("amount"), self.parsed("currency")
        is_entered = amount is not None and bool(currency)
        return bool(price and is_entered and not price.is_met_by(amount, currency))

    def _settle_price_reason(self, cleaned: dict[str, Any]) -> None:
        """Where none is given, that is recorded: the summary asked for it, and the button said that
        the price list says otherwise.
        """
        if PRICE_REASON not in self.fields:
            return
        if not self.asks_price_reason:
            self.errors.pop(PRICE_REASON, None)
            cleaned[PRICE_REASON] = ""
        elif PRICE_REASON not in self.errors and not cleaned.get(PRICE_REASON):
            cleaned[PRICE_REASON] = NO_REASON

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._settle_price_reason(cleaned)
        # The summary tells of it while people type, but only where a script runs.
        is_told = self.voucher_use_token == self.value_of(VOUCHER_TOLD)
        if self.voucher_use_token and not is_told and not hindrances.was_sent(self.posted_attempt):
            said = VOUCHER_USED_BEFORE.format(learner=self.voucher_user, again=self.retry_words)
            self.add_error(VOUCHER, f"{said} {self.voucher_used_by}")
        return cleaned

    def forget_voucher(self) -> None:
        """It went with a request that failed, and may be used up: it is not shown again, and its
        field says why.
        """
        self.answers.values.pop(VOUCHER, None)
        if VOUCHER in self.fields:  # the type may have changed since
            self.add_error(VOUCHER, VOUCHER_TAKEN_OUT)
        for read_before in ("voucher_use", "preview"):
            self.__dict__.pop(read_before, None)

    @cached_property
    def voucher_use(self) -> Attempt | None:
        """The request that its voucher went with before."""
        code = strip_unseen(self.value_of(VOUCHER)) if VOUCHER in self.fields else ""
        return self.options.voucher_use(code) if code else None

    @property
    def voucher_user(self) -> str:
        """“Ana Ruiz, CHEM 322 Final”: whom that request was about; "" where there is none."""
        return other_learners.named(self.voucher_use.session) if self.voucher_use else ""

    @property
    def voucher_used_by(self) -> str:
        """Who used or sent it, and when, on this form's clock; "" where nobody did."""
        used = self.voucher_use
        if used is None:
            return ""
        when = say(used.started_at, self.options.time_zone).dated
        done = "sent" if used.state in FAILED_SENT else "used"
        return f"It was {done} by {used.actor_name}, {when}."

    @property
    def voucher_use_token(self) -> str:
        """The hidden word that the page tells of an earlier use of the voucher, and of which; what
        is sent with it may use the voucher again. A request that is open reserves it, and one that
        failed holds nothing back: "".
        """
        used = self.voucher_use
        is_certain = used is not None and not used.is_open and used.state not in FAILED_SENT
        return str(used.attempt_id) if used and is_certain else ""

    @cached_property
    def listed_price(self) -> PriceLine | None:
        """What the institution's price list says of this exam session as this type."""
        return defaults.list_price(self.session_type, self.options)

    @cached_property
    def price_taken(self) -> str:
        """Amount and currency, where they stand as they were taken from the price list."""
        is_taken = defaults.is_list_price(self.answers.values)
        return self.value_of(defaults.PRICE_TAKEN) if is_taken else ""

    @property
    def is_card_typed_here(self) -> bool:
        """Whether its token was made by the page itself, from the card in Stripe's fields."""
        return LAST_FOUR in self.answers.values

    @property
    def card_last_four(self) -> str:
        """The last four digits of the card that the token was made of; "" where not told."""
        digits = self.value_of(LAST_FOUR) if self.value_of(CARD_TOKEN) else ""
        return digits if _FOUR.fullmatch(digits) else ""

    def ask_card_again(self, why: str) -> None:
        """Tell at the card's fields that a token was made in vain, and what became of it."""
        if self.is_card_typed_here and CARD_TOKEN in self.fields:
            self.add_error(CARD_TOKEN, why)

    def called_in_faults(self, name: str) -> str:
        """Where Stripe's fields stand, they and the box for a token are headed “Card”."""
        is_card = name == CARD_TOKEN and (self.card is not None or self.is_card_typed_here)
        return "Card" if is_card else super().called_in_faults(name)

    @property
    def has_card_token(self) -> bool:
        """Whether a card token stands in the form, as far as that is known here."""
        return bool(strip_unseen(self.value_of(CARD_TOKEN)) or self.token_in_browser)

    def is_answered(self, name: str) -> bool:
        """A currency stands there from the start: alone it answers nothing."""
        if name == CARD_TOKEN:
            return self.has_card_token
        asked = "amount" if name == "currency" else name
        return super().is_answered(asked)

    @property
    def has_voucher(self) -> bool:
        return bool(strip_unseen(self.value_of(VOUCHER)))

    @property
    def has_lost_token(self) -> bool:
        """Whether a card token was typed once and is gone, and nothing else pays."""
        return bool(self.value_of(TOKEN_GONE)) and not (self.has_card_token or self.has_voucher)

    @cached_property
    def token_gone(self) -> str:
        """The hidden word that a card token was typed and is not in the form that is shown."""
        is_typed = bool(strip_unseen(self.value_of(CARD_TOKEN)))
        is_shown = is_typed and CARD_TOKEN in self.fields
        return "yes" if (is_typed or self.value_of(TOKEN_GONE)) and not is_shown else ""

    @cached_property
    def remarks(self) -> dict[str, str]:
        """What to do about a card token or a voucher that is lost, by the name of its field."""
        lost = {CARD_TOKEN: NOT_KEPT} if self.has_lost_token and CARD_TOKEN in self.fields else {}
        if VOUCHER in self.left_out & self.fields.keys() and not self.value_of(VOUCHER):
            lost[VOUCHER] = VOUCHER_NOT_KEPT
        return lost

    @cached_property
    def offers(self) -> dict[str, AnswerOffer]:
        """The list's price beside the amount, and the accommodation beside the notes, until they
        stand there.

        Filled in unasked, the one might be charged and the other told unseen.
        """
        price, words = self.listed_price, self.options.accommodation.in_words
        entered = (self.parsed("amount"), self.parsed("currency"))
        found = {}
        if price and price.amount and not price.is_met_by(*entered):
            found["amount"] = AnswerOffer(
                price.in_words, "Price list", TAKE_PRICE, "Use this price"
            )
        if words and "notes" in self.fields and words not in self.value_of("notes"):
            button = (TAKE_ACCOMMODATION, "Add it to the notes")
            found["notes"] = AnswerOffer(words, "Accommodation", *button, note=NOT_SENT)
        return found
