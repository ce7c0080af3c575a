"""Whether the background worker is alive."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.readiness.fault import ReadinessFault
from scheduling.worker import heartbeat


def faults() -> Iterator[ReadinessFault]:
    """That nothing was heard of it: bookings without an answer are not looked at then."""
    silence = heartbeat.silence()
    if silence is None:
        return
    since = f"since {silence.since:%Y-%m-%d %H:%M:%S} UTC" if silence.since else "yet"
    yield ReadinessFault(
        f"The background worker has not been heard of {since}.",
        "start `manage.py work`, and have a supervisor keep it running",
        stops_pages=False,
    )
