"""The form that books an exam session: one class, composed for each session type from its groups.

The view's way with it::

    form = schedule_form(wire_name, data=request.POST, options=options)
    if form.is_valid():
        command = form.to_command(actor=actor, address=address)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from scheduling import prefilled, rule_checks, session_types, wall_time
from scheduling.answer_form import AnswerForm
from scheduling.booking_preview import Preview, preview_of
from scheduling.commands import Actor, ScheduleSession, SessionAddress
from scheduling.form_answers import HIDDEN, Answers, read_answers
from scheduling.form_options import Choice as Choice
from scheduling.form_options import FormOptions
from scheduling.house_rules import Price


def requested_type(data: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The wire name asked for: a type just clicked, the body's, the address's; '' when there is none."""
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
    initial: Mapping[str, Any] | None = None,
    switching: bool = False,
    take_price: bool = False,
    forget_card_token: bool = False,
) -> ScheduleForm:
    """The form of one type. Raises UnknownSessionType.

    With `data` it is validated; with `switching` too, it only shows the answers again, whatever they
    are; with `take_price` as well, it takes its amount from the price list. Answers that this type has no field
    for are kept as hidden inputs.
    """
    answers = read_answers(data) if data is not None else None
    form = ScheduleForm(session_types.get(session_type), answers, options, initial or {}, bound=not switching)
    if take_price:
        prefilled.take_price(form.answers.values, form.session_type, options)
        form.focus = "amount"
    if forget_card_token:
        form.forget_card_token()
    return form


class ScheduleForm(AnswerForm):
    """One type's fields with the answers given so far. Build it with `schedule_form`."""

    again = "book again"
    undone = "Not booked"

    def __init__(
        self,
        session_type: type[session_types.SessionType],
        answers: Answers | None,
        options: FormOptions,
        initial: Mapping[str, Any],
        *,
        bound: bool,
    ) -> None:
        self.session_type = session_type
        is_sent = answers is not None and bound
        answers = answers or Answers(values={name: str(value) for name, value in initial.items()})
        if not is_sent:
            prefilled.change_type(answers.values, session_type, options)
        demanded = rule_checks.demanded(session_type, options.rules)
        asks = session_types.stricter(session_type, demanded)
        super().__init__(asks, options, answers, bound=is_sent)

    def clean(self) -> dict[str, Any]:
        self._settle_currency(self.cleaned_data)
        return super().clean()

    def _settle_currency(self, cleaned: dict[str, Any]) -> None:
        """A currency stands in the form from the start: without an amount it asks nothing, unless it is demanded."""
        if cleaned.get("amount", "") is not None or "currency" in self.asks.must():
            return
        if cleaned.get("currency") == prefilled.own_currency(self.session_type, self.options):
            cleaned["currency"] = ""

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named: the location's, or the install's."""
        sid = self.value_of("proctor_location_sid").strip() if "proctor_location_sid" in self.fields else ""
        zones = {choice.sid: choice.time_zone for choice in self.options.locations}
        named = zones.get(sid) or self.options.time_zone
        return wall_time.find_zone(named) or "UTC"

    def to_command(self, *, actor: Actor, address: SessionAddress) -> ScheduleSession:
        """The command of a valid form: only what this type has fields for, blank where nothing was asked."""
        return ScheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            described=self._described(),
            **self.answers_for(ScheduleSession),
        )

    def _described(self) -> str:
        """“Testing center seat, Duluth Testing Center”: the type, and the place where it is known by name."""
        sid = self.cleaned_data.get("proctor_location_sid", "")
        places = [choice.label for choice in self.options.locations if choice.sid == sid]
        return ", ".join(dict.fromkeys([self.session_type.label, *places]))

    @cached_property
    def parked(self) -> dict[str, str]:
        """Answers of other types that travel along hidden, so that going back brings them back."""
        left_out, preset = {*self.fields, *HIDDEN, "card_token"}, self.options.rules.preset()
        answers = self.answers.values.items()
        return {name: text for name, text in answers if (text or name in preset) and name not in left_out}

    @cached_property
    def price(self) -> Price | None:
        """What the campus's price list says of this exam session as this type."""
        return prefilled.price_of(self.session_type, self.options)

    @cached_property
    def price_taken(self) -> str:
        """Amount and currency, where they stand as they were taken from the price list."""
        return self.value_of(prefilled.TAKEN) if prefilled.is_taken(self.answers.values) else ""

    @cached_property
    def help_texts(self) -> dict[str, str]:
        texts = rule_checks.help_texts(self.asks, self.options.rules.of(self.session_type.wire_name))
        if self.price_taken:
            texts["amount"] = f"From the price list. {texts.get('amount', '')}".strip()
        return texts

    @cached_property
    def offers(self) -> dict[str, str]:
        """The list's price beside the amount, until it stands there. Filled in unasked, it might be charged unseen."""
        price = self.price
        stands = (self.readable("amount"), self.readable("currency"))
        return {"amount": price.said} if price and price.amount and not price.is_met_by(*stands) else {}

    @cached_property
    def preview(self) -> Preview:
        """What is about to be booked, as far as the answers can be read already."""
        return preview_of(self)
