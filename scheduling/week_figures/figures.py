"""Rows of a week's figures: a label with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduling.week_figures.known_numbers import AtLeast, Number
from scheduling.week_figures.scope import WeekScope

NOT_LOADED = "Location not known"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A label of a figure with its numbers, one for each series; None where there is none.

    `day`, `at` and `course` say what it is about, for a link there; one that has none of them leads
    nowhere. `later` are the days of which the numbers are of the later of two such times.
    """

    label: str
    values: Sequence[Number]
    day: date | None = None
    at: str = ""
    course: str = ""
    later: Collection[date] = ()


def by_day(
    scope: WeekScope, counted: Counter[tuple[date, int]], series: Sequence[str]
) -> list[FigureRow]:
    numbers = range(len(series))
    return [FigureRow("", [counted[day, one] for one in numbers], day=day) for day in scope.days]


def not_loaded(counted: Counter[int], series: Sequence[str]) -> list[FigureRow]:
    numbers = [counted[one] for one in range(len(series))]
    return [FigureRow(NOT_LOADED, numbers)] if counted else []


def at_least(row: FigureRow) -> FigureRow:
    return replace(row, values=[AtLeast.of(value) for value in row.values])
