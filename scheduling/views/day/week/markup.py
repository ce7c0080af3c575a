"""Drawings and tables of the week as markup. They are put together here, because a template takes
five times as long for their hundreds of bars and cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scheduling.views.day.week.bar_drawing import Chart, ChartRow

TableRow = tuple[str, str, Sequence[tuple[str, str]]]  # label, address, numbers with theirs
BASELINE = 14  # of a label, below where its row begins
# The table below says the same, so this is hidden from what reads aloud.
DRAWING = '<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>'
ROW = (
    '<a{}><text class="chart__label" y="{baseline}">{}</text><title>{}</title>{}'
    '<text class="chart__total" x="{:.1f}" y="{baseline}">{}</text></a>\n'
)
LEADS = ' href="{}" tabindex="-1"'
LINE = '<tspan x="0"{}>{}</tspan>'
BAR = (
    '<rect class="chart__bar chart__bar--{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}">'
    "<title>{}</title></rect>"
)
TABLE = (
    '<div class="week-scroll" tabindex="0" role="region" aria-label="{}"><table class="week">'
    "<thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>"
)
COLUMN = '<th scope="col">{}</th>'
LABEL = '<th scope="row">{}</th>'
LINK = '<a href="{}">{}</a>'
NO_NUMBER = "–"


def drawing(chart: Chart, looks: str = "chart") -> SafeString:
    """Bars end to end, a row each; `looks` are the drawing's classes."""
    rows = "".join(_row(chart, one) for one in chart.rows)
    return mark_safe(DRAWING.format(looks, chart.width, chart.height, rows))


def _row(chart: Chart, row: ChartRow) -> str:
    below = f' dy="{chart.line_height}"'
    lines = (
        LINE.format(below if number else "", escape(line)) for number, line in enumerate(row.lines)
    )
    bars = (
        BAR.format(one.series, one.x, row.y, one.width, chart.bar_height, escape(one.words))
        for one in row.bars
    )
    return ROW.format(
        LEADS.format(escape(row.url)) if row.url else "",
        "\n".join(lines),
        escape(row.label),
        "".join(bars),
        row.total_x,
        escape(row.total),
        baseline=row.y + BASELINE,
    )


def table(title: str, columns: Sequence[str], rows: Sequence[TableRow]) -> SafeString:
    """The same numbers as a table; the first of the columns is that of the labels."""
    head = "".join(COLUMN.format(escape(one)) for one in columns)
    body = "".join(_line(*one) for one in rows)
    return mark_safe(TABLE.format(escape(title), head, body))


def _line(label: str, url: str, numbers: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f"<td>{_leading(escape(one) or NO_NUMBER, to)}</td>" for one, to in numbers)
    return f"<tr>{LABEL.format(_leading(f'<bdi>{escape(label)}</bdi>', url))}{cells}</tr>\n"


def _leading(markup: str, url: str) -> str:
    return LINK.format(escape(url), markup) if url else markup
