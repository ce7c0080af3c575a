"""What really arrived and what it really did: the truth that tests compare with."""

from __future__ import annotations

import copy
import threading
from datetime import UTC, datetime
from typing import Any

Entry = dict[str, Any]


class Ledger:
    """Append-only lists of requests, bookings and charges, safe under threads.

    A request is entered as soon as it was read, before anything is done with it; `effect`
    (`scheduled`, `rescheduled`, `cancelled` or None) is set in the moment the state changes,
    `status` when an answer was begun (None while none was). Requests to `/_control/` are not
    entered.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._count = 0
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._requests: list[Entry] = []
            self._bookings: list[Entry] = []
            self._charges: list[Entry] = []

    def arrived(self, **facts: Any) -> Entry:
        """Enters a request and returns its entry, to be handed to `effect` and `note`."""
        with self._lock:
            self._count += 1
            entry = {
                "n": self._count,
                **facts,
                "trouble": None,
                "effect": None,
                "status": None,
                "at": _now(),
            }
            self._requests.append(entry)
            return entry

    def effect(
        self, entry: Entry, effect: str, booking: Entry, charge: Entry | None = None
    ) -> None:
        """Notes that a request changed something. `booking` says what is stored now."""
        with self._lock:
            entry["effect"] = effect
            self._bookings.append({"n": entry["n"], "effect": effect, **booking, "at": _now()})
            if charge is not None:
                self._charges.append({"n": entry["n"], **charge, "at": _now()})

    def note(self, entry: Entry, **facts: Any) -> None:
        with self._lock:
            entry.update(facts)

    def snapshot(self) -> dict[str, list[Entry]]:
        """Everything so far, as a copy."""
        with self._lock:
            return copy.deepcopy(
                {"requests": self._requests, "bookings": self._bookings, "charges": self._charges}
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
