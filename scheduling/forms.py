"""The form that books an exam session: one class, composed for each session type from its groups.

The view's way with it::

    form = schedule_form(wire_name, data=request.POST, options=options)
    if form.is_valid():
        command = form.to_command(actor=actor, address=address)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.safestring import SafeString

from scheduling import code_lists, session_types
from scheduling.appointment import Appointment, read_appointment
from scheduling.booking_preview import Preview, preview_of
from scheduling.card_numbers import remove_card_numbers
from scheduling.commands import Actor, ScheduleSession, SessionAddress
from scheduling.fields import Answer, read_uuid
from scheduling.form_answers import HIDDEN, Answers, read_answers
from scheduling.form_layout import Section, sections_of
from scheduling.form_options import Choice as Choice
from scheduling.form_options import FormOptions
from scheduling.proctoring_api.wire import form_name

_MOST_PROVIDER_ERRORS = 12
_LONGEST_PROVIDER_ERROR = 300
_CARD_NUMBER = (
    "Remove the card number: none may be entered here. It has been taken out; check the rest, then book again."
)
_STRAY_CARD_NUMBER = (
    "Remove the card number: one was sent in a field that is not shown. It has been taken out. Book again."
)
_TOO_MUCH = "This is more than the form can carry. Shorten the longest texts, then book again."
_NO_ATTEMPT = (
    "Nothing was sent: the form had lost its own number. It has a new one now; check the answers, then book again."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the list above the form; `target` is the id of the control it is about, or ''."""

    text: str
    target: str = ""


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


