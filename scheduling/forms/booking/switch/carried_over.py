"""What of a booking that stands carries over to the new one of a switch, and what does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.booking.redaction import SECRET
from scheduling.forms.booking.defaults import default_answers, leave_type
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.institutions import catalogue
from scheduling.models import ExamSession
from scheduling.models.session_status import folded
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES, SessionType

Answers = dict[str, str]
LOCATION, WHEN, SLOT = "proctor_location_sid", "appointment_date_time", "instructor_proctor_sid"
APPOINTMENT = "The appointment that is booked now"
# What is about the exam and the learner, whichever way it is taken.
OF_ANY_TYPE = frozenset({"notes", "exam_locale"})
# Each booking has its own.
NEVER = frozenset({"external_appointment_id", "message_sid"})
# What money asks is told of by itself.
PAYMENT = frozenset({"amount", "currency", *map(form_name, SECRET)})


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
            sid, is_same = self._stood[name], is_of(self.session, self.to)
            if catalogue.is_retired(self.session.institution, sid):
                return False
            kind = self._kind_of(sid)
            return self.to.fits(kind) if is_same else self.to.expects(kind)
        return is_of(self.session, self.to)

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
        kind = [] if is_of(self.session, self.to) else [f"Type (to {self.to.label})"]
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


def is_of(session: ExamSession, kind: type[SessionType]) -> bool:
    """Whether the booking is of this type, however the provider spells it."""
    return folded(session.session_type) == folded(kind.wire_name)


def _labels(names: Iterable[str]) -> list[str]:
    """The labels of these, in the order in which forms ask them."""
    chosen = set(names)
    known = (fields.items() for fields in map(registry.fields_of, SESSION_TYPES.values()))
    labels = [field.label for fields in known for name, field in fields if name in chosen]
    return list(dict.fromkeys(labels))
