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

from scheduling import session_types, wall_time
from scheduling.answer_form import AnswerForm
from scheduling.booking_preview import Preview, preview_of
from scheduling.commands import Actor, ScheduleSession, SessionAddress
from scheduling.form_answers import HIDDEN, Answers, read_answers
from scheduling.form_options import Choice as Choice
from scheduling.form_options import FormOptions


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
    forget_card_token: bool = False,
) -> ScheduleForm:
    """The form of one type. Raises UnknownSessionType.

    With `data` it is validated; with `switching` too, it only shows the answers again, whatever they
    are. Answers that this type has no field for are kept as hidden inputs.
    """
    answers = read_answers(data) if data is not None else None
    form = ScheduleForm(session_types.get(session_type), answers, options, initial or {}, bound=not switching)
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
        if "currency" in session_types.fields_of(session_type) and not is_sent:
            answers.values.setdefault("currency", options.currency)
        super().__init__(session_type, options, answers, bound=is_sent)

    def clean(self) -> dict[str, Any]:
        self._settle_currency(self.cleaned_data)
        return super().clean()

    def _settle_currency(self, cleaned: dict[str, Any]) -> None:
        """The install's currency stands in the form from the start: without an amount it asks nothing."""
        if cleaned.get("amount", "") is None and cleaned.get("currency") == self.options.currency:
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
        left_out = {*self.fields, *HIDDEN, "card_token"}
        return {name: text for name, text in self.answers.values.items() if text and name not in left_out}

    @cached_property
    def preview(self) -> Preview:
        """What is about to be booked, as far as the answers can be read already."""
        return preview_of(self)
