"""Plan of which trouble meets which request, asked for over the control address, or by a practice
voucher or card.
"""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.sandbox.answers import invalid_field
from portal.sandbox.faults import KINDS, parameters


@dataclass(slots=True)
class Trouble:
    """One kind of trouble with its parameters, for requests that match, `times` times (None:
    always).
    """

    kind: str
    params: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    path_contains: str = ""
    times: int | None = 1

    def matches(self, method: str, path: str, nth_on_connection: int) -> bool:
        if self.times is not None and self.times <= 0:
            return False
        if self.kind == "stale_keepalive" and nth_on_connection < 2:
            return False
        return self.method in ("", method.upper()) and self.path_contains in path


class TroubleBook:
    """What was asked for and is still to come, in the order asked. Safe under threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: list[Trouble] = []

    def add(self, wanted: dict[str, Any]) -> Trouble:
        """Adds `{"kind", "match": {"method", "path_contains"}, "times", ...parameters}`.

        Raises:
            Refusal: 400 for an unknown kind or parameter.
        """
        trouble = parse(wanted)
        with self._lock:
            self._asked.append(trouble)
        return trouble

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()

    def waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(t) for t in self._asked if t.times is None or t.times > 0]

    def take(self, method: str, path: str, nth_on_connection: int) -> Trouble | None:
        """The first that matches, with one of its times used up."""
        with self._lock:
            for trouble in self._asked:
                if trouble.matches(method, path, nth_on_connection):
                    if trouble.times is not None:
                        trouble.times -= 1
                    return trouble
        return None


def parse(wanted: dict[str, Any]) -> Trouble:
    params = dict(wanted)
    name = params.pop("kind", None)
    match = params.pop("match", None) or {}
    times = params.pop("times", 1)
    if name not in KINDS:
        raise invalid_field("kind", f"Known kinds: {', '.join(sorted(KINDS))}.")
    for unknown in set(params) - set(parameters(name)):
        raise invalid_field(unknown, f"{name} takes: {', '.join(parameters(name)) or 'nothing'}.")
    for unknown in set(match) - {"method", "path_contains"}:
        raise invalid_field(f"match.{unknown}", "A match has `method` and `path_contains`.")
    return Trouble(
        name, params, match.get("method", "").upper(), match.get("path_contains", ""), times
    )
