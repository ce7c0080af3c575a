"""ISO weeks as an address writes them: “2026-W48”, Monday to Sunday."""

from __future__ import annotations

import re
from datetime import date, timedelta

WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII | re.IGNORECASE)
DAYS = 7


def read_week(text: str) -> date | None:
    """The Monday of a written week; None where it is none."""
    match = WRITTEN.fullmatch(text.strip())
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def written(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def days_of(monday: date) -> list[date]:
    return [monday + timedelta(days=number) for number in range(DAYS)]
