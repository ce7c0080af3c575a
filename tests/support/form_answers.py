"""Answers that book each type, and the options they choose from."""

from __future__ import annotations

from typing import Any

from scheduling.forms.booking import schedule
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.institutions.catalogue import NamedSid
from scheduling.session_commands import Actor, ScheduleSession, SessionAddress
from scheduling.session_types import registry

DULUTH, PHOENIX, BOSTON = (f"PL{number:032x}" for number in (1, 3, 4))
UNLISTED = "PL" + "0f" * 16
ATTEMPT = "0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de"
ACTOR = Actor(user_id=7, name="Ana Ruiz", role="coordinator")
ADDRESS = SessionAddress(
    install_sid="AI" + "0" * 32, exam_sid="EX" + "0" * 32, session_sid="ES" + "0" * 32
)
OPTIONS = FormOptions(
    time_zone="America/Chicago",
    currency="USD",
    locations=(
        NamedSid(DULUTH, "Duluth Testing Center", "America/Chicago"),
        NamedSid(PHOENIX, "Phoenix Learning Center", "America/Phoenix", "online"),
        NamedSid(BOSTON, "Boston Harbor <Testing> Center", "America/New_York"),
    ),
    instructor_entries=(NamedSid(f"CP{1:032x}", "Dr. Iyer, Hall 2"),),
    policy_versions=(NamedSid(f"CV{1:032x}", "Standard"),),
    proctor_types=(NamedSid("TS4b894875d26194988853e490dfb9bc41", "Live Online"),),
    duration_minutes=120,
)
ANSWERS = {
    "appointment_date_time": "2099-01-14T09:30",
    "time_zone": "",
    "proctor_location_sid": DULUTH,
    "instructor_proctor_sid": f"CP{1:032x}",
    "message_sid": "MT" + "a1" * 16,
    "external_appointment_id": "RB-20441",
    "first_name": "Ana",
    "last_name": "Ruiz",
    "company": "Camp Ripley",
    "email": "ana.ruiz@example.edu",
    "phone": "+1 218 555 0101",
    "address1": "15000 Highway 115",
    "address2": "Building 6",
    "place": "Little Falls",
    "region": "Minnesota",
    "postal_code": "56345",
    "country": "US",
    "location_latitude": "46.0983",
    "location_longitude": "-94.3541",
    "amount": "25.50",
    "currency": "USD",
    "card_token": "",
    "voucher_code": "FINALS-2099",
    "notes": "Bring a photo ID.",
    "exam_locale": "en-US",
    "proctor_type_sub_category_sid": "TS4b894875d26194988853e490dfb9bc41",
    "cancellation_policy_version_sid": f"CV{1:032x}",
}


def answers_for(wire_name: str, **changes: str) -> dict[str, str]:
    """Everything a type has a field for, answered well; `changes` replace or add answers."""
    names = registry.fields_of(registry.get(wire_name))
    chosen = {name: text for name, text in ANSWERS.items() if name in names}
    return {"session_type": wire_name, "attempt_id": ATTEMPT, **chosen, **changes}


def schedule_form(wire_name: str, **how: Any) -> ScheduleForm:
    """The booking form of the type of this wire name."""
    return schedule.schedule_form(registry.get(wire_name), **how)


def posted(wire_name: str, **changes: str) -> ScheduleForm:
    """The form after these answers were sent; not cleaned yet."""
    return schedule_form(wire_name, data=answers_for(wire_name, **changes), options=OPTIONS)


def command_of(form: ScheduleForm) -> ScheduleSession:
    assert form.errors == {}
    return form.to_command(actor=ACTOR, address=ADDRESS)


def fault(wire_name: str, name: str, text: str) -> str:
    """What is said of one answer when all the others are good."""
    form = posted(wire_name, **{name: text})
    assert list(form.errors) == [name], form.errors
    return form.errors[name][0]


def accepted(wire_name: str, name: str, text: str) -> object:
    """What one answer is taken for when all are good."""
    return getattr(command_of(posted(wire_name, **{name: text})), name)
