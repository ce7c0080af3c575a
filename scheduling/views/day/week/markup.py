"""Drawings and tables of the week as markup. They are put together here, because a template takes
five times as long for their hundreds of bars and cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scheduling.views.day.week.bar_drawing import NO_NUMBER, ChartRow

TableRow = tuple[str, str, Sequence[str]]  # label, address, numbers in words
# The table below says the same, so this is hidden from what reads aloud.
DRAWING = '<div class="chart" aria-hidden="true">{}</div>'
ROW = "<a{}><bdi>{}</bdi><span>{}</span>{}{}</a>\n"
PARTS = '<small class="meta">{}</small>'
LEADS = ' href="{}" tabindex="-1"'
BARS = '<svg class="bars" aria-hidden="true">{}</svg>'
BAR = '<rect class="bar-{}" x="{:.1f}%" width="{:.1f}%" height="100%"><title>{}</title></rect>'
SCROLLED = (
    '<div class="week-scroll" tabindex="0" role="region" aria-label="{} as a table">'
    '<table class="{}">'
    "<thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>"
)
COLUMN = '<th scope="col">{}</th>'
LABEL = '<th scope="row">{}</th>'
LINK = '<a href="{}">{}</a>'


def drawing(rows: Sequence[ChartRow]) -> SafeString:
    """Bars end to end, a row each behind its label and total, over what they are."""
    return mark_safe(DRAWING.format("".join(_row(one) for one in rows)))


def _row(row: ChartRow) -> str:
    parts = PARTS.format(escape(row.parts)) if row.parts else ""
    return ROW.format(drawn_link(row), escape(row.label), escape(row.total), bars(row), parts)


def drawn_link(row: ChartRow) -> str:
    """Where what is drawn of a row leads, for who can point at it; the table leads there too."""
    return LEADS.format(escape(row.url)) if row.url else ""


def bars(row: ChartRow) -> str:
    """The bars of a row, as wide as there is room."""
    drawn = (BAR.format(one.series, one.x, one.width, escape(one.words)) for one in row.bars)
    return BARS.format("".join(drawn))


def table(title: str, columns: Sequence[str], rows: Sequence[TableRow]) -> SafeString:
    """The same numbers as a table; the first of the columns is that of the labels."""
    head = "".join(COLUMN.format(escape(one)) for one in columns)
    return scrolled(title, "week", head, "".join(_line(*one) for one in rows))


def scrolled(title: str, looks: str, head: str, body: str) -> SafeString:
    """A table that scrolls within itself where it has no room; `looks` is its class."""
    return mark_safe(SCROLLED.format(escape(title), looks, head, body))


def _line(label: str, url: str, numbers: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(one) or NO_NUMBER}</td>" for one in numbers)
    return f"<tr>{LABEL.format(leading(f'<bdi>{escape(label)}</bdi>', url))}{cells}</tr>\n"


def leading(markup: str, url: str) -> str:
    return LINK.format(escape(url), markup) if url else markup
