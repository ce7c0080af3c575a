"""Preview of a booking in words, read from a form that may still be half filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import cast

from django.utils.functional import SimpleLazyObject, cached_property

from scheduling import country_lists, spoken_time, wall_time
from scheduling.digit_free_digests import mark_of
from scheduling.exam_sessions.other_bookings import HAS_ANOTHER, MAY_STILL_BE, OtherBooking
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN, PayableForm
from scheduling.forms.booking.rendering import refused_fields
from scheduling.forms.booking.rendering.refused_fields import PAYMENT
from scheduling.forms.booking.warnings.found_warnings import (
    appointment_of,
    pays_twice,
)
from scheduling.forms.booking.warnings.warning import (
    BookingWarning,
    SummaryLine,
    although,
    is_grave,
)
from scheduling.institutions.catalogue import NamedSid
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_types.payment.payment_rule import decimals_fault
from scheduling.spoken_time import SpokenTime

BESIDE_ANOTHER = "(the learner has another booking)"
NO_PRICE = "can’t be read"
NO_TIME_YET, ANY_TIME = "No time chosen yet", "Any time in the exam’s window"


@dataclass
class Preview:
    """Lines for a person; a blank one is not known yet.

    `missing` are labels of what still has to be filled in, `unreadable` of what will be refused as
    it is typed; of the time the appointment says it.
    """

    appointment: Appointment | None = None
    spoken: SpokenTime | None = None
    instead_of_time: str = ""  # what is said where no time can be
    hours: str = ""  # 9:30 – 11:30 AM CST
    elsewhere: str = ""  # the same time on the institution's clocks, where they differ
    where: str = ""
    who: str = ""
    price: str = ""
    charge: str = ""  # what sending does with money: Book and charge $25.50 to the card.
    told: str = ""
    booking_warnings: list[BookingWarning] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    other_bookings: Sequence[OtherBooking] = ()  # the learner's, in the way
    may_reach: Sequence[OtherBooking] = ()  # the learner's, that may still go on then

    @property
    def warnings(self) -> list[str]:
        """What speaks against it."""
        return [one.text for one in self.booking_warnings]

    @cached_property
    def beside(self) -> dict[str, list[str]]:
        """The warnings by the line of the summary that they concern; read it once all are here."""
        return {
            line.name.lower(): [
                one.text for one in self.booking_warnings if one.line == line and not one.is_note
            ]
            for line in SummaryLine
        }

    @property
    def notes(self) -> list[str]:
        """How its time was read, which stands beside the field."""
        return [one.text for one in self.booking_warnings if one.is_note]

    @property
    def although(self) -> str:
        """What the button says behind its verb: “although the location is closed”; "" where nothing
        speaks against it, and beside a time that can't be booked, whatever is answered, an answer
        that can't be read, or another booking of the learner: they hold it back whatever else is
        pressed in spite of.
        """
        at = self.appointment
        is_no_time = at is not None and bool(at.problem) and not at.asks_something
        is_held = is_no_time or self.unreadable or self.other_bookings
        return "" if is_held else although(self.booking_warnings)

    @property
    def on_button(self) -> str:
        """What the button says behind its verb. Beside another booking of the learner it is no
        plain one either, and promises nothing: only administrators may book beside it.
        """
        return BESIDE_ANOTHER if self.is_beside_another else self.although

    @property
    def has_another(self) -> str:
        """What is said before the link of each of the bookings in the way."""
        return HAS_ANOTHER

    @property
    def may_still_be(self) -> str:
        """What is said before the link of each that may still go on then."""
        return MAY_STILL_BE

    @property
    def is_beside_another(self) -> bool:
        """Whether another booking of the learner's is in the way of its time."""
        return self.spoken is not None and bool(self.other_bookings)

    @property
    def has_to_be_seen(self) -> bool:
        """Whether nobody should press the button before they could read what it says then."""
        if self.appointment and self.appointment.asks_something:
            return False  # it is not sent before that is answered
        return bool(self.other_bookings or (self.although and is_grave(self.booking_warnings)))

    @property
    def warnings_mark(self) -> str:
        """By which it is known whether just these warnings were shown; "" where there are none."""
        said = "\n".join(self.warnings)
        return mark_of(said, 12) if said else ""


