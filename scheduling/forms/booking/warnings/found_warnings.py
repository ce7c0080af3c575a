"""What speaks against a booking, as its form warns of it. None of these holds it back by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scheduling import country_lists, spoken_time, wall_time
from scheduling.accommodation_times.latest_starts import offer_latest_start
from scheduling.booking.admission import other_learners
from scheduling.booking.admission.single_uses import Use
from scheduling.booking.payments import FAILED_SENT
from scheduling.forms.booking import vetting
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.answers import WHEN
from scheduling.forms.booking.appointment import address_zones
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.payment.payable_form import PayableForm
from scheduling.forms.booking.warnings.warning import Although, BookingWarning, SummaryLine
from scheduling.models import Attempt, Location
from scheduling.opening_hours.hours_warnings import about_hours
from scheduling.opening_hours.seats_warnings import about_seats
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_types.payment.payment_rule import ONE_PAYS
from scheduling.session_types.proctor_vetting import Concern
from scheduling.session_types.registry import SessionType
from scheduling.time_zones import zone_names
from scheduling.typed_times.unreadable import Unreadable

VOUCHER_RESERVED = (
    "This voucher is part of the request for {learner}, which is still being checked. It can’t be"
    " used again until that is finished."
)
# What stands in the place of a time that can't be read, by the field that can't be.
UNREAD = {WHEN: "Check the date and time", "time_zone": "Check the time zone"}
VOUCHER_USED = "This voucher was already used for {learner}. Check that it can be used again."
VOUCHER_MAY_BE_USED = (
    "This voucher went with a request for {learner} that failed. We can’t tell whether the voucher"
    " was used: ask SmarterProctoring before you use it again."
)
OF_THE_PROCTOR = {
    Concern.ADDRESS: Although.MISTYPED,
    Concern.LEARNER: Although.RELATED,
    Concern.OTHER: Although.PROCTOR,
}
_FAR_AHEAD = timedelta(days=366)
# A word in a phone number that is no name of an extension.
_BESIDE_A_NUMBER = re.compile(
    r"(?!(?:x|ext|extn|extension|tel|phone|cell|office)\b)\b[^\W\d_]{2,}.*", re.I
)


def warnings_of(form: PayableForm) -> list[BookingWarning]:
    """What speaks against the booking, as far as the answers can be read."""
    return [
        *_time_warnings_of(form),
        *_about_location(form),
        *_about_payment(form),
        *_about_voucher(form),
        *_about_rules(form),
        *_about_address(form),
        *_about_proctor(form, form.session_type),
        *_about_phone(form),
        *_about_number(form),
        *_about_thread(form),
        *_about_slot(form),
    ]


def move_warnings_of(form: AnswerForm, session_type: type[SessionType]) -> list[BookingWarning]:
    """What speaks against a move: of its time, and of whom and where it names anew."""
    return [
        *_time_warnings_of(form),
        *_about_address(form),
        *_about_proctor(form, session_type),
        *_about_phone(form),
    ]


def _time_warnings_of(form: AnswerForm) -> list[BookingWarning]:
    """What speaks against the time alone, as far as it can be read."""
    appointment = appointment_of(form)
    if appointment is None:
        return []
    found = [
        BookingWarning(SummaryLine.WHEN, _how_it_was_read(form, appointment), is_note=True),
        BookingWarning(SummaryLine.WHEN, appointment.problem),
    ]
    if appointment.instant:
        if appointment.instant - datetime.now(UTC) > _FAR_AHEAD:
            far = "This is more than a year ahead. Check the year."
            found.append(BookingWarning(SummaryLine.WHEN, far, Although.FAR))
        found.append(
            BookingWarning(SummaryLine.WHEN, form.options.sitting.warning, Although.NO_LENGTH)
        )
        found += [*_about_opening(appointment, form), *_about_zone(appointment, form)]
    elif appointment.fold_choices:  # whichever of the two is meant, the day is the same
        first = replace(appointment, instant=appointment.fold_choices[0].instant)
        found += _about_opening(first, form)
    return [one for one in found if one.text]


def appointment_of(form: AnswerForm) -> Appointment | None:
    """The time that was answered, or why it is none; None where none was answered."""
    if form.appointment:
        return form.appointment
    if not strip_unseen(form.value_of("appointment_date_time")):
        return None
    zone = form.meant_zone or form.default_zone
    for name, title in UNREAD.items():
        if problem := form.parse_error(name):
            return Appointment(zone, problem=problem, title=title)
    if not form.meant_zone:
        asked = address_zones.question(form.zones_there, form.address)
        return Appointment(zone, problem=asked, asks_zone=True, title="In which time zone?")
    return form.read_time(zone)


def _how_it_was_read(form: AnswerForm, appointment: Appointment) -> str:
    """Which of two readings of a typed date and time was taken; '' where there is one."""
    try:
        read = form.how_read or form.fields[WHEN].typed(form.value_of(WHEN)).remark
    except Unreadable:
        read = ""
    return f"{read} {appointment.remark}".strip()


def _about_opening(appointment: Appointment, form: AnswerForm) -> Iterator[BookingWarning]:
    """Whether it is open then, and has a seat."""
    asked = "proctor_location_sid" in form.fields
    sid = form.parsed("proctor_location_sid") if asked else form.options.location_sid
    minutes = form.options.sitting.minutes
    start, zone = appointment.instant, appointment.zone
    yield from _about_rescues(form, sid, start)
    location = form.options.location_at(sid, start, minutes) if sid else None
    if location is None:
        return
    hours = about_hours(location, start, minutes, zone)
    if hours.text:
        offer = offer_latest_start(location, start, minutes, zone)
        closes = Although.CLOSES if hours.is_open_at_start else Although.CLOSED
        yield BookingWarning(SummaryLine.WHEN, f"{hours.text} {offer}".strip(), closes)
    seats = about_seats(location)
    if seats.are_taken:
        yield BookingWarning(SummaryLine.WHERE, seats.text, Although.FULL)
    elif seats.may_be_taken:
        yield BookingWarning(
            SummaryLine.WHERE, seats.text, Although.NOT_COUNTED, counts="may be taken"
        )
    else:
        yield BookingWarning(SummaryLine.WHERE, seats.text, counts="free at the most")


def _about_rescues(form: AnswerForm, sid: str | None, start: datetime) -> Iterator[BookingWarning]:
    """That a rescue has moved others out of there at that time; the record tells not why."""
    minutes = form.options.sitting.minutes
    for one in form.options.emptied_at(sid, start, minutes) if sid else ():
        yield BookingWarning(
            SummaryLine.WHERE,
            one.in_words,
            Although.EMPTIED,
            counts=f"rescue {one.number}",
            kept=f"{one.said}.",
        )


def _about_zone(appointment: Appointment, form: AnswerForm) -> Iterator[BookingWarning]:
    """That the zone is not one of the address, or not one of any place."""
    zone = appointment.zone
    if form.asks_by_address:
        wall = form.parsed("appointment_date_time")
        warning = address_zones.warning(form.zones_there, form.address, zone, wall)
        yield BookingWarning(SummaryLine.WHEN, warning, Although.ZONE)
    yield from _about_clock_there(appointment, form)
    if wall_time.find_zone(zone) is None:
        yield BookingWarning(SummaryLine.WHEN, zone_names.question_about(zone), Although.ZONE)


def _about_clock_there(appointment: Appointment, form: AnswerForm) -> Iterator[BookingWarning]:
    """That the clocks at the chosen location show another time than the one that was entered."""
    sid = form.parsed("proctor_location_sid") if "proctor_location_sid" in form.fields else None
    for one in form.options.locations if sid else ():
        if one.sid != sid or wall_time.find_zone(one.time_zone) is None:
            continue
        if spoken_time.say_difference(appointment.instant, one.time_zone, appointment.zone):
            there = spoken_time.say(appointment.instant, one.time_zone).short
            text = f"At {one.label} it is {there} then. Check the time zone."
            yield BookingWarning(SummaryLine.WHEN, text, Although.ZONE)


def _about_location(form: PayableForm) -> Iterator[BookingWarning]:
    """That a known location is not of a kind that the type is for, or that nobody comes there.

    A SID that was pasted is booked all the same.
    """
    sid, kind = form.parsed("proctor_location_sid"), form.session_type
    for one in form.options.locations if sid else ():
        if one.sid != sid:
            continue
        if not kind.fits(one.kind):
            text = f"{one.label} is not a location for “{kind.label}”. Check the location."
            yield BookingWarning(SummaryLine.WHERE, text, Although.OTHER_KIND)
        elif kind.is_at_a_center() and one.kind == Location.Kind.ONLINE:
            text = f"{one.label} is online: the learner does not come to a testing center."
            yield BookingWarning(SummaryLine.WHERE, text)


def _about_address(form: AnswerForm) -> Iterator[BookingWarning]:
    """That the postal code is none of the country's."""
    if "postal_code" not in form.fields or "country" not in form.fields:
        return
    code, country = form.parsed("postal_code") or "", form.parsed("country") or ""
    if code and country and country_lists.is_odd_postal_code(code, country):
        name = country_lists.part_name(country, country_lists.POSTAL_CODE)
        place = country_lists.countries().get(country, country)
        text = f"“{code}” is not how a {name} is written in {place}. Check the address."
        yield BookingWarning(SummaryLine.WHERE, text, Although.POSTAL_CODE)


