"""Booking form of an exam session: one class, composed for each session type from its groups.

The view's way with it::

    form = schedule_form(session_type, options=options, data=request.POST)
    if form.is_valid():
        command = form.to_command(actor=actor, address=address)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django.utils.functional import cached_property

from scheduling import wall_time
from scheduling.audit.name_edges import place_with_edges
from scheduling.forms.booking import defaults, vetting
from scheduling.forms.booking.answers import (
    FIRST_DAY,
    GOES_ALONG,
    HIDDEN,
    PostedAnswers,
    all_fields,
    may_be_kept,
    read_answers,
)
from scheduling.forms.booking.appointment.start_choices import (
    NO_LOCATION,
    NOT_ENTERED,
    StartChoices,
    day_in_address,
    start_choices,
    take_start,
)
from scheduling.forms.booking.given_answers import LOCATION
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.payment.payable_form import (
    CARD_TOKEN,
    TAKE_ACCOMMODATION,
    TAKE_PRICE,
    PayableForm,
)
from scheduling.forms.booking.preview import Preview, preview_of
from scheduling.forms.booking.vetting import TAKE_PROCTOR, VettingCard
from scheduling.forms.booking.warnings.found_warnings import warnings_of
from scheduling.forms.booking.warnings.settings_shown import Settings
from scheduling.forms.booking.warnings.warning import BookingWarning, recorded
from scheduling.forms.booking.warnings.warnings_shown import ShownWarnings
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import Location
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_commands import Actor, ScheduleSession, SessionAddress
from scheduling.session_types import registry, rule_validation
from scheduling.session_types.registry import SessionType


def schedule_form(
    session_type: type[SessionType],
    *,
    options: FormOptions,
    data: Mapping[str, Any] | None = None,
    unchecked: bool = False,
) -> ScheduleForm:
    """The booking form of one session type: fresh, or with the answers in `data`, to be validated.

    `unchecked`, it only shows the answers again, whatever they are. Answers that this type has no
    field for are kept as hidden inputs.
    """
    answers = read_answers(data) if data is not None else None
    return ScheduleForm(session_type, answers, options, bound=not unchecked)


class ScheduleForm(PayableForm):
    """One type's fields with the answers given so far. Build it with `schedule_form`."""

    name = "schedule"
    retry_words = "book again"
    undone = "Not booked"
    folds = True
    goes_along = GOES_ALONG | {LOCATION}  # it may stand there from the start

    @staticmethod
    @cache
    def may_be_kept() -> dict[str, bool]:
        """Every name that the form of some type sends → whether a draft may hold it."""
        return may_be_kept(all_fields())

    def __init__(
        self,
        session_type: type[SessionType],
        answers: PostedAnswers | None,
        options: FormOptions,
        *,
        bound: bool,
    ) -> None:
        self.session_type = session_type
        is_sent = answers is not None and bound
        answers = answers or PostedAnswers()
        if not is_sent:
            defaults.change_type(answers.values, session_type, options)
        demanded = rule_validation.demanded(session_type, options.rules)
        questions = registry.stricter(session_type, demanded)
        super().__init__(questions, options, answers, bound=is_sent)
        self.offer_price_reason()

    def take(self, pressed: Mapping[str, Any]) -> None:
        """Put in what the form itself offers, as far as a button of it was pressed: the list's
        price, the accommodation for the notes, a proctor who was booked before, a free start.
        """
        values = self.answers.values
        if TAKE_PRICE in pressed:
            defaults.take_list_price(values, self.session_type, self.options)
            self.focus = "amount"
        if TAKE_ACCOMMODATION in pressed:
            defaults.take_accommodation(values, self.options)
            self.focus = "notes"
        if TAKE_PROCTOR in pressed:
            self._take_proctor(str(pressed[TAKE_PROCTOR]))
        take_start(self, pressed)

    def _take_proctor(self, key: str) -> None:
        if chosen := vetting.taken(self.options.past_proctors, key):
            self.answers.values |= chosen
            self.focus = "first_name"

    @cached_property
    def vetting_card(self) -> VettingCard | None:
        """What there is to know of whom the form names; None for a type that names nobody."""
        return vetting.card_of(self, self.session_type)

    def clean(self) -> dict[str, Any]:
        self._settle_currency(self.cleaned_data)
        return super().clean()

    def _settle_currency(self, cleaned: dict[str, Any]) -> None:
        """A currency stands in the form from the start:
        without an amount it asks nothing, unless it is demanded.
        """
        if cleaned.get("amount", "") is not None or "currency" in self.questions.must():
            return
        if cleaned.get("currency") == defaults.default_currency(self.session_type, self.options):
            cleaned["currency"] = ""

    def choices_for(self, name: str) -> Sequence[NamedSid]:
        """Of the locations only those of a kind that the type is for, and the one that was chosen
        all the same; first what is called as the type. Where learners come to a testing center,
        those online stand last, and say so.
        """
        choices = self.listed(name)
        if name != "proctor_location_sid":
            return choices
        kind, chosen = self.session_type, self.value_of(name)
        offered = [one for one in choices if kind.fits(one.kind) or one.sid == chosen]
        offered.sort(key=lambda one: not kind.is_called_in(one.label))
        if not kind.is_at_a_center():
            return offered
        online = [one for one in offered if one.kind == Location.Kind.ONLINE]
        there = [one for one in offered if one not in online]
        return [*there, *(replace(one, label=f"{one.label} (online)") for one in online)]

    def nothing_offered(self, name: str) -> str:
        return self.session_type.no_location() if name == "proctor_location_sid" else ""

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named:
        the location's, or the institution's.
        """
        sid = (
            strip_unseen(self.value_of("proctor_location_sid"))
            if "proctor_location_sid" in self.fields
            else ""
        )
        zones = {choice.sid: choice.time_zone for choice in self.options.locations} if sid else {}
        named = zones.get(sid) or self.options.time_zone
        return wall_time.find_stored_zone(named) or "UTC"

    def to_command(self, *, actor: Actor, address: SessionAddress) -> ScheduleSession:
        """The command of a valid form:
        only what this type has fields for, blank where nothing was asked.
        """
        return ScheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            described=self._description(),
            card_last_four=self.card_last_four,
            warnings=recorded(self.booking_warnings),
            **self.answers_for(ScheduleSession),
        )

    def _description(self) -> str:
        """“Testing center seat, Duluth Testing Center”:
        the type, and the location or slot where its name is known.
        """
        named = [*self._name_of("proctor_location_sid"), *self._name_of("instructor_proctor_sid")]
        label = self.session_type.label
        return ", ".join([label, *(place_with_edges(one) for one in named if one != label)])

    def _name_of(self, name: str) -> list[str]:
        sid = self.cleaned_data.get(name)
        known = self.listed(name) if sid else ()
        return [choice.label for choice in known if choice.sid == sid]

    @cached_property
    def parked(self) -> dict[str, str]:
        """Answers of other types that travel along hidden, so that going back brings them back."""
        left_out, preset = {*self.fields, *HIDDEN, CARD_TOKEN}, self.options.rules.preset()
        answers = self.answers.values.items()
        return {
            name: text
            for name, text in answers
            if (text or name in preset) and name not in left_out
        }

    @cached_property
    def help_texts(self) -> dict[str, str]:
        """The institution's own words under its fields, by field name."""
        texts = rule_validation.help_texts(
            self.questions, self.options.rules.of(self.session_type.wire_name)
        )
        if self.price_taken:
            texts["amount"] = f"From the price list. {texts.get('amount', '')}".strip()
        return texts

    @cached_property
    def booking_warnings(self) -> list[BookingWarning]:
        """What speaks against it, as far as the answers can be read already."""
        return warnings_of(self)

    @cached_property
    def preview(self) -> Preview:
        """What is about to be booked, as far as the answers can be read already."""
        return preview_of(self, self.booking_warnings)

    def forget_preview(self) -> None:
        """Forget the preview: what it warned of has changed since it was read."""
        for read in ("preview", "booking_warnings"):
            self.__dict__.pop(read, None)

    @property
    def warnings_shown(self) -> str:
        """Of what its summary warns beside these answers, for a hidden field."""
        return ShownWarnings.of(self, self.booking_warnings).mark

    @property
    def settings_token(self) -> str:
        """What was taken from the settings, for a hidden field."""
        return Settings.of(self).token

    @cached_property
    def start_choices(self) -> StartChoices | None:
        """The free starts beside its time."""
        return start_choices(self, otherwise=day_in_address(self.first_day))

    @property
    def first_day(self) -> str:
        """The day whose free starts it begins with, for a hidden field."""
        return self.answers.values.get(FIRST_DAY, self.options.first_day)

    @property
    def no_starts(self) -> str:
        """Why there are none to choose from, where no location is chosen that is known here."""
        return NOT_ENTERED if self.value_of("proctor_location_sid") else NO_LOCATION
