"""The address of the day board: which day, which place, and for an exam of which length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

USUAL_MINUTES = 120


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """What the page's address says: the day, an exam's length, and the place."""

    day: date
    minutes: int
    place: Mapping[str, str]

    def url(self, *, day: date | None = None, at: str = "", here: str = "", fold: str = "") -> str:
        asked = {**self.place, "day": (day or self.day).isoformat(), "at": at, "here": here}
        asked["fold"] = fold
        if self.minutes != USUAL_MINUTES:
            asked["minutes"] = str(self.minutes)
        return "?" + urlencode({name: value for name, value in asked.items() if value})
