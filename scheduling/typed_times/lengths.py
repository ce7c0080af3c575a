"""Reader of lengths as people type them: “150”, “2.5 h”, “2:30”, “2 h 30 min”."""

from __future__ import annotations

import re

_HOURS = r"(?:h|hr|hrs|hour|hours)\.?"
_MINUTES = r"(?:m|min|mins|minute|minutes)\.?"
_FORMS = (
    re.compile(rf"(?P<minutes>\d{{1,4}}) ?(?:{_MINUTES})?"),
    re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)"),
    re.compile(rf"(?P<hours>\d{{1,2}}(?:[.,]\d{{1,2}})?|[.,]\d{{1,2}}) ?{_HOURS}"),
    # “1.30” may be an hour and a half, or less; “90.0” minutes.
    re.compile(r"(?P<hours>\d?[.,](?:\d|[27]5|50|00))"),
    re.compile(rf"(?P<hours>\d{{1,2}}) ?{_HOURS} ?(?P<minutes>\d{{1,2}}) ?(?:{_MINUTES})?"),
)


def read_length(text: str) -> int | None:
    """Whole minutes; None for what is no length. A number alone is minutes, a fraction hours."""
    plain = " ".join(text.split()).lower()
    found = next((match for one in _FORMS if (match := one.fullmatch(plain))), None)
    if found is None or not plain.isascii():
        return None
    parts = found.groupdict()
    hours = float((parts.get("hours") or "0").replace(",", "."))
    return round(hours * 60) + int(parts.get("minutes") or 0)
