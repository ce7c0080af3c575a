"""Whether the background worker is alive."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling import worker_heartbeat
from scheduling.readiness.fault import Fault


def faults() -> Iterator[Fault]:
    """That nothing was heard of it: bookings without an answer are not looked at then."""
    silence = worker_heartbeat.silence()
    if silence is None:
        return
    since = f"since {silence.since:%Y-%m-%d %H:%M:%S} UTC" if silence.since else "yet"
    yield Fault(
        f"The background worker has not been heard of {since}.",
        "start `manage.py work`, and have a supervisor keep it running",
        stops_pages=False,
    )
