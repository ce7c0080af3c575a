"""Bars of a figure, reckoned for SVGs that the server writes: no script draws anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduling.week_figures.known_numbers import Number, known, total, words

NO_NUMBER = "–"
ROOM = 99.5  # of a hundred: the line around the longest bar takes the rest


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a row's bar: where it begins and how long it is, in hundredths of the drawing's
    width, and of which series it is.
    """

    x: float
    width: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of bars end to end, and the total that stands before them."""

    label: str
    total: str
    bars: list[Bar]
    url: str


def stacked(
    rows: Sequence[tuple[str, Sequence[Number], str]], series: Sequence[str]
) -> list[ChartRow]:
    """Rows of (label, numbers, address), their numbers end to end on one scale."""
    sums = [total(values) for _, values, _ in rows]
    longest = max((known(one) or 0 for one in sums), default=0)
    scale = ROOM / (longest or 1)
    return [
        ChartRow(label, words(number) or NO_NUMBER, [*_bars(label, values, scale, series)], url)
        for (label, values, url), number in zip(rows, sums, strict=True)
    ]


def _bars(
    label: str, values: Sequence[Number], scale: float, series: Sequence[str]
) -> Iterator[Bar]:
    x = 0.0
    for number, value in enumerate(values):
        if length := known(value):
            width = length * scale
            yield Bar(x, width, number, f"{label}: {series[number]} {words(value)}")
            x += width
