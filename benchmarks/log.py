"""The audit log's pages, its verification and its export on a small and a big log."""

from __future__ import annotations

import json
from functools import partial

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene, Stage
from benchmarks.table import Row
from benchmarks.timing import in_turns, middle, ms

Times = dict[str, float]


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """How the pages grow with the log, and events per second of walking it."""
    clerk = Clerk(played).sign_in()
    small, slow = _measured(played.stage, clerk, sizes.small_log, sizes)
    big, fast = _measured(played.stage, clerk, sizes.big_log, sizes)
    between = f"{sizes.big_log:,} events {{}}, {sizes.small_log:,} events {{}}"
    grown = [
        Row(f"log, {name}", between.format(ms([big[name]]), ms([small[name]])), big[name] / small[name]) for name in big
    ]
    walked = [
        Row(f"log, {name}", f"{count:,} events", rates[name], unit="events/s")
        for count, rates in ((sizes.small_log, slow), (sizes.big_log, fast))
        for name in rates
    ]
    return grown + walked


def _measured(stage: Stage, clerk: Clerk, events: int, sizes: Sizes) -> tuple[Times, Times]:
    """Let the log grow to `events`, then time its pages and its walks."""
    built = json.loads(stage.run("-m", "benchmarks.big_log", "grow", str(events)))
    return _pages(clerk, built["middle"], built["session_sid"], sizes), json.loads(
        stage.run("-m", "benchmarks.big_log", "walk")
    )


def _pages(clerk: Clerk, middle_number: int, session_sid: str, sizes: Sizes) -> Times:
    line = clerk.line()
    acts = {
        "first page": partial(line.get, "/audit/"),
        "deep page": partial(line.get, f"/audit/?before={middle_number}"),
        "search by SID": partial(line.get, f"/audit/?q={session_sid}"),
        "search by a SID’s beginning": partial(line.get, f"/audit/?q={session_sid[:8]}"),
    }
    in_turns({name: [act] * 5 for name, act in acts.items()})
    times = in_turns({name: [act] * sizes.pages for name, act in acts.items()})
    return {name: middle(taken) for name, taken in times.items()}
