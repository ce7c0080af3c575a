"""Filters of the portal's own log: what may not stand in it, whoever logs it."""

from __future__ import annotations

import logging
import re
from typing import Any

CALENDAR = re.compile(r"(/calendars/)[^/\s]+(\.ics)")


class WithoutCalendarAddresses(logging.Filter):
    """Takes the secret part out of the address of a private calendar: it is the key to it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without, record.args))
        return True


def _without(part: Any) -> Any:
    return CALENDAR.sub(r"\1…\2", part) if isinstance(part, str) else part
