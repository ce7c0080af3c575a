"""The audit log's pages, a case file, verification and export on a small, a big and a huge log, on
both databases.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene, scene
from benchmarks.table import Row
from benchmarks.timing import in_turns, middle, ms
from tests.support.postgres_cluster import cluster

Times = dict[str, float]
GROWTH = 1.3  # of the pages that must not grow with the log
NOT_GROWING = ("first page", "deep page", "search by SID", "search by a SID’s beginning")
VERIFIED = 100_000  # events a second, at least


@dataclass(frozen=True, slots=True)
class Log:
    """What was measured on a log of one size."""

    events: int
    pages: Times
    walks: Times


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """How pages and walks grow with the log:
    on the scene's SQLite, and on a PostgreSQL of its own.
    """
    on_sqlite = [_measured(played, events, sizes) for events in sizes.logs]
    with ExitStack() as stack:
        on_postgres_too = stack.enter_context(
            scene(stack.enter_context(cluster()).format("postgres"))
        )
        on_postgres = [
            _measured(on_postgres_too, events, sizes) for events in sizes.logs_on_postgres
        ]
    return [*_rows("log", on_sqlite), *_rows("log on PostgreSQL", on_postgres)]


def _rows(what: str, logs: list[Log]) -> list[Row]:
    smallest = logs[0]
    grown = [
        _grown(f"{what}, {name}", name, smallest, log) for log in logs[1:] for name in log.pages
    ]
    verified = [
        _rate(f"{what}, verified", "verified", log, least=None if log is smallest else VERIFIED)
        for log in logs
    ]
    exported = [_rate(f"{what}, exported as jsonl", "exported", log) for log in logs]
    memory = [_memory(f"{what}, memory of an export", smallest, log) for log in logs[1:]]
    return [*grown, *verified, *exported, *memory]


def _grown(figure: str, name: str, small: Log, big: Log) -> Row:
    compared = (
        f"{big.events:,} events {ms([big.pages[name]])}, {small.events:,} events"
        f" {ms([small.pages[name]])}"
    )
    goal = GROWTH if name in NOT_GROWING else None
    return Row(figure, compared, big.pages[name] / small.pages[name], goal)


def _rate(figure: str, name: str, log: Log, *, least: float | None = None) -> Row:
    return Row(figure, f"{log.events:,} events", log.walks[name], least=least, unit="events/s")


def _memory(figure: str, small: Log, big: Log) -> Row:
    compared = (
        f"{big.events:,} events {big.walks['memory']:.0f} MB, {small.events:,} events"
        f" {small.walks['memory']:.0f} MB"
    )
    return Row(figure, compared, big.walks["memory"] / small.walks["memory"], GROWTH)


def _measured(played: Scene, events: int, sizes: Sizes) -> Log:
    """Let the log grow to `events`, then time its pages and its walks."""
    built = _big_log(played, "grow", str(events))
    walks = _big_log(played, "verified") | _big_log(played, "exported")
    return Log(events, _pages(played, built, sizes), walks)


def _big_log(played: Scene, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(played.stage.run("-m", "benchmarks.big_log", *arguments))
    return found


def _pages(played: Scene, built: dict[str, Any], sizes: Sizes) -> Times:
    acts = _acts(played, built)
    in_turns({name: [act] * 5 for name, act in acts.items()})
    times = in_turns({name: [act] * sizes.pages for name, act in acts.items()})
    return {name: middle(taken) for name, taken in times.items()}


def _acts(played: Scene, built: dict[str, Any]) -> dict[str, Callable[[], object]]:
    line, auditor = Clerk(played).sign_in().line(), Clerk(played, played.auditor).sign_in()
    session, day = built["session_sid"], built["day"]
    case = {
        "install": built["install_sid"],
        "session": built["recent_session_sid"],
        "file": "json",
    }
    return {
        "first page": partial(line.get, "/audit/"),
        "deep page": partial(line.get, f"/audit/?before={built['middle']}"),
        "search by SID": partial(line.get, f"/audit/?q={session}"),
        "search by a SID’s beginning": partial(line.get, f"/audit/?q={session[:8]}"),
        "one day": partial(line.get, f"/audit/?from={day}&to={day}"),
        "case file of a session": auditor.sender("/audit/case/", case),
    }
