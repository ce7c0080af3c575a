"""A heat table as markup, its drawing in it: a bar each half hour of the most on any day."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString

from scheduling.views.day.week.bar_drawing import NO_NUMBER
from scheduling.views.day.week.heat_table import CLOSED, LEFT_OUT, HeatTable
from scheduling.views.day.week.markup import COLUMN, LABEL, bars, drawn_link, leading, scrolled
from scheduling.week_figures.known_numbers import AtLeast, Number, known, most

LOOKS = "heat meta"
CELL = '<td class="heat-{}">{}</td>'
PLAIN = "<td>{}</td>"
SHUT = f'<td class="heat__shut">{NO_NUMBER}</td>'
WHOLE = '<td{} rowspan="{}">{}</td>'  # of a day
HATCHED = ' class="heat__shut"'
MOST = '<td>{}</td><td aria-hidden="true"><a{}>{}</a></td>'  # in numbers, and drawn
MOST_HEAD = '<th scope="colgroup" colspan="2">Most</th>'
PEAK = "<small>peak</small> "
OR_MORE = "<span>+</span>"  # behind the digits, which stand below each other all the same
UNKNOWN = "?"
ALL_DAY = "All day"


def heat(title: str, of: str, shown: HeatTable) -> SafeString:
    """The table: days beside each other, half hours below each other."""
    days = (COLUMN.format(leading(_in_two(one.label), one.url)) for one in shown.days)
    head = f"{COLUMN.format(escape(of))}{''.join(days)}"
    instead = [shown.instead(day) for day in range(len(shown.days))]
    if all(instead):
        whole = "".join(_whole(shown, day, said, 1) for day, said in enumerate(instead))
        return scrolled(title, LOOKS, head, f"<tr>{LABEL.format(ALL_DAY)}{whole}</tr>")
    body = (_row(shown, number, instead) for number in range(len(shown.rows)))
    return scrolled(title, LOOKS, f"{head}{MOST_HEAD}", "".join(body))


def _in_two(words: str) -> str:
    """Its first word above the rest."""
    return escape(words).replace(" ", " <br>", 1)


def _row(shown: HeatTable, number: int, instead: list[str]) -> str:
    """A half hour; of a day without numbers the first row has one cell for all of it."""
    row, many = shown.rows[number], len(shown.rows)
    cells = "".join(
        (_whole(shown, day, said, many) if not number else "")
        if said
        else _cell(shown, number, day)
        for day, said in enumerate(instead)
    )
    number_of_most = leading(_sign(most(row.numbers)), row.most.url)
    largest = MOST.format(number_of_most, drawn_link(row.most), bars(row.most))
    sign = f"{LEFT_OUT} " if row.is_after_others else ""
    return f"<tr>{LABEL.format(escape(sign + row.label))}{cells}{largest}</tr>\n"


def _whole(shown: HeatTable, day: int, said: str, rows: int) -> str:
    """What is said of a day, leading to its board."""
    looks = HATCHED if said == CLOSED else ""
    return WHOLE.format(looks, rows, leading(_in_two(said), shown.days[day].url))


def _cell(shown: HeatTable, number: int, day: int) -> str:
    row = shown.rows[number]
    value = row.numbers[day]
    if value is None:
        return SHUT
    is_peak = shown.peak and (shown.peak.day, shown.peak.row) == (day, number)
    told = leading(f"{PEAK if is_peak else ''}{_sign(value)}", row.urls[day])
    step = shown.step(value)
    return CELL.format(step, told) if step else PLAIN.format(told)


def _sign(number: Number) -> str:
    """“7”, “7+” where there may be more, “?”."""
    count = known(number)
    if count is None:
        return UNKNOWN
    return f"{count:g}{OR_MORE if isinstance(number, AtLeast) else ''}"
