"""The place and time that an address asks to book at, the board's or that of the booking before, as
answers of a fresh form.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scheduling.drafts.contents import Draft
from scheduling.forms.booking.answers import FIRST_LOCATION, WHEN
from scheduling.forms.booking.appointment.appointment_time import YEARS
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.options import FormOptions
from scheduling.institutions.catalogue import NamedSid
from scheduling.proctoring_api.provider_times import moment
from scheduling.session_types import registry
from scheduling.session_types.registry import SessionType, fields_of
from scheduling.typed_times.reading import read_typed
from scheduling.typed_times.unreadable import NoDate, Unreadable

# In an address: an instant, a location's SID, and the type of the booking before.
START, LOCATION, TYPE_BEFORE = "start", "location", "type_before"
# A wall time, on whichever clock the form is meant by, or the words of one that it asks about.
FIRST_TIME = "first_time"
LONGEST_WORDS = 40
SID = "proctor_location_sid"


def place_asked_for(query: Mapping[str, str], options: FormOptions) -> Draft | None:
    """A draft with the location, the time on its clock and a type that is booked there, with a type
    that asks for no location and the time, or with a wall time alone; None where the address names
    none of them, or no location that is offered.
    """
    if first := time_asked_for(query):
        return first
    at, before = moment(query.get(START, "")), query.get(TYPE_BEFORE, "")
    places = options.locations if at and query.get(LOCATION) else ()
    place = next((one for one in places if one.sid == query[LOCATION]), None)
    kind = next((one for one in _offered(options) if one.wire_name == before), None)
    if kind and (place is None or SID not in fields_of(kind)):
        return Draft(answers=_without_place(kind, at, options), typed=None, left_out=frozenset())
    if at is None or place is None:
        return None
    answers = _time_of(at, place.time_zone or options.time_zone) | {SID: place.sid}
    wire_name = kind.wire_name if kind else _type_for(place, options)
    answers |= {"session_type": wire_name} if wire_name else {}
    return Draft(answers=answers, typed=None, left_out=frozenset())


def _without_place(
    kind: type[SessionType], at: datetime | None, options: FormOptions
) -> dict[str, str]:
    answers = _time_of(at, options.time_zone) | {"session_type": kind.wire_name}
    if at and _asks_by_address(kind):
        answers["time_zone"] = options.time_zone  # and not that of another address
    return answers


def _asks_by_address(kind: type[SessionType]) -> bool:
    """Whether the time of such a booking is meant by the clocks of an address."""
    return "country" in fields_of(kind)


def _time_of(at: datetime | None, zone: str) -> dict[str, str]:
    return wall_answers(at.astimezone(ZoneInfo(zone))) | {"time_zone": ""} if at else {}


def time_asked_for(query: Mapping[str, str]) -> Draft | None:
    """A draft with the time alone that the address names, or with the words of one; None where it
    names none.
    """
    text = query.get(FIRST_TIME, "")
    when = _wall(text) or (text if _are_words_of_a_time(text) else "")
    return Draft(answers={WHEN: when}, typed=None, left_out=frozenset()) if when else None


def change_asked_for(query: Mapping[str, str], options: FormOptions) -> Draft | None:
    """A draft with the time and the location that the address names for a booking that is to be
    changed; None where it names neither.
    """
    time, place = time_asked_for(query), _offered_place(query.get(FIRST_LOCATION, ""), options)
    answers = dict(time.answers) if time else {}
    answers |= {SID: place.sid} if place else {}
    return Draft(answers=answers, typed=None, left_out=frozenset()) if answers else None


def type_there(query: Mapping[str, str], options: FormOptions, wire_name: str) -> str:
    """The type that stands, or where it is for no such location as the address names, the first
    that is.
    """
    place = _offered_place(query.get(FIRST_LOCATION, ""), options)
    kind = next((one for one in _offered(options) if one.wire_name == wire_name.casefold()), None)
    if place is None or (kind and SID in fields_of(kind) and kind.fits(place.kind)):
        return wire_name
    return _type_for(place, options) or wire_name


def _offered_place(sid: str, options: FormOptions) -> NamedSid | None:
    return next((one for one in options.locations if sid and one.sid == sid), None)


def chosen_in(query: Mapping[str, str], asked: Draft | None) -> Draft | None:
    """The same with the location that the address begins a form with, where it names one."""
    sid = query.get(FIRST_LOCATION, "")
    if not sid:
        return asked
    answers = {SID: sid} | dict(asked.answers if asked else {})
    return Draft(answers=answers, typed=None, left_out=frozenset())


def is_other(draft: Draft, asked: Draft) -> bool:
    """Whether a draft that stands in the form has another place or time."""
    wanted = {name: asked.answers[name] for name in (SID, WHEN) if name in asked.answers}
    return any(draft.answers.get(name, text) != text for name, text in wanted.items())


def _wall(text: str) -> str:
    """A wall time as the form's own answer; '' for anything else."""
    with suppress(ValueError):
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M")
        return f"{at:%Y-%m-%dT%H:%M}" if at.year in YEARS else ""
    return ""


def _are_words_of_a_time(text: str) -> bool:
    """Whether a day stands in them, however little else can be read."""
    if len(text) > LONGEST_WORDS:
        return False
    try:
        read_typed(text, today_there=lambda: datetime.now(UTC).date())
    except NoDate:
        return False
    except Unreadable:
        return True
    return True


def _offered(options: FormOptions) -> list[type[SessionType]]:
    return [kind for family in registry.families(options.rules.off) for kind in family.types]


def _type_for(place: NamedSid, options: FormOptions) -> str:
    """The first of the offered types that ask for a location and are for one of this kind."""
    offered = [one for one in _offered(options) if SID in fields_of(one)]
    return next((one.wire_name for one in offered if one.fits(place.kind)), "")
