"""Whether the background worker is alive."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.readiness.fault import ReadinessFault
from scheduling.worker import silence


def faults() -> Iterator[ReadinessFault]:
    """That nothing was heard of it: bookings without an answer are not looked at then."""
    found = silence.of_worker()
    if found is None:
        return
    since = f"since {found.since:%Y-%m-%d %H:%M:%S} UTC" if found.since else "yet"
    yield ReadinessFault(
        f"The background worker has not been heard of {since}.",
        "start `manage.py work`, and have a supervisor keep it running",
        stops_pages=False,
    )
