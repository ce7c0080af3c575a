"""A figure of the week's page: its drawings and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from scheduling.views.day.week import markup
from scheduling.views.day.week.bar_drawing import Chart
from scheduling.views.day.week.figure_kinds import FigureKind


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the page shows it: bars, and the same numbers as a table."""

    name: str
    kind: FigureKind
    chart: Chart | None
    narrow: Chart | None  # the same for a phone
    key: Sequence[tuple[int, str]]  # the series that have a bar, by number; of several alone
    columns: Sequence[str]
    table: list[tuple[str, str, list[tuple[str, str]]]]  # label, address, numbers with theirs
    note: str
    csv_url: str

    @property
    def drawings(self) -> SafeString:
        """Its bars for a wide page, and for a phone."""
        both = ((self.chart, "chart"), (self.narrow, "chart chart--narrow"))
        drawn = (markup.drawing(chart, looks) for chart, looks in both if chart)
        return mark_safe("\n".join(drawn))

    @property
    def as_table(self) -> SafeString:
        """Its numbers in a table."""
        return markup.table(self.kind.title, [self.kind.of, *self.columns], self.table)

    @property
    def is_empty(self) -> bool:
        nothing = ("", "0") if self.kind.is_nought_nothing else ("",)
        return all(number in nothing for _, _, numbers in self.table for number, _ in numbers)
