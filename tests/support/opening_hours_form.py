"""The rows of a location's opening hours, as its page in the admin site sends them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import time

from scheduling.models import Location, OpeningHours
from scheduling.opening_hours.hours_of_days import DAY_END

Row = tuple[str, str, str]  # the day's number or a run of days, opens, closes
BLANK: Row = ("", "", "")


def path_of(location: Location) -> str:
    """The address of the page."""
    return f"/admin/scheduling/site/{location.pk}/change/"


def stored(location: Location) -> list[str]:
    """The rows that stand, in words."""
    return [str(one) for one in OpeningHours.objects.filter(location=location)]


def location_form(location: Location, **changed: object) -> dict[str, object]:
    """What the page sends besides the rows."""
    known = {
        "institution": location.institution_id,
        "name": location.name,
        "pl_sid": location.pl_sid,
        "kind": location.kind,
        "is_active": "on",
    }
    seats = "" if location.seats is None else location.seats
    more = {"time_zone": location.time_zone, "address": location.address, "seats": seats}
    return known | more | changed


def shown_rows(location: Location) -> list[Row]:
    """The rows that stand, as the page shows them."""
    return [
        (str(one.weekday), f"{one.opens:%H:%M}", _closing(one.closes))
        for one in OpeningHours.objects.filter(location=location)
    ]


def _closing(closes: time) -> str:
    return "00:00" if closes == DAY_END else f"{closes:%H:%M}"


def hours_form(
    *standing: Row, new: Iterable[Row] = (), removed: Collection[int] = ()
) -> dict[str, str]:
    """What is sent where these rows stood, these are new, and some (by number) are ticked to go."""
    rows = [*standing, *new, BLANK, BLANK, BLANK]
    sent = {
        "opening_hours-TOTAL_FORMS": str(len(rows)),
        "opening_hours-INITIAL_FORMS": str(len(standing)),
    }
    for number, row in enumerate(rows):
        names = (f"opening_hours-{number}-{name}" for name in ("weekday", "opens", "closes"))
        sent |= dict(zip(names, row, strict=True))
    return sent | {f"opening_hours-{number}-DELETE": "on" for number in removed}
