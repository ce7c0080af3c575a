"""The forms that move and cancel a booked exam session, made of the same parts as the booking form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from scheduling import wall_time
from scheduling.commands import Actor, CancelSession, RescheduleSession, SessionAddress
from scheduling.forms.answers import Answers, read_answers
from scheduling.forms.base import AnswerForm
from scheduling.forms.options import FormOptions
from scheduling.forms.preview import Preview, time_preview_of
from scheduling.session_types import registry
from scheduling.session_types.field_groups import cancellation, refund
from scheduling.session_types.groups import Questions

_SAME_TIME = "Choose another time: it stands at this time already."


class MoveForm(AnswerForm):
    """The new time, and what else may change with it. Build it with `move_form`."""

    name = "reschedule"
    undone = "Not moved"
    blank_means = "only if it changes"

    def __init__(
        self,
        session_type: type[registry.SessionType],
        options: FormOptions,
        answers: Answers,
        stands: datetime | None,
        *,
        bound: bool,
    ) -> None:
        self.session_type, self.stands = session_type, stands
        super().__init__(registry.to_move(session_type), options, answers, bound=bound)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.stands and self.appointment and self.appointment.instant == self.stands:
            self.add_error("appointment_date_time", _SAME_TIME)
        return cleaned

    def to_command(self, *, actor: Actor, address: SessionAddress) -> RescheduleSession:
        """The command of a valid form; the end goes along where the exam's length is known."""
        start, minutes = self.cleaned_data["appointment_date_time"], self.options.duration_minutes
        return RescheduleSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=self.session_type.wire_name,
            described=self.session_type.label,
            appointment_end_date_time=start + timedelta(minutes=minutes) if minutes else None,
            **self.answers_for(RescheduleSession),
        )

    @cached_property
    def preview(self) -> Preview:
        """When it is about to be, as far as that can be read already."""
        return time_preview_of(self)

    @property
    def goes_nowhere(self) -> bool:
        """Whether the answers still name the time at which it stands."""
        chosen = self.preview.appointment
        return bool(self.stands and chosen and chosen.instant == self.stands)


class Cancellation(Questions):
    """What is asked to cancel a booking of any type (contract §2, DELETE)."""

    groups = (cancellation, refund)


class CancelForm(AnswerForm):
    """Why it is cancelled, and whether all fees are refunded. Build it with `cancel_form`."""

    name = "cancel"
    undone = "Not cancelled"

    def __init__(
        self, session_type: str, options: FormOptions, answers: Answers, *, bound: bool
    ) -> None:
        self.wire_name = session_type
        super().__init__(Cancellation, options, answers, bound=bound)

    def to_command(self, *, actor: Actor, address: SessionAddress) -> CancelSession:
        """The command of a valid form. A type that is not known here is not sent."""
        known = registry.SESSION_TYPES.get(self.wire_name)
        return CancelSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=known.wire_name if known else "",
            described=known.label if known else "",
            time_zone=self.default_zone,
            **self.answers_for(CancelSession),
        )


def move_form(
    session_type: str,
    *,
    options: FormOptions,
    data: Mapping[str, Any] | None = None,
    stands: datetime | None = None,
    showing: bool = False,
) -> MoveForm:
    """The form that moves a booking of this type. Raises UnknownSessionType.

    `stands` is when it is now: the form starts from it, and refuses it. With `showing`, the answers
    in `data` are only shown again.
    """
    kind = registry.get(session_type)
    if data is None:
        return MoveForm(
            kind,
            options,
            Answers(values=_as_answered(stands, options.time_zone)),
            stands,
            bound=False,
        )
    answers = read_answers(data, registry.fields_of(registry.to_move(kind)))
    return MoveForm(kind, options, answers, stands, bound=not showing)


def cancel_form(
    session_type: str,
    *,
    options: FormOptions,
    data: Mapping[str, Any] | None = None,
    showing: bool = False,
) -> CancelForm:
    """The form that cancels a booking of any type; a blank or unknown type will do."""
    answers = Answers() if data is None else read_answers(data, registry.fields_of(Cancellation))
    return CancelForm(session_type, options, answers, bound=data is not None and not showing)


def _as_answered(instant: datetime | None, zone: str) -> dict[str, str]:
    """A time as the form's own answers."""
    if instant is None:
        return {}
    local = instant.astimezone(ZoneInfo(wall_time.find_zone(zone) or "UTC"))
    fold = wall_time.SECOND if local.fold else wall_time.FIRST
    return {"appointment_date_time": f"{local:%Y-%m-%dT%H:%M}", "time_fold": fold}
