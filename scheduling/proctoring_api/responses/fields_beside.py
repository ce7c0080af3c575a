"""Texts of an answer that may be a date, whichever field they came in."""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import text

# What systems write for no date at all: the years in which their clocks begin.
NO_DATE = re.compile(r"(?:0000-00-00|0001-01-01|1900-01-01|1969-12-31|1970-01-01)(?!\d)")
# Three numbers, eight digits, or the name of a month: no clock time and no count of seconds.
_DATE = re.compile(
    r"\d+[-/.]\d+[-/.]\d+|\b\d{8}(?=T|\b)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)


def has_date(value: Any) -> bool:
    """Whether a value is a text with a date in it."""
    return _DATE.search(text(value)) is not None