class ScheduleForm(forms.Form):
    """One type's fields with the answers given so far. Build it with `schedule_form`."""

    def __init__(
        self,
        session_type: type[session_types.SessionType],
        answers: Answers | None,
        options: FormOptions,
        initial: Mapping[str, Any],
        *,
        bound: bool,
    ) -> None:
        self.session_type, self.options = session_type, options
        self.answers = answers or Answers(values={name: str(value) for name, value in initial.items()})
        values = self.answers.values
        if "currency" in session_types.fields_of(session_type) and (answers is None or not bound):
            values.setdefault("currency", options.currency)
        super().__init__(data=values if answers is not None and bound else None, initial=values)
        self.fields = session_types.fields_of(session_type)
        self.posted_attempt = read_uuid(values.get("attempt_id", ""))
        self.attempt_id: UUID = self.posted_attempt or uuid4()
        self.appointment: Appointment | None = None

    # Cleaning

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self._settle_currency(cleaned)
        self._settle_time(cleaned)
        for group in self.session_type.groups:
            for name, fault in group.rule(cleaned).items():
                self.add_error(name, fault)
        self._refuse_card_numbers()
        if self.answers.too_much:
            self.add_error(None, _TOO_MUCH)
        if self.posted_attempt is None:
            self.add_error(None, _NO_ATTEMPT)
        return cleaned

    def _settle_currency(self, cleaned: dict[str, Any]) -> None:
        """The install's currency stands in the form from the start: without an amount it asks nothing."""
        if cleaned.get("amount", "") is None and cleaned.get("currency") == self.options.currency:
            cleaned["currency"] = ""

    def _settle_time(self, cleaned: dict[str, Any]) -> None:
        """Turns the wall time into its instant, or says why it is none."""
        cleaned["time_zone"] = cleaned.get("time_zone") or self.default_zone
        wall = cleaned.get("appointment_date_time")
        if wall is None or "time_zone" in self.errors:
            return
        fold = self.answers.values.get("time_fold", "")
        self.appointment = read_appointment(wall, cleaned["time_zone"], fold)
        cleaned["appointment_date_time"] = self.appointment.instant
        if self.appointment.problem:
            self.add_error("appointment_date_time", self.appointment.problem)

    def _refuse_card_numbers(self) -> None:
        for name in self.answers.card_numbers_in & self.fields.keys():
            self.errors.pop(name, None)
            self.add_error(name, _CARD_NUMBER)
        if self.answers.card_numbers_in - self.fields.keys():
            self.add_error(None, _STRAY_CARD_NUMBER)

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named: the location's, or the install's."""
        sid = self.value_of("proctor_location_sid").strip() if "proctor_location_sid" in self.fields else ""
        zones = {choice.sid: choice.time_zone for choice in self.options.locations}
        return zones.get(sid) or self.options.time_zone

    # What comes of it

    def to_command(self, *, actor: Actor, address: SessionAddress) -> ScheduleSession:
        """The command of a valid form: only what this type has fields for, blank where nothing was asked."""
        asked = {field.name for field in fields(ScheduleSession)} & self.cleaned_data.keys()
        return ScheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            **{name: self.cleaned_data[name] for name in asked},
        )

    def add_provider_errors(
        self,
        field_errors: Mapping[str, Sequence[str]],
        message: str = "",
        *,
        keep_card_token: bool = False,
    ) -> None:
        """Shows a provider's refusal: each fault at its field, the rest on top. API names in.

        The card token is forgotten, because it may be used up, unless the caller knows that it is not.
        """
        if not keep_card_token:
            self.forget_card_token()
        if message:
            self.add_error(None, _plain(message))
        rows = [(form_name(name), text) for name, texts in field_errors.items() for text in texts]
        for name, text in rows[:_MOST_PROVIDER_ERRORS]:
            self.add_error(name if name in self.fields else None, _plain(text))
        if len(rows) > _MOST_PROVIDER_ERRORS:
            self.add_error(None, f"The provider named {len(rows) - _MOST_PROVIDER_ERRORS} more faults.")

    def forget_card_token(self) -> None:
        """A token pays once: it is not shown again."""
        self.answers.values.pop("card_token", None)

    def renew_attempt(self) -> None:
        """The next click on Book is a new attempt."""
        self.attempt_id = uuid4()

    # What the templates show

    def value_of(self, name: str) -> str:
        """The answer as it was given, '' when there is none."""
        return self.answers.values.get(name, "")

    @cached_property
    def sections(self) -> list[Section]:
        return sections_of(self)

    @cached_property
    def parked(self) -> dict[str, str]:
        """Answers of other types that travel along hidden, so that going back brings them back."""
        left_out = {*self.fields, *HIDDEN, "card_token"}
        return {name: text for name, text in self.answers.values.items() if text and name not in left_out}

    @cached_property
    def faults(self) -> list[Fault]:
        """The list above the form: what belongs to no field first, then by field as shown."""
        if not self.is_bound:
            return []
        top = [Fault(text) for text in self.errors.get(NON_FIELD_ERRORS, ())]
        return top + [
            Fault(text if text == field.error_messages["required"] else f"{field.label}: {text}", f"id_{name}")
            for name, field in self.fields.items()
            for text in self.errors.get(name, ())
        ]

    @cached_property
    def preview(self) -> Preview:
        """What is about to be booked, as far as the answers can be read already."""
        return preview_of(self)

    @property
    def demands_a_time(self) -> bool:
        return "appointment_date_time" in self.session_type.must()

    @property
    def zone_suggestions(self) -> SafeString:
        return code_lists.zone_suggestions()

    @property
    def locale_suggestions(self) -> SafeString:
        return code_lists.locale_suggestions()

    def readable(self, name: str) -> Any:
        """The value of an answer that can be read, and None otherwise. Never raises, never demands."""
        field: Answer | None = self.fields.get(name)
        try:
            return field.to_python(self.value_of(name)) if field else None
        except ValidationError:
            return None


def _plain(text: object) -> str:
    """Foreign text as one short printable line without card numbers."""
    line = " ".join(remove_card_numbers(str(text)[:2000]).split())
    line = "".join(char for char in line if unicodedata.category(char)[0] != "C")
    return line if len(line) <= _LONGEST_PROVIDER_ERROR else f"{line[:_LONGEST_PROVIDER_ERROR]}…"