def _about_proctor(form: AnswerForm, session_type: type[SessionType]) -> Iterator[BookingWarning]:
    """What to look at twice, of somebody who is emailed everything at once."""
    for concern, one in vetting.flags_of(form, session_type):
        yield BookingWarning(SummaryLine.HOW, one, OF_THE_PROCTOR[concern])
    for one in vetting.flags_of_place(form, session_type):
        yield BookingWarning(SummaryLine.WHERE, one, Although.PO_BOX)


def _about_phone(form: AnswerForm) -> Iterator[BookingWarning]:
    """That there is more than a number in the phone number, all of which is sent."""
    typed = form.parsed("phone") if "phone" in form.fields else ""
    if typed and (words := _BESIDE_A_NUMBER.findall(typed)):
        said = " ".join(words)
        text = (
            f"“{said}” is sent as part of the phone number. If it is a note, put it in the notes."
        )
        yield BookingWarning(SummaryLine.HOW, text)


def _about_number(form: PayableForm) -> Iterator[BookingWarning]:
    """That the number of the appointment in another system is not written as it is there."""
    asked = "external_appointment_id" in form.fields
    number = form.parsed("external_appointment_id") if asked else ""
    if number and (doubt := form.session_type.doubt_about_number(number)):
        yield BookingWarning(SummaryLine.WHERE, doubt, Although.NUMBER)
    used = form.options.number_use(form.session_type.wire_name, number) if number else None
    if used:
        yield _already_used(used, SummaryLine.WHERE, Although.NUMBER_USED, form)


