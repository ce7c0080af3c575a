"""What the address of a page about a day asks for that can’t be shown, in words."""

from __future__ import annotations

from scheduling.access.middleware import PortalRequest
from scheduling.models import RosterPrint
from scheduling.typed_times.lengths import read_length
from scheduling.views.exam_sessions.lists.list_address import read_day, read_times
from scheduling.views.kept_place import KeptPlace
from scheduling.views.search_text import CARD_LEFT_OUT

PRINT = "print-"
CARD = "(a card number)"
NO_DAY = "“{text}” is no day that can be shown. This is today."
NO_WEEK = "“{text}” is no week that can be shown. This is this week."
NO_LENGTH = (
    "“{text}” is no length from 1 to {most} minutes, such as 150, 2:30 or 2.5 h. {used} minutes are"
    " used."
)
NO_TIME = "“{text}” is no time of a day, so nobody is looked up."

NO_PRINT = "There is no {text} of this location and day. These are the changes since {used}."
NO_ROSTER_PRINT = "There is no print “{text}” of this location and day."
SINCE_PRINT = " The changes are those since print {number}."
NO_MOMENT = "“{text}” is no time since which changes can be told. These are those since {used}."
NO_PLACE = "“{text}” is no location that you can see here."


def place(request: PortalRequest, found: KeptPlace) -> str:
    """Of the location; "" where it is the one that is shown, or none is asked for."""
    text = _typed(request, "location").rpartition("/")[2]
    return NO_PLACE.format(text=text[:40]) if text and not found.location_sid else ""


def day(request: PortalRequest) -> str:
    """Of the day; "" where it can be read, or none is asked for."""
    text = _typed(request, "day")
    return NO_DAY.format(text=text[:20]) if text and read_day(text) is None else ""


def week(request: PortalRequest, *, is_shown: bool) -> str:
    """Of the week; "" where it is the one that is shown, or none is asked for."""
    text = _typed(request, "week")
    return NO_WEEK.format(text=text[:20]) if text and not is_shown else ""


def moment(request: PortalRequest) -> str:
    """Of a moment of the day; "" where it can be read, or none is asked for."""
    text = _typed(request, "at")
    return NO_TIME.format(text=text[:20]) if text and not read_times(text) else ""


def since(request: PortalRequest, name: str, used: str) -> str:
    """Since when changes are told; "" where that is what is asked for (`name`), or nothing is."""
    text = _typed(request, "since")
    if text in ("", name):
        return ""
    is_print = text.startswith(PRINT) and text.removeprefix(PRINT).isdecimal()
    said = text[:20].replace("-", " ") if is_print else text[:20]
    return (NO_PRINT if is_print else NO_MOMENT).format(text=said, used=used)


def minutes(request: PortalRequest, used: int, most: int) -> str:
    """Of an exam's length; "" where it is the one that is used, or none is asked for."""
    text = _typed(request, "minutes")
    is_read = not text or read_length(text) == used
    return "" if is_read else NO_LENGTH.format(text=text[:20], most=most, used=used)


def of_print(request: PortalRequest, used: RosterPrint | None) -> str:
    """Of the print since which a roster tells changes; "" where it is the one that is asked for, or
    none is.
    """
    text = _typed(request, "since")
    if not text or (used and text.lstrip("0") == str(used.number)):
        return ""
    told = SINCE_PRINT.format(number=used.number) if used else ""
    return NO_ROSTER_PRINT.format(text=text[:20]) + told


def _typed(request: PortalRequest, name: str) -> str:
    """What the address says under this name; where a card number was left out of it, that."""
    text = request.GET.get(name, "").strip()
    is_left_out = not text and name in request.GET and CARD_LEFT_OUT in request.GET
    return CARD if is_left_out else text
