"""How much of everything a run does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rounds and samples per round of each figure, and the events of the two logs."""

    rounds: int
    bookings: int
    pages: int
    bookings_per_client: int
    pages_while_hanging: int
    hang_seconds: float
    small_log: int
    big_log: int


FULL = Sizes(
    rounds=5,
    bookings=30,
    pages=60,
    bookings_per_client=20,
    pages_while_hanging=60,
    hang_seconds=8.0,
    small_log=10_000,
    big_log=1_000_000,
)
# Shows that the harness works; its figures mean nothing.
QUICK = Sizes(
    rounds=1,
    bookings=3,
    pages=5,
    bookings_per_client=2,
    pages_while_hanging=5,
    hang_seconds=3.0,
    small_log=300,
    big_log=1_200,
)
