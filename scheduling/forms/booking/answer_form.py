"""Base class of the forms about an exam session: cleaning, errors, and answers that outlive a
refusal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.safestring import SafeString

from scheduling import country_lists, wall_time
from scheduling.card_numbers import remove_card_numbers
from scheduling.forms.booking.answers import NAMED_ON, WHEN, PostedAnswers
from scheduling.forms.booking.appointment import address_zones, named_days
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.appointment.halves_of_day import read_typed_appointment
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.payment.card_fields import CardWays
from scheduling.institutions.catalogue import NamedSid
from scheduling.opening_hours.hours_warnings import is_open_at
from scheduling.session_commands import SessionCommand
from scheduling.session_types import registry
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.code_fields import Sid
from scheduling.session_types.field_kinds import read_uuid
from scheduling.session_types.must_and_may import Questions
from scheduling.session_types.provider_names import form_name_of, in_our_words, label_of
from scheduling.time_zones.zone_names import words_for
from scheduling.time_zones.zone_regions import ZonesThere, zones_there

LOCATION = "proctor_location_sid"
_MOST_PROVIDER_ERRORS = 12
_LONGEST_PROVIDER_ERROR = 300
_CARD_NUMBER = "Do not enter card numbers. The number was removed; check the rest, then {again}."
_STRAY_CARD_NUMBER = "A card number was sent in a field that is not shown. It was removed. {Again}."
_TOO_MUCH = "The form is too long. Shorten the longest texts, then {again}."
OF_ANOTHER = "This is the SID of another institution’s location. Check which one it is."
_NO_ATTEMPT = "Nothing was sent: the form had expired. Check the answers, then {again}."


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error list above a form; `target` is the id of its control, or ''."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer to be taken with one click: what it is, where it is from, and the button's name
    and words; `note` says what comes of not taking it.
    """

    said: str
    source: str
    button: str
    words: str
    note: str = ""


