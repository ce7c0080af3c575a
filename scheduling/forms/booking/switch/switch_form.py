"""Form that switches a booking to another type or place: the cancellation of the old one and the
new one, checked together before either is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.booking.redaction import SECRET
from scheduling.forms.booking.cancel import CancelForm, cancel_form, missing_of_cancellation
from scheduling.forms.booking.options import FormOptions, change_options
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.forms.booking.switch.carried_over import LOCATION, SLOT, WHEN, is_of
from scheduling.forms.form_fault import FormFault
from scheduling.models import ExamSession
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types import registry
from scheduling.session_types.cancellation_fields import Cancellation
from scheduling.session_types.registry import SessionType

CANCELLATION = frozenset(registry.fields_of(Cancellation))
NOTHING_NEW = (
    "Choose another type or another location: this is what is booked now. To change only the time,"
    " move the booking."
)
SAME_BOOKING = "Choose another type, location or time: this is what is booked now."


class SwitchForm:
    """Both forms as one, as pages of bookings use it. Build it with `switch_form`."""

    name = "switch"
    retry_words = "switch again"
    undone = "Not switched, nothing was changed"
    fault_title = provider_words = stands_still = ""

    def __init__(self, booking: ScheduleForm, cancellation: CancelForm) -> None:
        self.booking, self.cancellation = booking, cancellation
        cancellation.attempt_id = cancellation_id(booking.attempt_id)
        booking.retry_words = cancellation.retry_words = self.retry_words
        set_beside(booking, cancellation)

    @property
    def errors(self) -> list[Any]:
        """Whether there are any: each form's own."""
        return [one.errors for one in (self.cancellation, self.booking) if one.errors]

    @property
    def faults(self) -> list[FormFault]:
        """The error list above both, each fault once."""
        return list(dict.fromkeys([*self.booking.faults, *self.cancellation.faults]))

    def is_valid(self, session: ExamSession) -> bool:
        """Whether both can be sent, and the new booking is another than the one that stands."""
        both = [self.booking.is_valid(), self.cancellation.is_valid()]
        asked = self.booking.cleaned_data if all(both) else {}
        if all(both) and (same := _same_as(session, self.booking.session_type, asked)):
            self.booking.add_error(None, same)
            return False
        return all(both)

    def renew_attempt(self) -> None:
        """The next click on the button is a new attempt at both."""
        self.booking.renew_attempt()
        self.cancellation.attempt_id = cancellation_id(self.booking.attempt_id)

    def add_provider_errors(
        self,
        field_errors: Mapping[str, Sequence[str]],
        message: str = "",
        *,
        keep_card_token: bool = True,
    ) -> None:
        """Shows why nothing came of it. A fault of the voucher's is the booking's; all else the
        cancellation's, with which no card token went.
        """
        paid = {name: texts for name, texts in field_errors.items() if name in SECRET}
        rest = {name: texts for name, texts in field_errors.items() if name not in SECRET}
        if paid:
            self.booking.add_provider_errors(paid, keep_card_token=True)
        if rest or message:
            self.cancellation.add_provider_errors(rest, message, keep_card_token=True)


def cancellation_id(attempt_id: UUID) -> UUID:
    """The number of the cancellation that goes with a booking's: one press is one of each."""
    return uuid5(attempt_id, "cancellation")


def switch_form(
    session: ExamSession,
    session_type: type[SessionType],
    *,
    options: FormOptions,
    data: Mapping[str, Any],
    came: str,
    unchecked: bool = False,
) -> SwitchForm:
    """The form with the answers in `data`; `unchecked` it only shows them, whatever they are.
    `came` is what was marked of a learner who was here.
    """
    booking = schedule_form(
        session_type, options=options, data=booking_answers(data), unchecked=unchecked
    )
    return SwitchForm(booking, old_booking_form(session, data, came=came, unchecked=unchecked))


def old_booking_form(
    session: ExamSession, data: Mapping[str, Any], *, came: str, unchecked: bool = False
) -> CancelForm:
    """The half that cancels the old booking."""
    return cancel_form(
        session.session_type,
        options=change_options(session),
        data={name: data[name] for name in (*CANCELLATION, "attempt_id") if name in data},
        unchecked=unchecked,
        begins_at=session.appointment_at,
        came=came,
    )


def set_beside(booking: ScheduleForm, cancellation: CancelForm) -> None:
    """Let the booking's summary and button tell of the cancellation, too."""
    booking.missing_elsewhere = missing_of_cancellation(cancellation.answers.values)
    booking.no_show_doubt = cancellation.no_show_doubt
    booking.no_show_although = cancellation.no_show_although


def nothing_new(session: ExamSession, booking: ScheduleForm) -> str:
    """What to choose otherwise, where the answers so far are the booking that stands. What is blank
    or can't be read yet is not the same as what is not known of that one.
    """
    asked = {name: booking.parsed(name) for name in booking.fields}
    if not all(asked.get(name) for name in booking.session_type.must()):
        return ""
    at = booking.preview.appointment
    return _same_as(session, booking.session_type, asked | {WHEN: at and at.instant})


def _same_as(session: ExamSession, kind: type[SessionType], asked: Mapping[str, Any]) -> str:
    """The same, where type and place are those that stand; a type that can't be moved may be
    booked anew for another time.
    """
    stood = asked_in_all(session)
    stands_at = session.location_sid or stood.get("proctorLocationSid", "")
    if not is_of(session, kind) or not _is_same(asked.get(LOCATION), stands_at):
        return ""
    if (asked.get(SLOT) or "") != stood.get("instructorProctorSid", ""):
        return ""
    if _is_about_another(session, kind, asked, stood):
        return ""
    if kind.can_be_rescheduled:
        return NOTHING_NEW
    return SAME_BOOKING if asked.get(WHEN) == session.appointment_at else ""


def _is_about_another(
    session: ExamSession,
    kind: type[SessionType],
    asked: Mapping[str, Any],
    stood: Mapping[str, Any],
) -> bool:
    """Whether it names another thread, appointment or person than the booking that stands, as far
    as that one's are known.
    """
    known = {form_name(name): str(value) for name, value in stood.items()}
    if session.external_appointment_id:
        known["external_appointment_id"] = session.external_appointment_id
    names = kind.must() - {WHEN, LOCATION, SLOT}
    return not all(_is_same(asked.get(name), known.get(name, "")) for name in names)


def _is_same(asked: object, known: str) -> bool:
    return str(asked or "").casefold() == known.casefold()


def booking_answers(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of the new booking alone."""
    copied: Any = data.copy()  # type: ignore[attr-defined]
    for name in CANCELLATION:
        copied.pop(name, None)
    answers: Mapping[str, Any] = copied
    return answers
