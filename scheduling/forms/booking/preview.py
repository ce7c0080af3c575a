"""Preview of a booking in words, read from a form that may still be half filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import cast

from django.utils.functional import SimpleLazyObject

from scheduling import code_lists, typed_times, wall_time
from scheduling.accommodations import offer_latest_start
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.forms.booking import address_zones
from scheduling.forms.booking.appointment_time import Appointment, read_appointment
from scheduling.forms.booking.base import AnswerForm
from scheduling.forms.booking.payable_form import CARD_TOKEN, PayableForm
from scheduling.institutions.catalogue import NamedSid
from scheduling.opening_hours import warnings_about
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_types.field_definitions import ONE_PAYS, decimals_fault
from scheduling.time_zones import zone_names
from scheduling.wall_time import SpokenTime

VOUCHER_RESERVED = (
    "This voucher is part of the request for {learner}, which is still being checked. It can’t be"
    " used again until that is finished."
)
VOUCHER_USED = "This voucher was already used for {learner}. Check that it can be used again."
_FAR_AHEAD = timedelta(days=366)


@dataclass
class Preview:
    """Lines for a person; a blank one is not known yet.

    `missing` are labels of what still has to be filled in.
    """

    appointment: Appointment | None = None
    spoken: SpokenTime | None = None
    hours: str = ""  # 9:30 – 11:30 AM CST
    elsewhere: str = ""  # the same time on the institution's clocks, where they differ
    where: str = ""
    who: str = ""
    price: str = ""
    told: str = ""
    warnings: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    other_bookings: Sequence[OtherBooking] = ()  # the learner's, in the way


def preview_of(form: PayableForm) -> Preview:
    """Reads whatever can be read. Never raises for anything a person can type."""
    preview = Preview(
        told=form.session_type.told, where=_where(form), who=_who(form), price=_price(form)
    )
    preview.missing = [
        shown.label
        for name, shown in form.fields.items()
        if (shown.required or _is_lost(form, name)) and _is_blank(form, name)
    ]
    preview.missing += _missing_of_the_address(form)
    if _is_unpaid(form):
        preview.missing.append("Card token or voucher code")
    _add_time(preview, form)
    _add_other_bookings(preview, form)
    preview.warnings = warnings_of(form)
    return preview


def warnings_of(form: PayableForm) -> list[str]:
    """The preview's warnings alone: a booking that is sent keeps these, and shows nothing."""
    return [
        *time_warnings_of(form),
        *_location_warnings(form),
        *_payment_warnings(form),
        *_voucher_warnings(form),
        *_rule_warnings(form),
    ]


def _missing_of_the_address(form: PayableForm) -> list[str]:
    """What addresses in the country have besides, where an address is demanded."""
    if "country" not in form.questions.must():
        return []
    needed = code_lists.needed_parts(form.parsed("country") or "")
    return [
        shown.label
        for name, shown in form.fields.items()
        if name in needed and not shown.required and _is_blank(form, name)
    ]


def _is_lost(form: PayableForm, name: str) -> bool:
    return name == CARD_TOKEN and form.has_lost_token


def _is_blank(form: PayableForm, name: str) -> bool:
    """Whether nothing stands in the field, as far as is known."""
    if name == CARD_TOKEN and form.token_in_browser is not None:
        return form.has_lost_token
    return not strip_unseen(form.value_of(name))


def _is_unpaid(form: PayableForm) -> bool:
    """Whether there is an amount to pay, and nothing yet to pay it with."""
    amount = form.parsed("amount") if "amount" in form.fields else None
    return bool(amount and amount > 0) and not (_means_of_payment(form) or form.has_lost_token)


def _location_warnings(form: PayableForm) -> list[str]:
    """That a known location is not of a kind that the type is for.

    A SID that was pasted is booked all the same.
    """
    sid, kind = form.parsed("proctor_location_sid"), form.session_type
    unfit = [
        one.label
        for one in form.options.locations
        if sid and one.sid == sid and not kind.fits(one.kind)
    ]
    return [f"{label} is not a location for “{kind.label}”. Check the location." for label in unfit]


def _rule_warnings(form: PayableForm) -> list[str]:
    """What the institution itself would say against it;
    none of it holds the booking back but a type that is off.
    """
    kind, found = form.session_type, []
    if kind.wire_name in form.options.rules.off:
        found.append(f"“{kind.label}” is not offered here any more. Choose another type.")
    amount, currency = form.parsed("amount"), form.parsed("currency")
    price = form.listed_price if amount is not None and currency else None
    if price and not price.is_met_by(amount, currency):
        found.append(f"The price list says {price.said}.")
    return found


def time_preview_of(form: AnswerForm) -> Preview:
    """Reads the time alone, for forms that ask little else. Never raises either."""
    preview = Preview()
    _add_time(preview, form)
    _add_other_bookings(preview, form)
    preview.warnings = time_warnings_of(form)
    return preview


def time_warnings_of(form: AnswerForm) -> list[str]:
    """What speaks against the time, as far as it can be read; a move that is sent keeps these."""
    appointment = _appointment(form)
    if appointment is None:
        return []
    found = [_how_it_was_read(form), appointment.problem]
    if appointment.instant:
        if appointment.instant - datetime.now(UTC) > _FAR_AHEAD:
            found.append("This is more than a year ahead. Check the year.")
        found.append(form.options.sitting.warning)
        found += [*_opening_warnings(appointment, form), *_zone_warnings(appointment, form)]
    return [warning for warning in found if warning]


def _add_other_bookings(preview: Preview, form: AnswerForm) -> None:
    start = preview.appointment.instant if preview.appointment else None
    found = partial(form.options.other_bookings, start)
    # Asked for by a page that shows them; a booking that is sent finds them for itself.
    preview.other_bookings = cast(Sequence[OtherBooking], SimpleLazyObject(found))


