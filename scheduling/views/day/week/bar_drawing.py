"""Bars of a figure, reckoned for an SVG that the server writes: no script draws anything."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.week_figures.known_numbers import Number, known, total, words

# In the SVG's own units; a line is one more of a label that takes several.
WIDTH, ROW, GAP, NUMBER, LINE, LETTER = 760, 22, 4, 84, 17, 8
LETTERS = 32  # that a line of a label may have, half as many where they are wide
NARROW, FEW_LETTERS = 340, 14  # the same where there is no more room than on a phone


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
    """All rows, how high the drawing is, and where the bars begin in it."""

    rows: list[ChartRow]
    height: int
    label_width: int
    width: int
    bar_height: int = ROW - GAP
    line_height: int = LINE


def stacked(
    rows: Sequence[tuple[str, Sequence[Number], str]],
    series: Sequence[str],
    *,
    width: int = WIDTH,
    letters: int = LETTERS,
) -> Chart:
    """Rows of (label, numbers, address), their numbers end to end on one scale; `letters` is how
    many a line of a label may have.
    """
    sums = [total(values) for _, values, _ in rows]
    labels = [_lines(label, letters) for label, _, _ in rows]
    left = LETTER + LETTER * max((_letters(line) for lines in labels for line in lines), default=0)
    longest = max((known(one) or 0 for one in sums), default=0)
    scale = (width - left - NUMBER) / (longest or 1)
    drawn, y = list[ChartRow](), 0
    for one, lines, number in zip(rows, labels, sums, strict=True):
        bars = _bars(one, left, scale, series)
        label, _, url = one
        shown = words(number) or "–"
        end = bars[-1].x + bars[-1].width if bars else left
        drawn.append(ChartRow(y, label, lines, shown, round(end + 2 * GAP, 1), bars, url))
        y += ROW + LINE * (len(lines) - 1)
    return Chart(drawn, y or ROW, left, width)


def narrow(rows: Sequence[tuple[str, Sequence[Number], str]], series: Sequence[str]) -> Chart:
    """The same drawing for a narrow page, whole: nothing has to be scrolled to."""
    return stacked(rows, series, width=NARROW, letters=FEW_LETTERS)


def _bars(
    row: tuple[str, Sequence[Number], str], left: int, scale: float, series: Sequence[str]
) -> list[Bar]:
    label, values, _ = row
    bars, x = list[Bar](), float(left)
    for number, value in enumerate(values):
        if length := known(value):
            width = round(length * scale, 1)
            told = f"{label}: {series[number]} {words(value)}"
            bars.append(Bar(round(x, 1), width, number, told))
            x += width
    return bars


def _lines(label: str, letters: int) -> list[str]:
    """A label cut into lines that have room beside the bars."""
    if len(label) <= letters and label.isascii() and label.isprintable():
        return [label]  # as most are
    is_wide = _letters(label) > len(label)
    return textwrap.wrap(label, letters // 2 if is_wide else letters) or [label]


def _letters(text: str) -> int:
    """How many letters it is as wide as; those of Chinese, say, are as wide as two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)
