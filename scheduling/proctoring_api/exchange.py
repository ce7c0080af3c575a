"""What may be kept of one HTTP exchange."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the audit log may keep of a call: nothing secret, nothing of the learner, no body.

    `bytes_read` counts the body's bytes as they came over the wire; `digest` is their SHA-256 in
    hex ("" if there were none). `clock_skew_seconds` is the provider's `Date` minus our clock.
    `request_id` is the provider's own, "" if none. `header` is the one that the answer's body
    belies, "" if none.
    """

    method: str
    path: str
    status: int | None = None
    elapsed_ms: int = 0
    bytes_read: int = 0
    digest: str = ""
    clock_skew_seconds: float | None = None
    request_id: str = ""
    header: str = ""
    detail: str = ""
