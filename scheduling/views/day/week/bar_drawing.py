"""Bars of a figure, reckoned for an SVG that the server writes: no script draws anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, GAP, LABEL, NUMBER = 640, 22, 4, 190, 44  # in the SVG's own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a row's bar: where it begins, how long it is, and of which series it is."""

    x: float
    width: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of bars end to end, and the total that stands behind them."""

    y: int
    label: str
    total: str
    total_x: float
    bars: list[Bar]
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All rows, and how high the drawing is."""

    rows: list[ChartRow]
    height: int
    width: int = WIDTH
    label_width: int = LABEL
    bar_height: int = ROW - GAP


def stacked(
    rows: Sequence[tuple[str, Sequence[float | None], str]], series: Sequence[str]
) -> Chart:
    """Rows of (label, numbers, address), their numbers end to end on one scale."""
    sums = [sum(value or 0 for value in values) for _, values, _ in rows]
    scale = (WIDTH - LABEL - NUMBER) / (max(sums, default=0) or 1)
    drawn = [
        _row(place, one, total, scale, series)
        for place, (one, total) in enumerate(zip(rows, sums, strict=True))
    ]
    return Chart(drawn, ROW * len(drawn) or ROW)


def _row(
    place: int,
    row: tuple[str, Sequence[float | None], str],
    total: float,
    scale: float,
    series: Sequence[str],
) -> ChartRow:
    label, values, url = row
    bars, x = [], float(LABEL)
    for number, value in enumerate(values):
        if value:
            width = round(value * scale, 1)
            bars.append(Bar(round(x, 1), width, number, f"{label}: {series[number]} {value:g}"))
            x += width
    shown = f"{total:g}" if any(value is not None for value in values) else "–"
    return ChartRow(place * ROW, label, shown, round(x + GAP, 1), bars, url)
