"""Form that switches a booking to another type or place: the cancellation of the old one and the
new one, checked together before either is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.booking.redaction import SECRET
from scheduling.forms.booking.cancel import CancelForm, cancel_form, missing_of_cancellation
from scheduling.forms.booking.defaults import default_answers, leave_type
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.options import FormOptions, change_options
from scheduling.forms.booking.schedule import ScheduleForm, schedule_form
from scheduling.forms.form_fault import FormFault
from scheduling.institutions import catalogue
from scheduling.models import ExamSession
from scheduling.models.session_status import folded
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types import registry
from scheduling.session_types.cancellation_fields import Cancellation
from scheduling.session_types.registry import SESSION_TYPES, SessionType

Answers = dict[str, str]
CANCELLATION = frozenset(registry.fields_of(Cancellation))
LOCATION, WHEN, SLOT = "proctor_location_sid", "appointment_date_time", "instructor_proctor_sid"
APPOINTMENT = "The appointment that is booked now"
# What is about the exam and the learner, whichever way it is taken.
OF_ANY_TYPE = frozenset({"notes", "exam_locale"})
# Each booking has its own.
NEVER = frozenset({"external_appointment_id", "message_sid"})
# What money asks is told of by itself.
PAYMENT = frozenset({"amount", "currency", *map(form_name, SECRET)})
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
    if not _is_of(session, kind) or not _is_same(asked.get(LOCATION), stands_at):
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


def change_type(
    data: Mapping[str, Any], session: ExamSession, to: type[SessionType], options: FormOptions
) -> Answers:
    """The answers for another type: what was typed stays, and what had been carried over from the
    old booking gives way to what carries over to this type.
    """
    before = SESSION_TYPES.get(str(data.get("session_type", "")))
    typed = {name: str(data[name]) for name in data}
    if before and before is not to:
        begun = default_answers(before, options) | Carried(session, before, options).answers
        leave_type(typed, before, to, options=options, begun=begun)
    new = dict(Carried(session, to, options).answers)
    if WHEN in typed:  # which of the two it is, of an hour that comes twice, was said of another
        new.pop("time_fold", None)
    return new | typed | {"session_type": to.wire_name}


@dataclass(frozen=True)
class Carried:
    """What of the booking that stands goes over to a new one of this type, and what does not; of a
    form that is `answered`, what was changed in it.
    """

    session: ExamSession
    to: type[SessionType]
    options: FormOptions
    answered: Mapping[str, Any] | None = None

    @cached_property
    def _stood(self) -> Answers:
        """The booking's answers by form name, as far as it was made here or is shown."""
        asked = asked_in_all(self.session)
        stood = {
            form_name(name): "on" if value is True else str(value)
            for name, value in asked.items()
            if value not in ("", None, False)
        }
        stood.pop("type", None)
        if self.session.location_sid:
            stood[LOCATION] = self.session.location_sid
        start = self.session.appointment_at or asked_start(asked)
        for name in (WHEN, "appointment_start_date_time", "appointment_end_date_time"):
            stood.pop(name, None)
        return stood | (wall_answers(start.astimezone(self.session.zone)) if start else {})

    @cached_property
    def answers(self) -> Answers:
        """By form name, what the new form begins with."""
        fields = registry.fields_of(self.to)
        kept = {name: text for name, text in self._stood.items() if self._goes_over(name)}
        kept = {name: text for name, text in kept.items() if name in (*fields, "time_fold")}
        if WHEN in kept and str(self.session.zone) != self._usual_zone(kept.get(LOCATION, "")):
            kept["time_zone"] = str(self.session.zone)
        return kept

    def _goes_over(self, name: str) -> bool:
        if name in PAYMENT | NEVER:
            return False
        if name in OF_ANY_TYPE:
            return True
        if name in (WHEN, "time_fold"):
            return WHEN in self.to.must()
        if name == LOCATION:
            sid, is_same = self._stood[name], _is_of(self.session, self.to)
            if catalogue.is_retired(self.session.institution, sid):
                return False
            kind = self._kind_of(sid)
            return self.to.fits(kind) if is_same else self.to.expects(kind)
        return _is_of(self.session, self.to)

    def _kind_of(self, location_sid: str) -> str:
        return next((one.kind for one in self.options.locations if one.sid == location_sid), "")

    def _usual_zone(self, location_sid: str) -> str:
        """The clock that a time is read by where none is named; '' where the address tells it."""
        if LOCATION not in registry.fields_of(self.to):
            asks_by_address = "country" in registry.fields_of(self.to)
            return "" if asks_by_address else self.options.time_zone
        zones = {one.sid: one.time_zone for one in self.options.locations}
        return zones.get(location_sid) or self.options.time_zone

    @property
    def over(self) -> list[str]:
        """What carries over, by its labels."""
        return _labels(self.answers.keys() - {"time_zone"} - self._otherwise)

    @property
    def changed(self) -> list[str]:
        """The type, where it is another; what could carry over, and was answered otherwise; and a
        place or time in place of none, or of one that does not carry over. By their labels.
        """
        kind = [] if _is_of(self.session, self.to) else [f"Type (to {self.to.label})"]
        return [*kind, *_labels((self._otherwise | self._set_anew) - {"time_zone"})]

    @property
    def _set_anew(self) -> set[str]:
        answered = self.answered or {}
        found = {name for name in (LOCATION, WHEN, SLOT) if answered.get(name)}
        return found - self.answers.keys()

    @property
    def _otherwise(self) -> set[str]:
        if self.answered is None:
            return set()
        answered = self.answered
        found = {
            name for name, text in self.answers.items() if str(answered.get(name) or "") != text
        }
        return found | (self.answers.keys() & {WHEN} if self._is_on_another_clock else set())

    @property
    def _is_on_another_clock(self) -> bool:
        """Whether the same digits are another instant at the location that is answered."""
        clocks = [
            str(one.get("time_zone") or "") or self._usual_zone(str(one.get(LOCATION) or ""))
            for one in (self.answers, self.answered or {})
        ]
        return clocks[0] != clocks[1]

    @property
    def lost(self) -> list[str]:
        """The appointment, where there is one, and what the old booking told and the new one does
        not, by its labels.
        """
        gone = self._stood.keys() - self.answers.keys() - self._set_anew - PAYMENT
        return [*([APPOINTMENT] if WHEN in self._stood else []), *_labels(gone)]

    @property
    def is_known(self) -> bool:
        """Whether the booking was made here, so that all it told is known."""
        return bool(asked_in_all(self.session))


def carried_into(session: ExamSession, booking: ScheduleForm) -> Carried:
    """What goes over into the new booking as it is answered so far."""
    answered = {name: booking[name].value() for name in booking.fields}
    return Carried(session, booking.session_type, booking.options, answered)


def _is_of(session: ExamSession, kind: type[SessionType]) -> bool:
    """Whether the booking is of this type, however the provider spells it."""
    return folded(session.session_type) == folded(kind.wire_name)


def _labels(names: Iterable[str]) -> list[str]:
    """The labels of these, in the order in which forms ask them."""
    chosen = set(names)
    known = (fields.items() for fields in map(registry.fields_of, SESSION_TYPES.values()))
    labels = [field.label for fields in known for name, field in fields if name in chosen]
    return list(dict.fromkeys(labels))
