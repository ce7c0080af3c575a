"""What a coordinator answers, and what must then arrive at the provider:
the second reading of the form's names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scheduling.session_types.registry import SESSION_TYPES

NEXT_YEAR = date.today().year + 1
EXAM_DAY = f"{NEXT_YEAR}-01-14"
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is typed or chosen, and the API's name and value for it."""

    typed: str
    api_name: str
    sent: Any


ANSWERS = {
    "appointment_date_time": Given(
        f"{EXAM_DAY}T09:30", "appointmentDateTime", f"{EXAM_DAY}T15:30:00.000Z"
    ),
    "proctor_location_sid": Given("Duluth Testing Center", "proctorLocationSid", f"PL{1:032x}"),
    "external_appointment_id": Given("RB-20441", "externalAppointmentId", "RB-20441"),
    "instructor_proctor_sid": Given("Dr. Harriet Osei", "instructorProctorSid", f"CP{1:032x}"),
    "message_sid": Given(f"MT{2:032x}", "messageSid", f"MT{2:032x}"),
    "first_name": Given("Zoë", "firstName", "Zoë"),
    "last_name": Given("Nguyễn-Łukasiewicz", "lastName", "Nguyễn-Łukasiewicz"),
    "company": Given("Camp Ripley", "company", "Camp Ripley"),
    "email": Given("zoe@example.edu", "email", "zoe@example.edu"),
    "phone": Given("+1 218 555 0101", "phone", "+1 218 555 0101"),
    "address1": Given("15000 Highway 115", "address1", "15000 Highway 115"),
    "address2": Given("Building 6", "address2", "Building 6"),
    "place": Given("Little Falls", "place", "Little Falls"),
    "region": Given("Minnesota", "region", "Minnesota"),
    "postal_code": Given("56345", "postalCode", "56345"),
    "country": Given("United States", "country", "US"),
    "location_latitude": Given("46.0983", "locationLatitude", "46.0983"),
    "location_longitude": Given("-94.3541", "locationLongitude", "-94.3541"),
    "amount": Given("25.50", "amount", 25.5),
    "voucher_code": Given("PRACTICE-OK", "voucherCode", "PRACTICE-OK"),
    "notes": Given("Bring a photo ID.", "notes", "Bring a photo ID."),
    "exam_locale": Given("en-US", "examLocale", "en-US"),
    "proctor_type_sub_category_sid": Given(
        "Notary Public", "proctorTypeSubCategorySid", "TS884e9462ccf044ab961c56d8a339e5bb"
    ),
    "cancellation_policy_version_sid": Given(
        "Standard: free until 48 hours before", "cancellationPolicyVersionSid", f"CV{1:032x}"
    ),
}
ONLINE = {
    "b-virtual",
    "proctoru",
    "examity",
    "vtc",
    "automated",
}  # no room of a testing center is offered for these
PLACE_ONLINE = Given("Virtual Test Center", "proctorLocationSid", f"PL{8:032x}")


def answers_of(wire_name: str, *, all_of_them: bool = False) -> dict[str, Given]:
    """What a type must be told, or everything it may be told, in the order in which it is asked."""
    kind = SESSION_TYPES[wire_name]
    names = kind.must() | kind.may() if all_of_them else kind.must()
    if "country" in names:  # what addresses in the United States have
        names |= {"region", "postal_code"}
    known = ANSWERS | {"proctor_location_sid": PLACE_ONLINE} if wire_name in ONLINE else ANSWERS
    return {name: known[name] for name in kind.build_fields() if name in names & known.keys()}


def body_of(wire_name: str, answers: dict[str, Given]) -> dict[str, Any]:
    """What has to arrive at the provider."""
    body = {"type": wire_name} | {given.api_name: given.sent for given in answers.values()}
    return body | {"currency": "USD"} if "amount" in body else body


def sunday(month: int, nth: int) -> str:
    """The date of a month's nth Sunday, the next that comes: clocks change on such days."""
    today = date.today()
    first = date(today.year, month, 1)
    if _nth_sunday(first, nth) <= today:
        first = date(today.year + 1, month, 1)
    return str(_nth_sunday(first, nth))


def a_sunday() -> str:
    """The date of a Sunday that comes soon, and not in this week or the next."""
    return str(_nth_sunday(date.today() + timedelta(days=8), 1))


def _nth_sunday(since: date, nth: int) -> date:
    return since + timedelta(days=(SUNDAY - since.weekday()) % 7 + 7 * (nth - 1))
