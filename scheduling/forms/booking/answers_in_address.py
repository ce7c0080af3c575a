"""The place and time that an address asks to book at, the board's or that of the booking before, as
answers of a fresh form.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from scheduling.drafts.contents import Draft
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.options import FormOptions
from scheduling.institutions.catalogue import NamedSid
from scheduling.proctoring_api.parsing import moment
from scheduling.session_types import registry
from scheduling.session_types.registry import fields_of

# In an address: an instant, a location's SID, and the type of the booking before.
START, LOCATION, TYPE_BEFORE = "start", "location", "type_before"
SID = "proctor_location_sid"


def place_asked_for(query: Mapping[str, str], options: FormOptions) -> Draft | None:
    """A draft with the location, the time on its clock and a type that is booked there; None where
    the address names no instant, or no location that is offered.
    """
    at = moment(query.get(START, ""))
    places = options.locations if at and query.get(LOCATION) else ()
    place = next((one for one in places if one.sid == query[LOCATION]), None)
    if at is None or place is None:
        return None
    local = at.astimezone(ZoneInfo(place.time_zone or options.time_zone))
    answers = wall_answers(local) | {SID: place.sid, "time_zone": ""}
    kind = _type_for(place, options, query.get(TYPE_BEFORE, ""))
    answers |= {"session_type": kind} if kind else {}
    return Draft(answers=answers, typed=None, left_out=frozenset())


def is_other(draft: Draft, asked: Draft) -> bool:
    """Whether a draft that stands in the form has another place or time."""
    wanted = {name: asked.answers[name] for name in (SID, "appointment_date_time")}
    return any(draft.answers.get(name, text) != text for name, text in wanted.items())


def _type_for(place: NamedSid, options: FormOptions, before: str) -> str:
    """Of the offered types that ask for a location and are for one of this kind, that of the
    booking before, or else the first.
    """
    offered = (kind for family in registry.families(options.rules.off) for kind in family.types)
    fitting = [one.wire_name for one in offered if SID in fields_of(one) and one.fits(place.kind)]
    return before if before in fitting else next(iter(fitting), "")
