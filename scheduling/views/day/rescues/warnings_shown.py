"""Which warnings a rescue's page showed beside which new times: a token of the page, posted with
its form. So what came up since at the same time is told in its row before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from scheduling.digit_free_digests import mark_of
from scheduling.views.day.rescues.new_rows import NewRow

NAME = "warnings_shown"  # of the hidden field


def token(rows: Iterable[NewRow]) -> str:
    """What the page shows beside each new time that can be read."""
    return json.dumps({one.key: [_at(one.start), *_marks(one)] for one in rows if one.start})


def unseen(rows: Iterable[NewRow], sent: str) -> set[int]:
    """The keys of the rows that are warned of something that the page did not show beside the same
    time. A row without a known page is not judged: its time was typed since, or is held back.
    """
    shown = _read(sent)
    return {
        one.key
        for one in rows
        if (known := shown.get(str(one.key)))
        and known[0] == _at(one.start)
        and not _marks(one) <= set(known[1:])
    }


def _read(sent: str) -> dict[str, list[str]]:
    """What a token tells; nothing where it can't be read."""
    try:
        return {key: [str(one) for one in known] for key, known in json.loads(sent).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _at(start: datetime | None) -> str:
    return start.isoformat() if start else ""


def _marks(row: NewRow) -> set[str]:
    return {mark_of(one, 12) for one in row.warned_of}
