"""The fields of a booking, in the groups that session types are composed of, with the rules between
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from scheduling import country_lists
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.code_fields import Code, ExternalId, RegisterBlastId, Sid, Voucher
from scheduling.session_types.field_kinds import (
    Amount,
    Coordinate,
    Country,
    Currency,
    Email,
    LanguageTag,
    LongText,
    Phone,
    TimeZone,
    WallTime,
)
from scheduling.session_types.payment.payment_rule import payment_rule
from scheduling.session_types.question_groups import QuestionGroup

IF_ANY = "Where the country’s addresses have one."
_PAYS_ONCE = "A card token or voucher pays for one booking only."


def position_rule(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Latitude and longitude come both or not at all (contract §4)."""
    if "location_latitude" not in cleaned or "location_longitude" not in cleaned:
        return {}
    if cleaned["location_latitude"] and not cleaned["location_longitude"]:
        return {"location_longitude": "Enter the longitude too, or clear the latitude."}
    if cleaned["location_longitude"] and not cleaned["location_latitude"]:
        return {"location_latitude": "Enter the latitude too, or clear the longitude."}
    return {}


def address_rule(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """State or region, and postal code, where the country's addresses have them (contract §4)."""
    country = cleaned.get("country")
    needed = country_lists.needed_parts(country) if country else frozenset()
    return {
        part: f"Enter the {country_lists.part_name(country, part)}:"
        f" addresses in {country_lists.countries()[country]} have one."
        for part in sorted(needed)
        if cleaned.get(part) == ""
    }


appointment = QuestionGroup(
    "When",
    {
        "appointment_date_time": partial(
            WallTime,
            "Date and time",
            missing="Choose the date and time of the exam.",
            no_default="Each booking has its own time.",
        ),
    },
    companions={"time_zone": partial(TimeZone, "Time zone")},
)
location = QuestionGroup(
    "Where",
    {
        "proctor_location_sid": partial(
            Sid,
            "Location",
            "PL",
            "locations",
            missing="Choose the location, or paste its SID.",
            wide=True,
        )
    },
)
instructor_entry = QuestionGroup(
    "Who",
    {
        "instructor_proctor_sid": partial(
            Sid,
            "Instructor time slot",
            "CP",
            "instructor_entries",
            missing="Choose the instructor time slot, or paste its SID.",
            hint="Times and places are on the exam’s page in SmarterProctoring, not here.",
            wide=True,
        )
    },
)
message_thread = QuestionGroup(
    "Who",
    {
        "message_sid": partial(
            Sid,
            "Message thread SID",
            "MT",
            missing="Paste the SID of the thread in which the proctor agreed: it begins with MT.",
            wide=True,
            no_default="Each booking has its own thread.",
        )
    },
)
external_booking = QuestionGroup(
    "Where",
    {
        "external_appointment_id": partial(
            ExternalId,
            "External appointment ID",
            missing="Enter the appointment’s ID in the other system.",
            hint="The appointment’s number in the other system.",
            longest=100,
            no_default="Each booking has its own appointment.",
        )
    },
)

register_blast_appointment = QuestionGroup(
    "Where",
    {
        "external_appointment_id": partial(
            RegisterBlastId,
            "External appointment ID",
            missing="Enter the appointment’s number in RegisterBlast, such as RB-100234.",
            hint="The appointment’s number in RegisterBlast, such as RB-100234.",
            longest=100,
            no_default="Each booking has its own appointment.",
        )
    },
)


def _contact(section: str, whose: str, *, own: str = "") -> QuestionGroup:
    """The person to turn to: `whose` data it is, as a fault says it;
    `own` is why it is another one each time.
    """

    def say(
        kind: type[AnswerField], label: str, what: str, longest: int = 0
    ) -> Callable[..., AnswerField]:
        return partial(
            kind, label, missing=f"Enter the {whose} {what}.", longest=longest, no_default=own
        )

    fields = {
        "first_name": say(AnswerField, "First name", "first name", 100),
        "last_name": say(AnswerField, "Last name", "last name", 100),
        "company": partial(
            AnswerField, "Organization", missing=f"Enter the {whose} organization.", longest=150
        ),
        "email": say(Email, "Email", "email address"),
        "phone": say(Phone, "Phone", "phone number"),
    }
    return QuestionGroup(section, fields, can_move=True)


contact = _contact(
    "Proctor", "proctor’s", own="Each booking has its own proctor, who gets all exam details."
)
contact_there = _contact("Contact person at the testing center", "contact’s")
address = QuestionGroup(
    "Where",
    {
        "address1": partial(AnswerField, "Street address", wide=True),
        "address2": partial(AnswerField, "Building, floor or room"),
        "place": partial(AnswerField, "City", longest=100),
        "region": partial(AnswerField, "State or region", hint=IF_ANY, longest=100),
        "postal_code": partial(AnswerField, "Postal code", hint=IF_ANY, longest=20),
        "country": partial(Country, "Country", missing="Choose the country."),
    },
    can_move=True,
)
position = QuestionGroup(
    "Where",
    {
        "location_latitude": partial(Coordinate, "Latitude", 90),
        "location_longitude": partial(Coordinate, "Longitude", 180),
    },
    rule=position_rule,
    can_move=True,
)
payment = QuestionGroup(
    "Payment",
    {
        "amount": partial(Amount, "Amount", no_default="Prices are in the price list."),
        "currency": partial(Currency, "Currency"),
        "card_token": partial(
            Code,
            "Card token",
            hint="Starts with tok_. Do not type a card number.",
            longest=255,
            no_default=_PAYS_ONCE,
            may_be_kept=False,
        ),
        "voucher_code": partial(
            Voucher,
            "Voucher code",
            longest=100,
            no_default=_PAYS_ONCE,
            may_be_kept=False,
        ),
    },
    rule=payment_rule,
    never_both=("card_token", "voucher_code"),
)
details = QuestionGroup(
    "Notes and details",
    {
        "notes": partial(LongText, "Notes", wide=True),
        "exam_locale": partial(LanguageTag, "Exam language", hint="Language code, such as en-US"),
        "proctor_type_sub_category_sid": partial(Sid, "Proctor type", "TS", "proctor_types"),
        "cancellation_policy_version_sid": partial(
            Sid, "Cancellation policy", "CV", "policy_versions"
        ),
    },
)
notes = QuestionGroup(
    "Notes",
    {"notes": partial(LongText, "Notes", hint="Leave blank to keep the current notes.", wide=True)},
)
