"""The form that books an exam session: one class, composed for each session type from its groups.

The view's way with it::

    form = schedule_form(wire_name, data=request.POST, options=options)
    if form.is_valid():
        command = form.to_command(actor=actor, address=address)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from scheduling import wall_time
from scheduling.booking_rules import Price
from scheduling.commands import Actor, ScheduleSession, SessionAddress
from scheduling.forms import defaults
from scheduling.forms.answers import (
    GOES_ALONG,
    HIDDEN,
    TOKEN_GONE,
    Answers,
    known_fields,
    may_be_kept,
    read_answers,
)
from scheduling.forms.base import AnswerForm
from scheduling.forms.options import Choice as Choice
from scheduling.forms.options import FormOptions
from scheduling.forms.preview import Preview, preview_of
from scheduling.session_types import registry, rule_validation

TOKEN, VOUCHER = "card_token", "voucher_code"
NOT_KEPT = "The card token was not kept; enter it again."
VOUCHER_NOT_KEPT = "The voucher code was not kept; enter it again."


def requested_type(data: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The wire name asked for: a type just clicked, the body's, the address's;
    '' when there is none.
    """
    for source, name in ((data, "change_type"), (data, "session_type"), (query, "type")):
        wire_name = str(source.get(name) or "").strip().lower()
        if wire_name:
            return wire_name
    return ""


def schedule_form(
    session_type: str,
    *,
    data: Mapping[str, Any] | None = None,
    options: FormOptions,
    switching: bool = False,
    take_price: bool = False,
) -> ScheduleForm:
    """The form of one type. Raises UnknownSessionType.

    With `data` it is validated; with `switching` too, it only shows the answers again, whatever
    they are; with `take_price` as well, it takes its amount from the price list. Answers that this
    type has no field for are kept as hidden inputs.
    """
    answers = read_answers(data) if data is not None else None
    form = ScheduleForm(registry.get(session_type), answers, options, bound=not switching)
    if take_price:
        defaults.take_price(form.answers.values, form.session_type, options)
        form.focus = "amount"
    return form


