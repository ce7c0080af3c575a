"""Options of the booking forms: what they offer by name and assume by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar, cast

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION, Accommodation
from scheduling.accommodation_times.sittings import Sitting
from scheduling.booking import payments
from scheduling.booking.admission import single_uses
from scheduling.booking.redaction import voucher_fingerprint
from scheduling.exam_sessions import accommodations, other_bookings
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.institution_type_rules import NO_RULES, BookingRules
from scheduling.institutions import catalogue, past_proctors, rules
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.opening_hours.hours_of_days import LocationAvailability
from scheduling.price_list import PriceLine
from scheduling.rescues import emptied_rooms
from scheduling.rescues.emptied_rooms import EmptiedRoom
from scheduling.seats import availability
from scheduling.seats.free_starts import DayOfStarts, starts_on
from scheduling.session_types.proctor_vetting import PastProctor, VettedLearner
from scheduling.time_zones.zone_names import words_beside

Row = TypeVar("Row")
NOBODY = VettedLearner()

# A location's SID, a start and minutes → what is known of the location then.
LocationLookup = Callable[[str, datetime, int | None], LocationAvailability | None]


# A location's SID, a day or an instant of it (None for today), minutes → its free starts.
StartsLookup = Callable[[str, date | datetime | None, int | None], DayOfStarts | None]


# A voucher's code → the request that it went with here before, which may have used it up.
VoucherLookup = Callable[[str], Attempt | None]


# A type's wire name, a number, a thread or a slot → who else is booked with it.
SingleUse = Callable[[str, str], single_uses.Use | None]


# The same of a slot's SID and a start.
SlotUse = Callable[[str, str, datetime], single_uses.Use | None]


# A location's SID, a start and minutes → the rescues that emptied it then.
EmptiedLookup = Callable[[str, datetime, int | None], Sequence[EmptiedRoom]]


# A location's SID → whether it is another institution's.
OfAnother = Callable[[str], bool]


# A start, None for none → the learner's other bookings then, and those of the exam.
OtherBookings = Callable[[datetime | None], Sequence[OtherBooking]]
# Starts → those of them that another booking of the learner's is in the way of, with that one.
Overlaps = Callable[[Iterable[datetime]], Mapping[datetime, OtherBooking]]


def no_other_bookings(start: datetime | None) -> Sequence[OtherBooking]:
    """The `other_bookings` of options that know none."""
    return ()


def no_overlaps(starts: Iterable[datetime]) -> Mapping[datetime, OtherBooking]:
    """The `overlapping` of options that know no other booking."""
    return {}


def of_no_other(sid: str) -> bool:
    """The `of_another` of options that know no other institution."""
    return False


def no_voucher_use(code: str) -> Attempt | None:
    """The `voucher_use` of options that know no other request."""
    return None


def no_single_use(wire_name: str, answer: str) -> single_uses.Use | None:
    """The `number_use` and `thread_use` of options that know no other booking."""
    return None


def no_slot_use(wire_name: str, sid: str, start: datetime) -> single_uses.Use | None:
    """The `slot_use` of options that know no other booking."""
    return None


def no_availability(sid: str, start: datetime, minutes: int | None) -> LocationAvailability | None:
    """The `location_at` of options that know no location."""
    return None


def none_emptied(sid: str, start: datetime, minutes: int | None) -> Sequence[EmptiedRoom]:
    """The `emptied_at` of options that know no rescue."""
    return ()


def no_starts(sid: str, day: date | datetime | None, minutes: int | None) -> DayOfStarts | None:
    """The `starts_on` of options that know no location."""
    return None


@dataclass(frozen=True)
class FormOptions:
    """What a form offers and assumes for one exam session. `time_zone` is the location's or the
    institution's.

    `location_at` tells of a location (its SID) at a time: when it is open, how many seats are
    taken; `starts_on` which starts of a day are free there. `location_sid` is the location of a
    booking that stands, for a form that doesn't ask for one. `duration_minutes` is the exam's own
    length, by which the price list goes; how long the
    learner sits, `sitting` tells.
    """

    session_id: int | None = None  # of the exam session that it is about
    time_zone: str = "UTC"
    clock_owner: str = "The institution"  # whose time zone that is, by name
    clock_words: str = ""  # it in words, with how far it is from the institution's, `own_zone`
    own_zone: str = ""
    currency: str = "USD"
    locations: Sequence[NamedSid] = ()
    instructor_entries: Sequence[NamedSid] = ()
    policy_versions: Sequence[NamedSid] = ()
    proctor_types: Sequence[NamedSid] = ()
    duration_minutes: int | None = None
    accommodation: Accommodation = NO_ACCOMMODATION
    rules: BookingRules = NO_RULES
    prices: Sequence[PriceLine] = ()
    location_at: LocationLookup = no_availability
    starts_on: StartsLookup = no_starts
    emptied_at: EmptiedLookup = none_emptied
    of_another: OfAnother = of_no_other
    voucher_use: VoucherLookup = no_voucher_use
    number_use: SingleUse = no_single_use
    thread_use: SingleUse = no_single_use
    slot_use: SlotUse = no_slot_use
    other_bookings: OtherBookings = no_other_bookings
    may_reach: OtherBookings = no_other_bookings  # begun before, for nobody knows how long
    overlapping: Overlaps = no_overlaps
    location_sid: str = ""
    kept_location: str = ""  # where the person works, to begin with
    first_day: str = ""  # the day to begin with, as an address names it
    learner: VettedLearner = NOBODY
    past_proctors: Sequence[PastProctor] = ()

    @property
    def sitting(self) -> Sitting:
        """How long the learner sits, with the accommodation."""
        return Sitting(self.duration_minutes, self.accommodation)


def schedule_options(session: ExamSession) -> FormOptions:
    """The options of the booking form."""
    institution, sitting = session.institution, accommodations.sitting_of(session)
    others = other_bookings.OtherBookings(session)
    return FormOptions(
        session_id=session.pk,
        time_zone=institution.time_zone,
        clock_owner=institution.name,
        currency=institution.currency,
        locations=_lazily(catalogue.locations, institution),
        instructor_entries=_lazily(catalogue.instructor_entries, institution),
        policy_versions=_lazily(catalogue.policy_versions, institution),
        proctor_types=_lazily(catalogue.proctor_types),
        duration_minutes=sitting.exam_minutes,
        accommodation=sitting.accommodation,
        rules=rules.rules_of(institution),
        prices=_lazily(rules.prices_of, institution),
        of_another=partial(catalogue.is_of_another, institution),
        location_at=partial(availability.location_at, institution, session),
        starts_on=partial(starts_on, institution, session),
        emptied_at=partial(emptied_rooms.at, institution),
        voucher_use=partial(_voucher_use, session),
        number_use=partial(single_uses.of_number, session),
        thread_use=partial(single_uses.of_thread, session),
        slot_use=partial(single_uses.in_slot, session),
        other_bookings=others.beside,
        may_reach=others.that_may_reach,
        overlapping=others.overlapping,
        learner=VettedLearner(session.learner_name, session.learner_email),
        past_proctors=_lazily(past_proctors.at, institution),
    )


def switch_options(session: ExamSession) -> FormOptions:
    """The options of the booking form in a switch: the booking is to be made in another session, so
    a voucher of the one that stands here was used before, too.
    """
    return replace(
        schedule_options(session), voucher_use=partial(_any_voucher_use, session.institution)
    )


def change_options(session: ExamSession) -> FormOptions:
    """The options of the forms that move and cancel."""
    sitting, own_zone = accommodations.sitting_of(session), session.institution.time_zone
    at = session.appointment_at or timezone.now()
    others = other_bookings.OtherBookings(session)
    return FormOptions(
        time_zone=str(session.zone),
        clock_owner=session.clock_owner,
        clock_words=words_beside(str(session.zone), own_zone, at),
        own_zone=own_zone,
        duration_minutes=sitting.exam_minutes,
        accommodation=sitting.accommodation,
        of_another=partial(catalogue.is_of_another, session.institution),
        location_at=partial(availability.location_at, session.institution, session),
        starts_on=partial(starts_on, session.institution, session),
        emptied_at=partial(emptied_rooms.at, session.institution),
        location_sid=session.location_sid,
        other_bookings=partial(others.beside, also_of_exam=False),
        may_reach=partial(others.that_may_reach, also_of_exam=False),
        overlapping=others.overlapping,
    )


def _voucher_use(session: ExamSession, code: str) -> Attempt | None:
    """The request that a voucher went with: of another exam session, or one of its own that failed
    and may have used it.
    """
    used = _any_voucher_use(session.institution, code)
    is_told = used and (used.session_id != session.pk or used.state in payments.FAILED_SENT)
    return used if is_told else None


def _any_voucher_use(institution: Institution, code: str) -> Attempt | None:
    return payments.booking_with_voucher(voucher_fingerprint(code, install_sid=institution.sid))


def _lazily(rows: Callable[..., list[Row]], *of: Institution) -> Sequence[Row]:
    """What is asked for once a page shows it; a booking that goes through shows nothing."""
    return cast(Sequence[Row], SimpleLazyObject(lambda: rows(*of)))
