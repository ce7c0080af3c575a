"""How much of everything a run does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rounds and samples per round of each figure, and the events of the logs."""

    rounds: int
    bookings: int
    pages: int
    bookings_per_client: int
    pages_while_hanging: int
    hang_seconds: float
    logs: tuple[int, ...]
    logs_on_postgres: tuple[int, ...]
    lists: tuple[int, ...]
    read_ahead_seconds: float
    sessions: tuple[int, ...]
    rescued: int
    rescues: int


FULL = Sizes(
    rounds=5,
    bookings=30,
    pages=60,
    bookings_per_client=20,
    pages_while_hanging=60,
    hang_seconds=15.0,
    logs=(10_000, 1_000_000, 5_000_000),
    logs_on_postgres=(10_000, 1_000_000),
    lists=(10_000, 200_000),
    read_ahead_seconds=60.0,
    sessions=(10_000, 500_000),
    rescued=300,
    rescues=3,
)
# Shows that the harness works; its figures mean nothing.
QUICK = Sizes(
    rounds=1,
    bookings=3,
    pages=5,
    bookings_per_client=2,
    pages_while_hanging=5,
    hang_seconds=15.0,
    logs=(300, 1_200),
    logs_on_postgres=(300, 1_200),
    lists=(400, 1_000),
    read_ahead_seconds=2.0,
    sessions=(1_000, 2_000),
    rescued=10,
    rescues=1,
)
