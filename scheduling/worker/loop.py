"""The background worker's own loop, and its lanes: it finds what is due in the database, whatever
becomes of the queue. What runs how often is in `schedule`.

A lane is one kind of work at one institution, done by a thread of its own. While a lane is busy
nothing queues up behind it: what is still due is found again by a later round. So an institution
that hangs holds up its own lanes and nobody else's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from scheduling.batches import execution
from scheduling.booking import read_back
from scheduling.models import Institution
from scheduling.worker import heartbeat, steps
from scheduling.worker.schedule import (
    BEAT,
    DAILY,
    EACH_DAY,
    EACH_HOUR,
    EACH_MINUTE,
    HOURLY,
    LISTS,
    MINUTELY,
    Step,
)

log = logging.getLogger(__name__)
ROUND = 0.5  # seconds between two looks for what is due
LOOKS_AT_ONCE = 2  # per institution
GRACE = 15.0  # seconds that what is under way is let finish


class Lanes:
    """Threads by the name of what they do, one for each name at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Thread] = {}
        self.failed: set[str] = set()  # whose last step did, or had to wait

    def offer(self, name: str, step: Step, *about: int) -> bool:
        """Do the step in the lane of this name; False where the lane is busy, or the system has no
        thread for it just now.
        """
        with self._lock:
            if name in self._busy:
                return False
            thread = threading.Thread(
                target=self._run, args=(name, step, *about), name=name, daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:
                log.error("%s must wait for a later round: %s", name, error)
                return False
            self._busy[name] = thread
        return True

    def _run(self, name: str, step: Step, *about: int) -> None:
        went_well = False
        try:
            went_well = steps.attempt_step(step, *about)
        finally:
            connections.close_all()
            with self._lock:
                (self.failed.discard if went_well else self.failed.add)(name)
                del self._busy[name]

    def wait(self, seconds: float) -> None:
        """Let what is under way finish."""
        end = time.monotonic() + seconds
        for thread in list(self._busy.values()):
            thread.join(max(0.0, end - time.monotonic()))


@dataclass
class Loop:
    """Rounds over what is due, until it is stopped."""

    lanes: Lanes = field(default_factory=Lanes)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _last: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Go round until `stop`. A storage that takes nothing just now ends nothing."""
        while not self._stopping.is_set():
            try:
                self.round()
            except DatabaseError as error:
                log.error("the worker's round must wait: %s", error)
            except Exception:
                log.exception("a round of the worker failed")
            close_old_connections()
            self._stopping.wait(ROUND)
        connections.close_all()

    def stop(self) -> None:
        self._stopping.set()
        self.lanes.wait(GRACE)

    def round(self) -> None:
        """Looks at open bookings before everything else; then batches, the lists, and the rest."""
        if self._is_time("beat", BEAT):
            heartbeat.beat()
        steps.give_up_interrupted()
        for pk in read_back.institutions_due(timezone.now()):
            for number in range(LOOKS_AT_ONCE):
                self.lanes.offer(f"look {pk} {number}", steps.read_back_due_attempts, pk)
        for pk in execution.institutions_due():
            for number in range(execution.lanes_wanted(pk)):
                self.lanes.offer(f"batch {pk} {number}", steps.carry_out_batches, pk)
        if self._is_time("lists", LISTS):
            self._offer_lists()
        if self._is_time("minute", EACH_MINUTE):
            for name, step in MINUTELY.items():
                self.lanes.offer(name, step)
        self._offer_now_and_then("hour", EACH_HOUR, HOURLY)
        self._offer_now_and_then("day", EACH_DAY, DAILY)

    def _offer_now_and_then(self, how: str, seconds: float, due: Mapping[str, Step]) -> None:
        """Each step by a time of its own: one that found its lane busy, or no thread, is due still
        in the next round, and one that failed, or had to wait, in an hour.
        """
        for name, step in due.items():
            pause = min(seconds, EACH_HOUR) if name in self.lanes.failed else seconds
            if self._is_time(f"{how} {name}", pause) and not self.lanes.offer(name, step):
                del self._last[f"{how} {name}"]

    def _offer_lists(self) -> None:
        probes = self._is_time("probes", EACH_MINUTE)
        for pk in Institution.objects.filter(is_active=True).values_list("pk", flat=True):
            if probes:
                self.lanes.offer(f"probe {pk}", steps.probe, pk)
            self.lanes.offer(f"list {pk}", _list_and_sessions, pk)

    def _is_time(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._last.get(name, -seconds) < seconds:
            return False
        self._last[name] = now
        return True


def _list_and_sessions(institution_id: int) -> None:
    """One lane, because both live on one budget; the list comes first."""
    steps.fetch_list(institution_id)
    steps.read_sessions(institution_id)
