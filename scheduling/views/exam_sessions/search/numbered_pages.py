"""Pages with a number of their own that the search box leads to: “call list 3”, “print 1”."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse

from scheduling.batches import batch_queries
from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation
from scheduling.models import Batch, Institution
from scheduling.rosters import prints
from scheduling.views.exam_sessions.search.commands import Command

Found = tuple[str, str]  # the address and the words; both '' where no page has the number
NONE = ("", "")


def of_number(
    command: Command,
    number: int,
    institutions: Sequence[Institution],
    *,
    day: date | None,
    place: KnownLocation | None,
) -> Found:
    """The page of this number that the command means, where the person works."""
    return PAGES[command.numbered](number, institutions, day, place)


def unknown(command: Command, number: int, words: str) -> str:
    """What is said of a number that no page has, before the words of the page without one."""
    what = "print" if command.numbered == "roster_print" else "rescue"
    return f"There is no {what} {number} · {words}"


def _rescue(number: int, institutions: Sequence[Institution], *_: object) -> Found:
    batch = _batch(number, institutions)
    return (
        (reverse("rescue", args=(number,)), f"Rescue {number} · {batch.title}") if batch else NONE
    )


def _call_list(number: int, institutions: Sequence[Institution], *_: object) -> Found:
    batch = _batch(number, institutions)
    if batch is None:
        return NONE
    return reverse("rescue_calls", args=(number,)), f"Call list {number} · {batch.title}"


def _batch(number: int, institutions: Sequence[Institution]) -> Batch | None:
    batch = batch_queries.find(number)
    return batch if batch and batch.institution in institutions else None


def _print(
    number: int, institutions: Sequence[Institution], day: date | None, place: KnownLocation | None
) -> Found:
    """Of the day, or else today."""
    there = place and next((one for one in institutions if one.sid == place.install_sid), None)
    if place is None or there is None:
        return NONE
    day = day or list_filters.today_at(there)
    made = prints.numbered(there, place.location_sid, day, number)
    if made is None:
        return NONE
    return reverse(
        "roster_print", args=(made.pk,)
    ), f"Print {number} · {full_day(day)} · {place.name}"


PAGES: dict[str, Callable[..., Found]] = {
    "rescue": _rescue,
    "rescue_calls": _call_list,
    "roster_print": _print,
}
