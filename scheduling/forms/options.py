"""What the schedule form offers by name and assumes by default, free of models and requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduling.booking_rules import NO_RULES, HouseRules, Price
from scheduling.opening_hours import LocationAvailability


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the institution knows by name: a location, an instructor's entry, a policy, a
    proctor type.

    `kind` is a location's, as the institution entered it; '' for one whose kind nobody said.
    """

    sid: str
    label: str
    time_zone: str = ""
    detail: str = ""
    kind: str = ""


def nowhere(sid: str, start: datetime, minutes: int | None) -> LocationAvailability | None:
    """Nothing is known about any place."""
    return None


@dataclass(frozen=True)
class FormOptions:
    """What the form offers and assumes for one exam session. `time_zone` is the site's or the
    institution's.

    `location_at` tells of a location (its SID) at a time: when it is open, how many seats are
    taken. `location_sid` is the location of a booking that stands, for a form that doesn't ask for
    one.
    """

    time_zone: str = "UTC"
    currency: str = "USD"
    locations: Sequence[Choice] = ()
    instructor_entries: Sequence[Choice] = ()
    policy_versions: Sequence[Choice] = ()
    proctor_types: Sequence[Choice] = ()
    duration_minutes: int | None = None
    rules: HouseRules = NO_RULES
    prices: Sequence[Price] = ()
    location_at: Callable[[str, datetime, int | None], LocationAvailability | None] = nowhere
    location_sid: str = ""