def _add_time(preview: Preview, form: AnswerForm) -> None:
    appointment = _appointment(form)
    if appointment is None:
        return
    preview.appointment, preview.spoken = appointment, appointment.spoken
    if appointment.instant:
        preview.hours = form.options.sitting.hours(appointment.instant, appointment.zone)
        preview.elsewhere = _elsewhere(appointment, form)


def _appointment(form: AnswerForm) -> Appointment | None:
    """The time that was answered, or why it is none; None where none was answered."""
    if form.appointment:
        return form.appointment
    if not strip_unseen(form.value_of("appointment_date_time")):
        return None
    zone = form.meant_zone or form.default_zone
    if problem := form.parse_error("appointment_date_time") or form.parse_error("time_zone"):
        return Appointment(zone, problem=problem)
    if not form.meant_zone:
        asked = address_zones.question(form.zones_there, form.address)
        return Appointment(zone, problem=asked, asks_zone=True)
    return read_appointment(form.parsed("appointment_date_time"), zone, form.value_of("time_fold"))


def _how_it_was_read(form: AnswerForm) -> str:
    """Which of two readings of a typed date was taken; '' where there is one."""
    try:
        return typed_times.read_typed(form.value_of("appointment_date_time")).remark
    except typed_times.Unreadable:
        return ""


def _opening_warnings(appointment: Appointment, form: AnswerForm) -> list[str]:
    """Whether it is open then, and has a seat."""
    asked = "proctor_location_sid" in form.fields
    sid = form.parsed("proctor_location_sid") if asked else form.options.location_sid
    minutes = form.options.sitting.minutes
    start, zone = appointment.instant, appointment.zone
    location = form.options.location_at(sid, start, minutes) if sid else None
    if location is None:
        return []
    offer = offer_latest_start(location, start, minutes, zone)
    return warnings_about(location, start, minutes, zone, offer=offer)


def _zone_warnings(appointment: Appointment, form: AnswerForm) -> list[str]:
    """That the zone is not one of the address, or not one of any place."""
    zone, found = appointment.zone, []
    if form.asks_by_address:
        wall = form.parsed("appointment_date_time")
        found.append(address_zones.warning(form.zones_there, form.address, zone, wall))
    if wall_time.find_zone(zone) is None:
        found.append(zone_names.question_about(zone))
    return [warning for warning in found if warning]


def _elsewhere(appointment: Appointment, form: AnswerForm) -> str:
    """The time on other clocks that people look at: the location's and the institution's."""
    shown = appointment.spoken.short
    zones = {form.default_zone: "", form.options.time_zone: ""}
    others = {
        wall_time.say(appointment.instant, zone).short: zone
        for zone in zones
        if zone != appointment.zone
    }
    return "; ".join(
        f"{text} in {wall_time.city_of(zone)}, {_apart(appointment, zone)}"
        for text, zone in others.items()
        if text != shown
    )


def _apart(appointment: Appointment, zone: str) -> str:
    """“1 hour ahead”, of another clock than the appointment's own."""
    return wall_time.say_difference(appointment.instant, zone, appointment.zone) or "the same time"


def _where(form: PayableForm) -> str:
    sid = form.parsed("proctor_location_sid")
    if sid:
        return _name_of(sid, form.options.locations)
    parts = [form.parsed(name) for name in ("address1", "place", "region")]
    return ", ".join(part for part in parts if part)


def _who(form: PayableForm) -> str:
    sid = form.parsed("instructor_proctor_sid")
    if sid:
        return f"With {_name_of(sid, form.options.instructor_entries)}"
    if "first_name" not in form.fields:
        return ""
    name = " ".join(form.parsed(part) or "" for part in ("first_name", "last_name")).strip()
    known = ", ".join(part for part in (name, form.parsed("email")) if part)
    role = "Proctor" if "first_name" in form.session_type.must() else "Contact"
    return f"{role}: {known}" if known else ""


def _name_of(sid: str, choices: Sequence[NamedSid]) -> str:
    return next((choice.label for choice in choices if choice.sid == sid), f"{sid[:6]}…{sid[-4:]}")


def _voucher_warnings(form: PayableForm) -> list[str]:
    """That the voucher went with another request here, so that nobody uses it twice unawares."""
    used = form.voucher_use
    if used is None:
        return []
    said = VOUCHER_RESERVED if used.is_open else VOUCHER_USED
    return [said.format(learner=form.voucher_user)]


def _price(form: PayableForm) -> str:
    if "amount" not in form.fields:
        return ""
    amount, currency = form.parsed("amount"), form.parsed("currency")
    if _payment_warnings(form) or decimals_fault(
        amount or Decimal(0), currency or form.options.currency
    ):
        return ""
    means = _means_of_payment(form)
    if amount is None or not currency:
        return means
    return (
        f"{code_lists.money(amount, currency)}, {means}"
        if means
        else code_lists.money(amount, currency)
    )


def _means_of_payment(form: PayableForm) -> str:
    """How it is paid, told by no more than four characters."""
    token, voucher = (
        strip_unseen(form.value_of(CARD_TOKEN)),
        strip_unseen(form.value_of("voucher_code")),
    )
    if voucher:
        return f"by voucher …{voucher[-4:]}"
    if token:
        return f"by card token …{token[-4:]}"
    return "by card token" if form.token_in_browser else ""


def _payment_warnings(form: PayableForm) -> list[str]:
    """That what stands there together will be refused;
    what is only missing yet is not said here.
    """
    both = "amount" in form.fields and form.has_card_token and form.has_voucher
    return [ONE_PAYS] if both else []