class ScheduleForm(AnswerForm):
    """One type's fields with the answers given so far. Build it with `schedule_form`."""

    not_told: frozenset[str] = (
        frozenset()
    )  # answers that may stand in the form, and were not sent along
    told_of: frozenset[str] = frozenset()  # of these, those that are said to stand there
    left_out: frozenset[str] = frozenset()  # what was typed into a draft and could not be kept
    name = "schedule"
    again = "book again"
    undone = "Not booked"
    goes_along = GOES_ALONG

    @staticmethod
    @cache
    def may_be_kept() -> dict[str, bool]:
        """Every name that the form of some type sends → whether a draft may hold it."""
        return may_be_kept(known_fields())

    def __init__(
        self,
        session_type: type[registry.SessionType],
        answers: Answers | None,
        options: FormOptions,
        *,
        bound: bool,
    ) -> None:
        self.session_type = session_type
        is_sent = answers is not None and bound
        answers = answers or Answers()
        if not is_sent:
            defaults.change_type(answers.values, session_type, options)
        demanded = rule_validation.demanded(session_type, options.rules)
        asks = registry.stricter(session_type, demanded)
        super().__init__(asks, options, answers, bound=is_sent)

    def clean(self) -> dict[str, Any]:
        self._settle_currency(self.cleaned_data)
        return super().clean()

    def _settle_currency(self, cleaned: dict[str, Any]) -> None:
        """A currency stands in the form from the start:
        without an amount it asks nothing, unless it is demanded.
        """
        if cleaned.get("amount", "") is not None or "currency" in self.asks.must():
            return
        if cleaned.get("currency") == defaults.own_currency(self.session_type, self.options):
            cleaned["currency"] = ""

    def choices_for(self, name: str) -> Sequence[Choice]:
        """Of the locations only those of a kind that the type is for, and the one that was chosen
        all the same.
        """
        choices = super().choices_for(name)
        if name != "proctor_location_sid":
            return choices
        chosen = self.value_of(name)
        return [one for one in choices if self.session_type.fits(one.kind) or one.sid == chosen]

    def nothing_offered(self, name: str) -> str:
        return self.session_type.no_location() if name == "proctor_location_sid" else ""

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named:
        the location's, or the institution's.
        """
        sid = (
            self.value_of("proctor_location_sid").strip()
            if "proctor_location_sid" in self.fields
            else ""
        )
        zones = {choice.sid: choice.time_zone for choice in self.options.locations} if sid else {}
        named = zones.get(sid) or self.options.time_zone
        return wall_time.find_zone(named) or "UTC"

    def to_command(self, *, actor: Actor, address: SessionAddress) -> ScheduleSession:
        """The command of a valid form:
        only what this type has fields for, blank where nothing was asked.
        """
        return ScheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            described=self._described(),
            **self.answers_for(ScheduleSession),
        )

    def _described(self) -> str:
        """“Testing center seat, Duluth Testing Center”:
        the type, and the place or slot where its name is known.
        """
        named = [*self._name_of("proctor_location_sid"), *self._name_of("instructor_proctor_sid")]
        return ", ".join(dict.fromkeys([self.session_type.label, *named]))

    def _name_of(self, name: str) -> list[str]:
        sid = self.cleaned_data.get(name)
        known = super().choices_for(name) if sid else ()
        return [choice.label for choice in known if choice.sid == sid]

    @cached_property
    def parked(self) -> dict[str, str]:
        """Answers of other types that travel along hidden, so that going back brings them back."""
        left_out, preset = {*self.fields, *HIDDEN, TOKEN}, self.options.rules.preset()
        answers = self.answers.values.items()
        return {
            name: text
            for name, text in answers
            if (text or name in preset) and name not in left_out
        }

    @cached_property
    def price(self) -> Price | None:
        """What the institution's price list says of this exam session as this type."""
        return defaults.price_of(self.session_type, self.options)

    @cached_property
    def price_taken(self) -> str:
        """Amount and currency, where they stand as they were taken from the price list."""
        return self.value_of(defaults.TAKEN) if defaults.is_taken(self.answers.values) else ""

    @property
    def lacks_token(self) -> bool:
        """Whether a card token was typed once and is gone, and nothing else pays."""
        stands = (
            self.value_of(TOKEN).strip()
            or self.value_of("voucher_code").strip()
            or TOKEN in self.told_of
        )
        return bool(self.value_of(TOKEN_GONE)) and not stands

    @cached_property
    def token_gone(self) -> str:
        """The hidden word that a card token was typed and is not in the form that is shown."""
        typed = self.value_of(TOKEN_GONE) or (
            TOKEN not in self.fields and self.value_of(TOKEN).strip()
        )
        return (
            "yes" if typed and not (TOKEN in self.fields and self.value_of(TOKEN).strip()) else ""
        )

    @cached_property
    def remarks(self) -> dict[str, str]:
        told = {TOKEN: NOT_KEPT} if self.lacks_token and TOKEN in self.fields else {}
        if VOUCHER in self.left_out & self.fields.keys() and not self.value_of(VOUCHER):
            told[VOUCHER] = VOUCHER_NOT_KEPT
        return told

    @cached_property
    def help_texts(self) -> dict[str, str]:
        texts = rule_validation.help_texts(
            self.asks, self.options.rules.of(self.session_type.wire_name)
        )
        if self.price_taken:
            texts["amount"] = f"From the price list. {texts.get('amount', '')}".strip()
        return texts

    @cached_property
    def offers(self) -> dict[str, str]:
        """The list's price beside the amount, until it stands there.

        Filled in unasked, it might be charged unseen.
        """
        price = self.price
        stands = (self.readable("amount"), self.readable("currency"))
        return (
            {"amount": price.said}
            if price and price.amount and not price.is_met_by(*stands)
            else {}
        )

    @cached_property
    def preview(self) -> Preview:
        """What is about to be booked, as far as the answers can be read already."""
        return preview_of(self)