def _about_thread(form: PayableForm) -> Iterator[BookingWarning]:
    """That another learner is booked of the message thread."""
    sid = form.parsed("message_sid") if "message_sid" in form.fields else ""
    used = form.options.thread_use(form.session_type.wire_name, sid) if sid else None
    if used:
        yield _already_used(used, SummaryLine.HOW, Although.THREAD_USED, form)


def _about_slot(form: PayableForm) -> Iterator[BookingWarning]:
    """That another learner sits in the instructor's slot at the time."""
    sid = form.parsed("instructor_proctor_sid") if "instructor_proctor_sid" in form.fields else ""
    appointment = appointment_of(form) if sid else None
    start = appointment.instant if appointment else None
    used = form.options.slot_use(form.session_type.wire_name, sid, start) if start else None
    if used:
        yield _already_used(used, SummaryLine.WHEN, Although.SLOT_USED, form)


def _already_used(used: Use, line: SummaryLine, why: Although, form: PayableForm) -> BookingWarning:
    zone = form.options.time_zone
    return BookingWarning(line, used.warning_words(zone), why, kept=used.recorded(zone))


def pays_twice(form: PayableForm) -> bool:
    """Whether what stands there together will be refused;
    what is only missing yet is none of it.
    """
    return "amount" in form.fields and form.has_card_token and form.has_voucher


def _about_payment(form: PayableForm) -> Iterator[BookingWarning]:
    if pays_twice(form):
        yield BookingWarning(SummaryLine.PRICE, ONE_PAYS)


def _about_voucher(form: PayableForm) -> Iterator[BookingWarning]:
    """That the voucher went with a request before, so that nobody uses it twice unawares."""
    used = form.voucher_use
    if used is None:
        return
    said, why = _said_of_voucher(used)
    text, kept = (
        f"{said.format(learner=learner)} {form.voucher_used_by}"
        for learner in (form.voucher_user, _recorded_user(used, form))
    )
    yield BookingWarning(SummaryLine.PRICE, text, why, kept=kept)


def _recorded_user(used: Attempt, form: PayableForm) -> str:
    is_own = used.session_id == form.options.session_id
    return other_learners.THIS if is_own else other_learners.unnamed(used.session)


def _said_of_voucher(used: Attempt) -> tuple[str, Although | None]:
    if used.is_open:
        return VOUCHER_RESERVED, None
    if used.state in FAILED_SENT:
        return VOUCHER_MAY_BE_USED, Although.VOUCHER_MAY_BE_USED
    return VOUCHER_USED, Although.VOUCHER


def _about_rules(form: PayableForm) -> Iterator[BookingWarning]:
    """What the institution itself would say against it;
    none of it holds the booking back but a type that is off.
    """
    kind = form.session_type
    if kind.wire_name in form.options.rules.off:
        off = f"“{kind.label}” is not offered here any more. Choose another type."
        yield BookingWarning(SummaryLine.HOW, off)
    amount, currency = form.parsed("amount"), form.parsed("currency")
    price = form.listed_price if amount is not None and currency else None
    if price and not price.is_met_by(amount, currency):
        yield BookingWarning(
            SummaryLine.PRICE, f"The price list says {price.in_words}.", Although.PRICE
        )
