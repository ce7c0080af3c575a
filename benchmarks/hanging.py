"""Pages that need no provider, while eight bookings wait for one that says nothing."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from benchmarks.clerk import Clerk, form_path
from benchmarks.sizes import Sizes
from benchmarks.stage import Provider, Scene
from benchmarks.table import Row
from benchmarks.timing import Act, in_turns, middle, ms, p95

WAITING = 8
GOAL = 1.5
Times = dict[str, list[float]]


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """p95 of worklist, log and form while the provider hangs, against it when all is well."""
    clerk = Clerk(played).sign_in()
    pages = _pages(clerk, form_path(played.provider.new_session()))
    in_turns({name: [act] * 10 for name, act in pages.items()})
    rounds = [_round(played.provider, clerk, pages, sizes) for _ in range(sizes.rounds)]
    return [_row(name, rounds) for name in pages]


def _pages(clerk: Clerk, form: str) -> dict[str, Act]:
    line = clerk.line()
    return {
        "worklist": partial(line.get, "/"),
        "log": partial(line.get, "/audit/"),
        "form": partial(line.get, form),
    }


def _round(
    provider: Provider, clerk: Clerk, pages: dict[str, Act], sizes: Sizes
) -> tuple[Times, Times]:
    series = {name: [act] * sizes.pages_while_hanging for name, act in pages.items()}
    well = in_turns(series)
    with ThreadPoolExecutor(WAITING) as pool:
        waiting = _start_waiting(provider, clerk, pool, sizes.hang_seconds)
        hanging = in_turns(series)
        if any(one.done() for one in waiting):
            raise SystemExit(
                "A booking came back while the pages were timed: let the provider hang longer."
            )
        for one in waiting:
            one.result()
    provider.control("DELETE", "trouble")
    return well, hanging


def _start_waiting(
    provider: Provider, clerk: Clerk, pool: ThreadPoolExecutor, hang_seconds: float
) -> list[Future[None]]:
    """Eight bookings that are on their way, each over a connection of its own."""
    twins = [clerk.twin() for _ in range(WAITING)]
    forms = [twin.open_form(provider.new_session(), place=provider.place) for twin in twins]
    provider.control("DELETE", "ledger")
    provider.control(
        "POST",
        "trouble",
        kind="hang_before",
        seconds=hang_seconds,
        times=None,
        match={"method": "POST"},
    )
    waiting = [pool.submit(twin.book, form) for twin, form in zip(twins, forms, strict=True)]
    while len(provider.control("GET", "ledger")["requests"]) < WAITING:
        time.sleep(0.02)
    return waiting


def _row(name: str, rounds: list[tuple[Times, Times]]) -> Row:
    well, hanging = ([p95(one[which][name]) for one in rounds] for which in (0, 1))
    ratio = middle(b / a for a, b in zip(well, hanging, strict=True))
    return Row(
        f"{name} while the provider hangs",
        f"p95 {ms(hanging)}, when all is well {ms(well)}",
        ratio,
        GOAL,
    )
