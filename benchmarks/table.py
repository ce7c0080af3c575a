"""A figure's rows, and the table they are printed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("figure", "compared", "ratio", "goal", "met", "alone")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `value` is a ratio, or what `unit` says.

    Without `goal` or `least` it is told, not judged.
    """

    figure: str
    compared: str
    value: float
    goal: float | None = None
    unit: str = ""
    command: str = ""
    least: float | None = None

    @property
    def met(self) -> str:
        if self.goal is None and self.least is None:
            return "–"
        below = self.least is not None and self.value < self.least
        above = self.goal is not None and self.value > self.goal
        return "NO" if below or above else "yes"

    def cells(self) -> tuple[str, ...]:
        shown = f"{self.value:,.0f} {self.unit}" if self.unit else f"{self.value:.2f}"
        return self.figure, self.compared, shown, self._wanted, self.met, self.command

    @property
    def _wanted(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:,.0f}"
        return "–" if self.goal is None else f"≤ {self.goal:.2f}"


def printed(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table with straight columns."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines)
