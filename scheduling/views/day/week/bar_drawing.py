"""Bars of a figure, reckoned for an SVG that the server writes: no script draws anything."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# In the SVG's own units; a line is one more of a label that takes several.
WIDTH, ROW, GAP, LABEL, NUMBER, LINE = 760, 22, 4, 270, 44, 17
LETTERS = 34  # that a line of a label has room for, half as many where they are wide


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
    lines: list[str]  # of the label, whole
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
    line_height: int = LINE


def stacked(
    rows: Sequence[tuple[str, Sequence[float | None], str]], series: Sequence[str]
) -> Chart:
    """Rows of (label, numbers, address), their numbers end to end on one scale."""
    sums = [sum(value or 0 for value in values) for _, values, _ in rows]
    scale = (WIDTH - LABEL - NUMBER) / (max(sums, default=0) or 1)
    drawn, y = list[ChartRow](), 0
    for one, total in zip(rows, sums, strict=True):
        drawn.append(_row(y, one, total, scale, series))
        y += ROW + LINE * (len(drawn[-1].lines) - 1)
    return Chart(drawn, y or ROW)


def _row(
    y: int,
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
    return ChartRow(y, label, _lines(label), shown, round(x + GAP, 1), bars, url)


def _lines(label: str) -> list[str]:
    """A label cut into lines that have room beside the bars."""
    is_wide = any(unicodedata.east_asian_width(char) in "WF" for char in label)
    return textwrap.wrap(label, LETTERS // 2 if is_wide else LETTERS) or [label]
