"""Bars of a figure, reckoned for SVGs that the server writes: no script draws anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    """A row of bars end to end, and the total that stands before them; `parts` names them, where
    that is not as in the row above.
    """

    label: str
    total: str
    bars: list[Bar]
    url: str
    parts: str = ""


def stacked(
    rows: Sequence[tuple[str, Sequence[Number], str]], series: Sequence[str]
) -> list[ChartRow]:
    """Rows of (label, numbers, address), their numbers end to end on one scale."""
    sums = [total(values) for _, values, _ in rows]
    longest = max((known(one) or 0 for one in sums), default=0)
    scale = ROOM / (longest or 1)
    parts = _parts([values for _, values, _ in rows], series)
    return [
        ChartRow(
            label, words(number) or NO_NUMBER, [*_bars(label, values, scale, series)], url, said
        )
        for (label, values, url), number, said in zip(rows, sums, parts, strict=True)
    ]


def _parts(rows: Iterable[Sequence[Number]], series: Sequence[str]) -> Iterator[str]:
    """Beside each row’s bars what they are, “Booked 9 · Cancelled 1”: of one bar its series alone,
    and that only where the bar above was of another. Of a drawing of one series nothing.
    """
    above = ""
    for values in rows:
        there = [(name, one) for name, one in zip(series, values, strict=False) if known(one)]
        said = " · ".join(f"{name} {words(one)}" for name, one in there)
        alone = there[0][0] if len(there) == 1 else ""
        yield "" if len(series) < 2 or (alone and alone == above) else alone or said
        above = alone if there else above


def _bars(
    label: str, values: Sequence[Number], scale: float, series: Sequence[str]
) -> Iterator[Bar]:
    x = 0.0
    for number, value in enumerate(values):
        if length := known(value):
            width = length * scale
            yield Bar(x, width, number, f"{label}: {series[number]} {words(value)}")
            x += width
