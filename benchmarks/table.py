"""A figure's rows, and the table they are printed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("figure", "compared", "ratio", "goal", "met", "alone")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `value` is a ratio, or what `unit` says; without a goal it is told, not judged."""

    figure: str
    compared: str
    value: float
    goal: float | None = None
    unit: str = ""
    command: str = ""

    @property
    def met(self) -> str:
        if self.goal is None:
            return "–"
        return "yes" if self.value <= self.goal else "NO"

    def cells(self) -> tuple[str, ...]:
        shown = f"{self.value:,.0f} {self.unit}" if self.unit else f"{self.value:.2f}"
        goal = "–" if self.goal is None else f"≤ {self.goal:.2f}"
        return self.figure, self.compared, shown, goal, self.met, self.command


def printed(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table with straight columns."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines)
