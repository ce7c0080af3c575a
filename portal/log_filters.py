"""Filters of the portal's own log: what may not stand in it, whoever logs it."""

from __future__ import annotations

import logging
import re
from typing import Any

from scheduling.card_numbers import remove_card_numbers

CALENDAR = re.compile(r"(/calendars/)[^/\s]+(\.ics)")


class WithoutSecrets(logging.Filter):
    """Takes out of the path of a request the secret part of a private calendar's address, which is
    the key to it, and whatever looks like a card number.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without, record.args))
        return True


def _without(part: Any) -> Any:
    if not isinstance(part, str):
        return part
    return remove_card_numbers(CALENDAR.sub(r"\1…\2", part), "…")


class WithoutTracesOfRefusals(logging.Filter):
    """Leaves out where in the program a refusal comes from: that is no fault, and a thousand of
    them would fill the log. Faults of ours keep it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
