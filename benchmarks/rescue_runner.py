"""Moves many sessions at once, in turns by the worker's own loop and by a bare thread pool."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import django
import requests
from requests.adapters import HTTPAdapter

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.stage import Provider  # noqa: E402
from scheduling.batches import start_pause_stop  # noqa: E402
from scheduling.batches.approved_booking import SeenBooking  # noqa: E402
from scheduling.batches.start_pause_stop import ApprovedMove  # noqa: E402
from scheduling.exam_sessions.session_refresh import refresh_session  # noqa: E402
from scheduling.management.commands.work import PATIENCE  # noqa: E402
from scheduling.models import Batch, BatchRow, ExamSession, Institution  # noqa: E402
from scheduling.session_commands import Actor  # noqa: E402
from scheduling.worker.loop import Loop  # noqa: E402

AT_ONCE = 8
LATER = timedelta(hours=3)
TYPE = "smarter-scheduling"


def main(url: str, count: int, rounds: int, latency: int) -> dict[str, list[float]]:
    """The seconds of each round, each way."""
    if connection.vendor == "sqlite":  # as the worker itself is set up
        connections.settings["default"]["OPTIONS"]["timeout"] = PATIENCE
    bench = _Bench(Provider(url), count)
    loop = Loop()
    threading.Thread(target=loop.run, daemon=True).start()
    ways = {"rescue": bench.by_the_worker, "bare": bench.bare, "read": bench.bare_with_reads}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):  # the first only warms up
        for name, way in ways.items():
            taken = bench.timed(way, latency)
            times[name] += [taken] if number else []
    loop.stop()
    return times


class _Bench:
    def __init__(self, provider: Provider, count: int) -> None:
        self.provider, self.count, self.place = provider, count, provider.place
        self.institution = Institution.objects.get(sid=provider.new_session()["installSid"])
        Institution.objects.update(synced_at=timezone.now())
        ana = get_user_model().objects.get(username="coordinator")
        self.person = Actor(user_id=ana.pk, name="Ana Ruiz", username=ana.username)
        self.start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
        self._bare = requests.Session()
        self._bare.trust_env = False
        self._bare.headers["token"] = provider.token
        self._bare.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=AT_ONCE))

    def timed(self, way: Callable[[list[dict[str, str]]], None], latency: int) -> float:
        """The seconds that a way takes with sessions of its own."""
        made = [self._booked() for _ in range(self.count)]
        if way == self.by_the_worker:  # where somebody sits, only reading a session tells
            for session in self._known(made):
                refresh_session(session)
        self.provider.slow_by(latency)
        began = time.perf_counter()
        way(made)
        taken = time.perf_counter() - began
        self.provider.slow_by(0)
        return taken

    def _booked(self) -> dict[str, str]:
        made = self.provider.new_session()
        booking = {"type": TYPE, "proctorLocationSid": self.place}
        facts = {"status": "Scheduled", "start": self.start.isoformat(), "fields": booking}
        self.provider.control("POST", "sessions", sid=made["sessionSid"], **facts)
        known = {
            "exam_sid": made["examSid"],
            "enrollment_sid": made["enrollmentSid"],
            "status": "Scheduled",
            "session_type": TYPE,
            "appointment_at": self.start,
            "location_sid": self.place,
            "time_zone": self.institution.time_zone,
        }
        # The worker may have found it in the list already.
        ExamSession.objects.update_or_create(
            institution=self.institution, sid=made["sessionSid"], defaults=known
        )
        return made

    def _known(self, made: list[dict[str, str]]) -> list[ExamSession]:
        sids = [one["sessionSid"] for one in made]
        known = ExamSession.objects.filter(sid__in=sids)
        return list(known.select_related("institution").order_by("pk"))

    def by_the_worker(self, made: list[dict[str, str]]) -> None:
        """Begun as a person begins it; over when nothing waits or is being sent."""
        batch = start_pause_stop.begin(
            institution=self.institution,
            kind=Batch.Kind.RESCUE,
            title="Duluth Testing Center",
            reason="The power is out.",
            moves=[
                ApprovedMove(session=one, stood=SeenBooking.of(one), new_start=self.start + LATER)
                for one in self._known(made)
            ],
            form_id=uuid4(),
            actor=self.person,
        )
        while Batch.objects.filter(pk=batch.pk, state__in=Batch.OPEN).exists():
            time.sleep(0.05)
        if batch.rows.exclude(state=BatchRow.State.SENT).exists():
            raise SystemExit("Not every row was sent.")

    def bare(self, made: list[dict[str, str]]) -> None:
        """Nothing but the PUT of each."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._put, made))

    def bare_with_reads(self, made: list[dict[str, str]]) -> None:
        """The three calls that a careful move makes: read, move, read again."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._careful, made))

    def _careful(self, where: dict[str, str]) -> None:
        self._get(where)
        self._put(where)
        self._get(where)

    def _put(self, where: dict[str, str]) -> None:
        at = _written(self.start + LATER)
        answer = self._bare.put(self._url(where), json={"type": TYPE, "appointmentDateTime": at})
        answer.raise_for_status()

    def _get(self, where: dict[str, str]) -> Any:
        answer = self._bare.get(self._url(where))
        answer.raise_for_status()
        return answer.json()

    def _url(self, where: dict[str, str]) -> str:
        path = "/v1/installs/{installSid}/exams/{examSid}/sessions/{sessionSid}".format(**where)
        return f"{self.provider.url}{path}"


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


if __name__ == "__main__":
    url, *numbers = sys.argv[1:]
    print(json.dumps(main(url, *map(int, numbers))))