def preview_of(form: PayableForm, booking_warnings: list[BookingWarning]) -> Preview:
    """Reads whatever can be read. Never raises for anything a person can type."""
    preview = Preview(
        told=form.session_type.told, where=_where(form), who=_who(form), price=_price(form)
    )
    preview.charge = _charge(form) if preview.price else ""
    refused = refused_fields.refused(form)
    preview.missing = [
        "Card" if name == CARD_TOKEN else shown.label
        for name, shown in form.fields.items()
        if refused_fields.has_to_be_filled_in(form, name, refused)
    ]
    preview.missing += form.missing_elsewhere
    if _is_unpaid(form):
        preview.missing.append("Card or voucher code")
    if _lacks_amount(form):
        preview.missing.append("Amount")
    wrong = refused_fields.to_correct(form, refused)
    preview.unreadable = [one for one in wrong.values() if one not in preview.missing]
    if not preview.price and not pays_twice(form) and wrong.keys() & PAYMENT:
        preview.price = NO_PRICE
    _add_time(preview, form)
    _add_other_bookings(preview, form)
    preview.booking_warnings = booking_warnings
    return preview


def _is_unpaid(form: PayableForm) -> bool:
    """Whether there is an amount to pay, and nothing yet to pay it with."""
    amount = form.parsed("amount") if "amount" in form.fields else None
    return bool(amount and amount > 0) and not (_means_of_payment(form) or form.has_lost_token)


def _lacks_amount(form: PayableForm) -> bool:
    """Whether a card stands there, which pays nothing yet."""
    is_asked = "amount" in form.fields and not form.fields["amount"].required
    return is_asked and form.has_card_token and not form.parsed("amount")


def move_preview_of(form: AnswerForm, booking_warnings: list[BookingWarning]) -> Preview:
    """Reads what a move asks: the time, and whom and where it names anew. Never raises either."""
    wrong = refused_fields.to_correct(form, refused_fields.refused(form))
    preview = Preview(unreadable=list(wrong.values()))
    _add_time(preview, form)
    _add_other_bookings(preview, form)
    preview.booking_warnings = booking_warnings
    return preview


def _add_other_bookings(preview: Preview, form: AnswerForm) -> None:
    start = preview.appointment.instant if preview.appointment else None
    # Asked for by a page that shows them; a booking that is sent finds them for itself.
    preview.other_bookings, preview.may_reach = (
        cast(Sequence[OtherBooking], SimpleLazyObject(partial(find, start)))
        for find in (form.options.other_bookings, form.options.may_reach)
    )


def _add_time(preview: Preview, form: AnswerForm) -> None:
    appointment = appointment_of(form)
    preview.instead_of_time = _instead_of_time(appointment, form)
    if appointment is None:
        return
    preview.appointment, preview.spoken = appointment, appointment.spoken
    if appointment.instant:
        preview.hours = form.options.sitting.hours(appointment.instant, appointment.zone)
        preview.elsewhere = _elsewhere(appointment, form)


def _instead_of_time(appointment: Appointment | None, form: AnswerForm) -> str:
    if appointment is None:
        return NO_TIME_YET if form.demands_a_time else ANY_TIME
    return appointment.title


def _elsewhere(appointment: Appointment, form: AnswerForm) -> str:
    """The time on other clocks that people look at: the location's and the institution's."""
    shown = appointment.spoken.short
    options = form.options
    zones = dict.fromkeys((form.default_zone, options.time_zone, options.own_zone))
    others = {
        spoken_time.say(appointment.instant, zone).short: zone
        for zone in zones
        if zone and zone != appointment.zone
    }
    return "; ".join(
        f"{text} in {wall_time.city_of(zone)}, {_apart(appointment, zone)}"
        for text, zone in others.items()
        if text != shown
    )


def _apart(appointment: Appointment, zone: str) -> str:
    """“1 hour ahead”, of another clock than the appointment's own."""
    return (
        spoken_time.say_difference(appointment.instant, zone, appointment.zone) or "the same time"
    )


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


def _price(form: PayableForm) -> str:
    if "amount" not in form.fields:
        return ""
    amount, currency = form.parsed("amount"), form.parsed("currency")
    if pays_twice(form) or decimals_fault(amount or Decimal(0), currency or form.options.currency):
        return ""
    means = _means_of_payment(form)
    if amount is None or not currency:
        return means
    return (
        f"{country_lists.money(amount, currency)}, {means}"
        if means
        else country_lists.money(amount, currency)
    )


def _charge(form: PayableForm) -> str:
    """The total, and what pays it; "" while either is not known, or nothing is to be paid."""
    amount, currency = form.parsed("amount"), form.parsed("currency")
    if not amount or not currency or not _means_of_payment(form):
        return ""
    total = country_lists.money(amount, currency)
    if form.has_voucher:
        return f"Book, {total} paid by voucher."
    return f"Book and charge {total} to the card."


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
    return "by card" if form.token_in_browser else ""
