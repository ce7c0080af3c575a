"""The form that moves a booked exam session, of the same parts as the booking form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from scheduling import wall_time
from scheduling.forms.booking.answers import PostedAnswers, may_be_kept, read_answers
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.appointment.start_choices import (
    StartChoices,
    start_choices,
    take_start,
)
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.preview import Preview, move_preview_of
from scheduling.forms.booking.rendering.sections import SectionedForm
from scheduling.forms.booking.warnings.found_warnings import move_warnings_of
from scheduling.forms.booking.warnings.settings_shown import Settings
from scheduling.forms.booking.warnings.warning import BookingWarning, recorded
from scheduling.forms.booking.warnings.warnings_shown import ShownWarnings
from scheduling.session_commands import Actor, RescheduleSession, SessionAddress
from scheduling.session_types import registry
from scheduling.session_types.registry import SessionType

_SAME_TIME = "That is already the booked time."


class MoveForm(SectionedForm):
    """Form of the new time, and what else may change with it. Build it with `move_form`."""

    name = "reschedule"
    undone = "Not moved"
    blank_means = "only what changes"

    @staticmethod
    @cache
    def may_be_kept() -> dict[str, bool]:
        """Every name that the form of some type sends → whether a draft may hold it."""
        asked = [
            registry.fields_of(registry.to_move(kind)) for kind in registry.SESSION_TYPES.values()
        ]
        return may_be_kept({name: field for fields in asked for name, field in fields.items()})

    def __init__(
        self,
        session_type: type[SessionType],
        options: FormOptions,
        answers: PostedAnswers,
        current_start: datetime | None,
        *,
        bound: bool,
    ) -> None:
        self.session_type, self.current_start = session_type, current_start
        super().__init__(registry.to_move(session_type), options, answers, bound=bound)

    @property
    def help_texts(self) -> dict[str, str]:
        """What else has to be done for a new time."""
        return {"appointment_date_time": self.session_type.on_move}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._is_current(self.appointment):
            self.add_error("appointment_date_time", _SAME_TIME)
        return cleaned

    def to_command(self, *, actor: Actor, address: SessionAddress) -> RescheduleSession:
        """The command of a valid form; the end of the sitting goes along where it is known."""
        start, minutes = self.cleaned_data["appointment_date_time"], self.options.sitting.minutes
        return RescheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            described=self.session_type.label,
            warnings=recorded(self.booking_warnings),
            appointment_end_date_time=start + timedelta(minutes=minutes) if minutes else None,
            **self.answers_for(RescheduleSession),
        )

    @cached_property
    def booking_warnings(self) -> list[BookingWarning]:
        """What speaks against it, as far as the answers can be read already."""
        return move_warnings_of(self, self.session_type)

    @cached_property
    def preview(self) -> Preview:
        """When it is about to be, as far as that can be read already."""
        return move_preview_of(self, self.booking_warnings)

    @property
    def warnings_shown(self) -> str:
        """Of what its summary warns beside these answers, for a hidden field."""
        return ShownWarnings.of(self, self.booking_warnings).mark

    @property
    def settings_token(self) -> str:
        """What was taken from the settings, for a hidden field."""
        return Settings.of(self).token

    def take(self, pressed: Mapping[str, Any]) -> None:
        """Put in the free start whose button was pressed, if any."""
        take_start(self, pressed)

    @cached_property
    def start_choices(self) -> StartChoices | None:
        """The free starts beside its time, at first of the day on which it stands."""
        return start_choices(self, otherwise=self.current_start)

    @property
    def goes_nowhere(self) -> bool:
        """Whether the answers still name the time at which it stands."""
        return self._is_current(self.preview.appointment)

    def _is_current(self, chosen: Appointment | None) -> bool:
        return bool(self.current_start and chosen and chosen.instant == self.current_start)


def move_form(
    session_type: type[SessionType],
    *,
    options: FormOptions,
    data: Mapping[str, Any] | None = None,
    current_start: datetime | None = None,
    unchecked: bool = False,
    draft: Mapping[str, str] | None = None,
) -> MoveForm:
    """The form that moves a booking of this type.

    `current_start` is when it is now: the form starts from it, and refuses it. `unchecked`, the
    answers in `data` are only shown again. Without any, the form starts with those of a `draft`.
    """
    known = registry.fields_of(registry.to_move(session_type))
    answers = read_answers(data or draft or {}, known)
    if data is None and "appointment_date_time" not in answers.values:
        answers.values |= _answers_of(current_start, options.time_zone)
    is_checked = data is not None and not unchecked
    return MoveForm(session_type, options, answers, current_start, bound=is_checked)


def _answers_of(instant: datetime | None, zone: str) -> dict[str, str]:
    """A time as the form's own answers."""
    if instant is None:
        return {}
    local = instant.astimezone(ZoneInfo(wall_time.find_stored_zone(zone) or "UTC"))
    fold = wall_time.SECOND if local.fold else wall_time.FIRST
    return {"appointment_date_time": f"{local:%Y-%m-%dT%H:%M}", "time_fold": fold}
