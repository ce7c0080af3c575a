"""Filters of the portal's own log: what may not stand in it, whoever logs it. They belong to what
writes the lines, not to single loggers: of those there are always more.
"""

from __future__ import annotations

import logging
import re

from scheduling.card_numbers import remove_card_numbers

# The secret part may have lost its ending.
CALENDAR = re.compile(r"(/calendars/)(?:[^/\s]+(?=\.ics)|[\w-]{40,})", re.IGNORECASE)
# PostgreSQL's error has the row, or the values, that it did not take: names and addresses too.
ROW = re.compile(
    r"(DETAIL:\s+).*?"
    r"(?=\n(?:HINT|CONTEXT|QUERY):|\n\n(?:The above|During handling)|\Z)",
    re.DOTALL,
)
UNFORMATTED = "a line that can’t be put together: %.200s"
_FORMATTER = logging.Formatter()


class WithoutSecrets(logging.Filter):
    """Takes out of a line, and of the traceback below it, the secret part of a private calendar's
    address, which is the key to it, whatever looks like a card number, and the values of a row that
    the database did not take.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            said = UNFORMATTED % record.msg
        record.msg, record.args = _without(said), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _without(record.exc_text)
        if record.stack_info:
            record.stack_info = _without(record.stack_info)
        return True


def _without(text: str) -> str:
    return remove_card_numbers(CALENDAR.sub(r"\1…", without_rows(text)), "…")


def without_rows(text: str) -> str:
    """What an error says, without the values of the row that it is about."""
    return ROW.sub(r"\1…", text)


class WithoutTracesOfRefusals(logging.Filter):
    """Leaves out where in the program a refusal comes from: that is no fault, and a thousand of
    them would fill the log. Faults of ours keep it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
