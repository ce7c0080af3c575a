"""Seats in use by day and half hour as a heat table: the more sit there, the stronger its color."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import ceil

from django.utils.functional import cached_property

from scheduling.date_formats import counted
from scheduling.views.day.week.bar_drawing import ChartRow
from scheduling.week_figures.known_numbers import AtLeast, Number, known, most, words

STEPS = 5  # of one color; where hardly anybody sits, each more is one
CLOSED, NOT_KNOWN = "Closed", "Not known"
WHY_NOT_KNOWN = "our records begin later, or a list, a location or a length is not known yet."
SIGNS_NOTE = f"“7+” is at least 7, “?” is not known: {WHY_NOT_KNOWN}"
NOT_KNOWN_NOTE = f"Not known: {WHY_NOT_KNOWN}"
LEFT_OUT = "⋯"
LEFT_OUT_NOTE = (
    f"“{LEFT_OUT}”: half hours above it are left out: nobody sits and none is known to be open."
)
SHUT_NOTE = "“–” is outside that day’s hours."


@dataclass(frozen=True, slots=True)
class HeatDay:
    """A column: a day, and the address of its board."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A half hour: its number of each day with its address, and the bar of the most of them;
    `is_after_others` where those between it and the row above are left out.
    """

    label: str
    numbers: Sequence[Number]
    urls: Sequence[str]
    most: ChartRow
    is_after_others: bool = False


@dataclass(frozen=True, slots=True)
class Peak:
    """The first half hour that has the most; `besides` tells of those that have as many."""

    day: int
    row: int
    words: str
    url: str
    besides: str


@dataclass(frozen=True)
class HeatTable:
    """The half hours of a week's days."""

    days: Sequence[HeatDay]
    rows: Sequence[HeatRow]

    @cached_property
    def peak(self) -> Peak | None:
        """Where the most sit, as far as it is known; None where nobody is known to."""
        count = self._most
        if not count:
            return None
        places = [
            (day, row) for day, row in self._places() if known(self._number(day, row)) == count
        ]
        day, row = places[0]
        others = len(places) - 1
        return Peak(
            day,
            row,
            f"{words(most(self._numbers()))} on {self.days[day].label}, {self.rows[row].label}",
            self.rows[row].urls[day],
            f", and in {counted(others, 'other half hour')}" if others else "",
        )

    def step(self, number: Number) -> int:
        """How strong the color of its cell is, from 0 for nobody to `STEPS`."""
        return ceil(STEPS * (known(number) or 0) / max(self._most, STEPS))

    def instead(self, day: int) -> str:
        """What is said of the whole day in place of its numbers: it has none."""
        column = [row.numbers[day] for row in self.rows]
        if all(one is None for one in column):
            return CLOSED
        if not all(one is None or _is_unknown(one) for one in column):
            return ""
        # Of a closed day its first few hours alone may be: who came late may sit there still.
        night = len(list(takewhile(_is_unknown, column)))
        is_night_alone = 0 < night < len(column) - night == column.count(None)
        return "" if is_night_alone else NOT_KNOWN

    @property
    def closed(self) -> str:
        """The days that are closed, in words."""
        found = [one.label for day, one in enumerate(self.days) if self.instead(day) == CLOSED]
        return f"{CLOSED}: {'; '.join(found)}." if found else ""

    @property
    def notes(self) -> str:
        """What the signs and words in its cells mean: of those that stand there."""
        instead = [self.instead(day) for day in range(len(self.days))]
        shown = [
            one
            for row in self.rows
            for one, said in zip(row.numbers, instead, strict=True)
            if not said
        ]
        found = []
        if any(isinstance(one, AtLeast) for one in shown):
            found.append(SIGNS_NOTE)
        elif NOT_KNOWN in instead:
            found.append(NOT_KNOWN_NOTE)
        if None in shown:
            found.append(SHUT_NOTE)
        if any(row.is_after_others for row in self.rows):
            found.append(LEFT_OUT_NOTE)
        return " ".join(found)

    @cached_property
    def _most(self) -> float:
        return known(most(self._numbers())) or 0

    def _numbers(self) -> Iterator[Number]:
        return (one for row in self.rows for one in row.numbers)

    def _places(self) -> Iterator[tuple[int, int]]:
        """Each cell, the earliest first."""
        return ((day, row) for day in range(len(self.days)) for row in range(len(self.rows)))

    def _number(self, day: int, row: int) -> Number:
        return self.rows[row].numbers[day]


def _is_unknown(number: Number) -> bool:
    return isinstance(number, AtLeast) and not number.count
