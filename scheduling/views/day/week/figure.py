"""A figure of the week's page: its drawing and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from scheduling.views.day.week import heat_markup, markup
from scheduling.views.day.week.bar_drawing import ChartRow
from scheduling.views.day.week.figure_headings import FigureKind
from scheduling.views.day.week.heat_table import HeatTable


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the page shows it: bars, and the same numbers as a table, or both in one."""

    name: str
    kind: FigureKind
    chart: Sequence[ChartRow]
    heat: HeatTable | None  # of one whose table has its bars
    columns: Sequence[str]
    table: list[tuple[str, str, list[str]]]  # label, address, numbers in words
    note: str
    csv_url: str

    @property
    def drawing(self) -> SafeString:
        """Its bars, in their table where that is one with them."""
        if self.heat:
            return heat_markup.heat(self.kind.title, self.kind.of, self.heat)
        return markup.drawing(self.chart)

    @property
    def as_table(self) -> SafeString:
        """Its numbers in a table."""
        return markup.table(self.kind.title, [self.kind.of, *self.columns], self.table)

    @property
    def signs(self) -> str:
        """What the signs in its cells mean."""
        return self.heat.notes if self.heat and not self.is_empty else ""

    @property
    def nothing(self) -> str:
        """What is said in place of an empty one; a day is never empty because it was closed."""
        return f"{self.kind.nothing} {self.heat.closed if self.heat else ''}".strip()

    @property
    def is_empty(self) -> bool:
        nothing = ("", "0") if self.kind.is_nought_nothing else ("",)
        return all(number in nothing for _, _, numbers in self.table for number in numbers)
