"""The place and time that an address asks to book at, the board's or that of the booking before, as
answers of a fresh form.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduling.drafts.contents import Draft
from scheduling.forms.booking.answers import WHEN
from scheduling.forms.booking.appointment.appointment_time import YEARS
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.options import FormOptions
from scheduling.institutions.catalogue import NamedSid
from scheduling.proctoring_api.provider_times import moment
from scheduling.session_types import registry
from scheduling.session_types.registry import fields_of

# In an address: an instant, a location's SID, and the type of the booking before.
START, LOCATION, TYPE_BEFORE = "start", "location", "type_before"
FIRST_TIME = "first_time"  # a wall time, on whichever clock the form is meant by
SID = "proctor_location_sid"


def place_asked_for(query: Mapping[str, str], options: FormOptions) -> Draft | None:
    """A draft with the location, the time on its clock and a type that is booked there, or with a
    wall time alone; None where the address names neither, or no location that is offered.
    """
    if wall := _wall(query.get(FIRST_TIME, "")):
        return Draft(answers={WHEN: wall}, typed=None, left_out=frozenset())
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
    wanted = {name: asked.answers[name] for name in (SID, WHEN) if name in asked.answers}
    return any(draft.answers.get(name, text) != text for name, text in wanted.items())


def _wall(text: str) -> str:
    """A wall time as the form's own answer; '' for anything else."""
    with suppress(ValueError):
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M")
        return f"{at:%Y-%m-%dT%H:%M}" if at.year in YEARS else ""
    return ""


def _type_for(place: NamedSid, options: FormOptions, before: str) -> str:
    """Of the offered types that ask for a location and are for one of this kind, that of the
    booking before, or else the first.
    """
    offered = (kind for family in registry.families(options.rules.off) for kind in family.types)
    fitting = [one.wire_name for one in offered if SID in fields_of(one) and one.fits(place.kind)]
    return before if before in fitting else next(iter(fitting), "")