class AnswerForm(forms.Form):
    """Django form over some `Questions`, with the answers given so far.

    A subclass makes its command of them in `to_command`.
    """

    name: ClassVar[str]  # of the form in its address
    # What to do after putting a fault right, as it reads in a sentence.
    retry_words: str = "send it again"
    undone: str = "Not sent"  # what did not happen, as a sentence begins
    # By field name: the institution's own words under it, an answer to be taken with one click, and
    # what to do about an answer though nothing was refused yet.
    help_texts: Mapping[str, str] = {}
    offers: Mapping[str, Offer] = {}
    remarks: Mapping[str, str] = {}
    provider_words = ""  # of a refusal, where its faults are told in ours
    no_show_doubt = ""  # what speaks against a no-show
    no_show_although = ""  # the same as the button says it
    fault_title = ""  # the headline of its errors, where the usual one does not say enough
    card: CardWays | None = None  # how a card is taken on the page; None for a box for its token
    focus = ""  # the name of the field to go on from
    goes_along: ClassVar[frozenset[str]] = frozenset()  # kept with a draft though nobody typed it
    kept_lists: ClassVar[frozenset[str]] = frozenset()  # names that have several answers
    kept_rows: ClassVar[tuple[str, ...]] = ()  # what begins the names of a row's fields

    def __init__(
        self,
        questions: type[Questions],
        options: FormOptions,
        answers: PostedAnswers,
        *,
        bound: bool,
    ) -> None:
        """Bound, the answers are checked; otherwise they are only shown, whatever they are."""
        self.questions, self.options, self.answers = questions, options, answers
        super().__init__(data=answers.values if bound else None, initial=answers.values)
        self.fields = registry.fields_of(questions)
        self.posted_attempt = read_uuid(answers.values.get("attempt_id", ""))
        self.attempt_id: UUID = self.posted_attempt or uuid4()
        self.appointment: Appointment | None = None
        self.how_read = ""  # the remark on how a time was read that was typed as text
        if WHEN in self.fields and named_days.is_typed_as_text(self.value_of(WHEN)):
            self.fields = self.fields | {WHEN: self.fields[WHEN].by(self._today_there)}
        if "time_zone" in self.fields and self.value_of("time_zone"):
            zone = self.fields["time_zone"].by(lambda: self.default_zone)
            self.fields = self.fields | {"time_zone": zone}

    def __getitem__(self, name: str) -> forms.BoundField:
        """Templates ask here first for whatever they read of a form. Django's KeyError lists all
        its fields each time.
        """
        if name not in self.fields:
            raise KeyError(name)
        return super().__getitem__(name)

    # Cleaning

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if "appointment_date_time" in self.fields:
            self._settle_time(cleaned)
        if (there := cleaned.get(LOCATION)) and self.is_of_another(there):
            self.add_error(LOCATION, OF_ANOTHER)
        for group in self.questions.groups:
            for name, fault in group.rule(cleaned).items():
                self.add_error(name, fault)
        self._refuse_card_numbers()
        if self.answers.too_much:
            self.add_error(None, self._in_own_words(_TOO_MUCH))
        if self.posted_attempt is None:
            self.add_error(None, self._in_own_words(_NO_ATTEMPT))
        return cleaned

    def is_of_another(self, location_sid: str) -> bool:
        """Whether it is another institution's; what is offered by name is not."""
        is_offered = any(one.sid == location_sid for one in self.options.locations)
        return not is_offered and self.options.of_another(location_sid)

    def _settle_time(self, cleaned: dict[str, Any]) -> None:
        """Turns the wall time into its instant, or says why it is none."""
        wall = cleaned.get("appointment_date_time")
        cleaned["time_zone"] = cleaned.get("time_zone") or self.meant_zone or self.default_zone
        if wall is None or "time_zone" in self.errors:
            return
        if not self.meant_zone:
            self._ask_for_the_zone()
            return
        self.appointment = self.read_time(cleaned["time_zone"])
        self._write_out(wall)
        cleaned["appointment_date_time"] = self.appointment.instant
        if self.appointment.problem:
            self.add_error("appointment_date_time", self.appointment.problem)

    def read_time(self, zone: str) -> Appointment:
        """What the time that stands there, and can be read, means in a zone."""
        typed, fold = self.fields[WHEN].typed(self.value_of(WHEN)), self.value_of("time_fold")
        return read_typed_appointment(typed, zone, fold, self._is_open_at)

    def _is_open_at(self, at: datetime) -> bool:
        """Whether the location that stands there is open then, as far as its hours are known."""
        sid = self.parsed(LOCATION) if LOCATION in self.fields else self.options.location_sid
        location = self.options.location_at(sid, at, self.options.sitting.minutes) if sid else None
        return location is not None and is_open_at(location, at)

    def _write_out(self, wall: datetime) -> None:
        """A time that was sent as text is kept as itself: “tomorrow” is another day tomorrow. It
        stays as it was typed while its half of the day is asked.
        """
        if not named_days.is_typed_as_text(self.value_of(WHEN)):
            return
        typed, meant = self.fields[WHEN].typed(self.value_of(WHEN)), self.appointment
        self.how_read = typed.remark
        if typed.later and meant.instant:
            local = meant.instant.astimezone(ZoneInfo(meant.zone))
            wall = local.replace(tzinfo=None, fold=0)
        if not meant.half_choices:
            self.answers.values[WHEN] = wall.isoformat(timespec="seconds")

    def _today_there(self) -> date:
        """The day from which a named one is counted: by the clocks that the time is meant by, when
        the page first told what it means, or else now.
        """
        zone = self.parsed("time_zone")
        if not zone and self.asks_by_address:  # `meant_zone` would ask for the time
            chosen = wall_time.find_zone(self.value_of("zone_choice"))
            zone = chosen or zones_there(*self.address, datetime.now()).proposed
        return named_days.day_in(zone or self.default_zone, self._told_at())

    def _told_at(self) -> datetime:
        told = named_days.time_of_token(self.value_of(NAMED_ON), self.value_of(WHEN))
        return told or datetime.now(UTC)

    @property
    def named_on(self) -> str:
        """What the page sends along with a time in words; '' where there is none."""
        return named_days.day_words_token(self.value_of(WHEN), self._told_at())

    @property
    def named_zone(self) -> str:
        """The zone that was typed, as it was understood."""
        zone = self.parsed("time_zone")
        return words_for(zone) if zone else ""

    def _ask_for_the_zone(self) -> None:
        """Unless the address, which would tell it, is being asked for anyway."""
        if self.errors.keys().isdisjoint(("country", "region")):
            self.add_error("time_zone", address_zones.question(self.zones_there, self.address))

    def _refuse_card_numbers(self) -> None:
        for name in self.answers.card_numbers_in & self.fields.keys():
            self.errors.pop(name, None)
            self.add_error(name, self._in_own_words(_CARD_NUMBER))
        if self.answers.card_numbers_in - self.fields.keys():
            self.add_error(None, self._in_own_words(_STRAY_CARD_NUMBER))

    def _in_own_words(self, text: str) -> str:
        return text.format(again=self.retry_words, Again=self.retry_words.capitalize())

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named."""
        return wall_time.find_stored_zone(self.options.time_zone) or "UTC"

    @property
    def asks_by_address(self) -> bool:
        """Whether the time is meant on the clocks of an address that is entered here."""
        if "country" not in self.fields or LOCATION in self.fields:
            return False
        return "country" in self.questions.must() or bool(self.value_of("country").strip())

    @cached_property
    def zones_there(self) -> ZonesThere:
        """The zones that the address has, as far as it can be read already."""
        wall = self.parsed("appointment_date_time") or datetime.now()
        return zones_there(*self.address, wall)

    @property
    def address(self) -> tuple[str, str]:
        """Country and state or region, as far as they can be read; blank where not."""
        return self.parsed("country") or "", self.parsed("region") or ""

    @property
    def zone_choices(self) -> dict[str, str]:
        """Zone → words: which clock may be meant at the address, where none is named."""
        if not self.asks_by_address or self.value_of("time_zone").strip():
            return {}
        return address_zones.choices(self.zones_there, self.options.time_zone)

    @property
    def meant_zone(self) -> str:
        """The zone that the time is meant in, '' while that has to be asked."""
        if named := self.parsed("time_zone"):
            return str(named)
        if not self.asks_by_address:
            return self.default_zone
        chosen = self.value_of("zone_choice")
        return chosen if chosen in self.zone_choices else self.zones_there.proposed

    # What comes of it

    def answers_for(self, command: type[SessionCommand]) -> dict[str, Any]:
        """The cleaned answers that a command has a field for."""
        asked = {field.name for field in fields(command)} & self.cleaned_data.keys()
        return {name: self.cleaned_data[name] for name in asked}

    def add_provider_errors(
        self,
        field_errors: Mapping[str, Sequence[str]],
        message: str = "",
        *,
        keep_card_token: bool = False,
    ) -> None:
        """Shows a provider's refusal: each fault at its field, the rest on top. API names in.

        The card token is forgotten, because it may be used up, unless the caller knows that it is
        not.
        """
        if not keep_card_token:
            self.forget_card_token()
        if message:
            self.add_error(None, _plain(message))
        rows = [(name, text) for name, texts in field_errors.items() for text in texts]
        zone = self.cleaned_data.get("time_zone", "")
        for name, text in rows[:_MOST_PROVIDER_ERRORS]:
            field, label = form_name_of(name), label_of(name)
            said = _plain(in_our_words(text, zone)).removeprefix(f"{label}: ")
            if field in self.fields:
                self.add_error(field, said)
            else:
                self.add_error(None, f"{label}: {said}" if label else said)
        if len(rows) > _MOST_PROVIDER_ERRORS:
            self.add_error(
                None, f"SmarterProctoring named {len(rows) - _MOST_PROVIDER_ERRORS} more errors."
            )

    def forget_card_token(self) -> None:
        """A token pays once: it is not shown again."""
        self.answers.values.pop("card_token", None)

    def renew_attempt(self) -> None:
        """The next click on the button is a new attempt."""
        self.attempt_id = uuid4()

    # What the templates show

    def value_of(self, name: str) -> str:
        """The answer as it was given, '' when there is none."""
        return self.answers.values.get(name, "")

    def choices_for(self, name: str) -> Sequence[NamedSid]:
        """What is offered by name for a SID."""
        field = self.fields[name]
        return getattr(self.options, field.offered, ()) if isinstance(field, Sid) else ()

    def nothing_offered(self, name: str) -> str:
        """What to do where no name can be offered for a SID; '' where that needs no words."""
        return ""

    @cached_property
    def faults(self) -> list[Fault]:
        """The list above the form: what belongs to no field first, then by field as shown."""
        if not self.is_bound:
            return []
        top = [Fault(text) for text in self.errors.get(NON_FIELD_ERRORS, ())]
        return top + [
            Fault(
                text if one.code == "required" else f"{self.called_in_faults(name)}: {text}",
                self._control_of(name),
            )
            for name in self.fields
            if name in self.errors
            for one in self.errors[name].as_data()
            for text in one.messages
        ]

    def _control_of(self, name: str) -> str:
        """The id of what puts a fault of the field right: of a time that clocks show twice, the
        choice between the two.
        """
        at = self.appointment if name == "appointment_date_time" else None
        has_radios = at and at.asks_which and at.fold_choices
        return f"id_time_fold_{at.fold_choices[0].value}" if has_radios else f"id_{name}"

    def called_in_faults(self, name: str) -> str:
        """What the list above the form calls a field."""
        return str(self.fields[name].label)

    @property
    def asks_location(self) -> bool:
        return LOCATION in self.fields

    @property
    def asks_address(self) -> bool:
        return "address1" in self.fields

    @property
    def asks_amount(self) -> bool:
        return "amount" in self.fields

    @property
    def demands_a_time(self) -> bool:
        """Whether nothing is sent without an appointment."""
        return "appointment_date_time" in self.questions.must()

    @property
    def zone_suggestions(self) -> SafeString:
        return country_lists.zone_suggestions()

    @property
    def locale_suggestions(self) -> SafeString:
        return country_lists.locale_suggestions()

    def parsed(self, name: str) -> Any:
        """The cleaned value of an answer that can be read, and None otherwise.

        Never raises, never demands.
        """
        field: AnswerField | None = self.fields.get(name)
        try:
            return field.to_python(self.value_of(name)) if field else None
        except ValidationError:
            return None

    def parse_error(self, name: str) -> str:
        """Why an answer can't be read; '' for one that can, and for a blank one."""
        field: AnswerField | None = self.fields.get(name)
        value = self.value_of(name)
        try:
            if field and value:
                field.to_python(value)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def _plain(text: object) -> str:
    """Foreign text as one short printable line without card numbers."""
    line = " ".join(remove_card_numbers(str(text)[:2000]).split())
    line = "".join(char for char in line if unicodedata.category(char)[0] != "C")
    return line if len(line) <= _LONGEST_PROVIDER_ERROR else f"{line[:_LONGEST_PROVIDER_ERROR]}…"
