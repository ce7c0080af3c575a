"""What a form took from the settings as it was shown, carried along hidden: what an administrator
changed meanwhile is noticed before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduling import wall_time
from scheduling.digit_free_digests import in_letters
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.given_answers import LOCATION
from scheduling.forms.booking.payment.payable_form import PayableForm
from scheduling.time_zones.zone_names import words_for

NAME = "settings"  # of the hidden field
LONGEST = 60_000
KEY = slice(-12, None)  # of a SID, what tells an institution’s locations apart
NOT_OFFERED = "{place} is no longer offered since you opened this page."
OTHER_CLOCK = (
    "The clock of {place} is {now} since you opened this page, which said {shown}. The time that"
    " you entered is now read as {now}."
)
OTHER_PRICE = "The price list says {now} since you opened this page, which said {shown}."
NO_PRICE = "no price"


@dataclass(frozen=True, slots=True)
class Settings:
    """The zone that a time is meant in where nothing else tells, those of the locations that are
    offered, by their `_key`, and what the price list says.
    """

    own_zone: str = ""
    zones: dict[str, str] = field(default_factory=dict)
    price: str = ""

    @classmethod
    def of(cls, form: AnswerForm) -> Settings:
        asks_place = LOCATION in form.fields
        offered = form.options.locations if asks_place else ()
        price = form.listed_price if isinstance(form, PayableForm) else None
        return cls(
            form.options.time_zone,
            {_key(one.sid): one.time_zone for one in offered},
            price.in_words if price else "",
        )

    @classmethod
    def read(cls, token: str) -> Settings | None:
        """Those that a token names; None where it can't be read."""
        try:
            own_zone, by_zone, price = json.loads(token[:LONGEST])
            zones = {key: str(zone) for zone, keys in by_zone.items() for key in keys.split()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return cls(str(own_zone), zones, str(price))

    @property
    def token(self) -> str:
        by_zone: dict[str, list[str]] = {}
        for key, zone in self.zones.items():
            by_zone.setdefault(zone, []).append(key)
        told: list[Any] = [self.own_zone, {z: " ".join(k) for z, k in by_zone.items()}, self.price]
        return json.dumps(told, separators=(",", ":"))


def changes(form: AnswerForm, token: str, name_of: Callable[[str], str]) -> list[str]:
    """What is otherwise than the token names, as far as it bears on these answers, in words; none
    where it can't be read. `name_of` gives the name of a location, by its SID.
    """
    shown = Settings.read(token)
    return list(_changes(form, shown, Settings.of(form), name_of)) if shown else []


def _changes(
    form: AnswerForm, shown: Settings, now: Settings, name_of: Callable[[str], str]
) -> Iterator[str]:
    sid = (form.parsed(LOCATION) or "") if LOCATION in form.fields else ""
    key = _key(sid)
    place = name_of(sid or form.options.location_sid) or form.options.clock_owner
    if key in shown.zones and key not in now.zones:
        yield NOT_OFFERED.format(place=place)
    has_time = "appointment_date_time" in form.fields and form.value_of("appointment_date_time")
    if has_time and not form.value_of("time_zone").strip() and not form.asks_by_address:
        was = shown.zones.get(key, shown.own_zone)
        is_now = now.zones.get(key, now.own_zone)
        if wall_time.find_zone(was) and was != is_now:
            yield OTHER_CLOCK.format(place=place, shown=words_for(was), now=words_for(is_now))
    if shown.price != now.price and form.parsed("amount") is not None:
        yield OTHER_PRICE.format(now=now.price or NO_PRICE, shown=shown.price or NO_PRICE)


def _key(sid: str) -> str:
    return in_letters(sid[KEY])
