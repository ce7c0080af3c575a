"""Eight people booking at once: how far the slowest bookings are from the usual one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Provider, Scene
from benchmarks.table import Row
from benchmarks.timing import middle, ms, p95, seconds

CLIENTS = 8
GOALS = {50: 2.0, 0: None}


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """p95 against p50 at two latencies of the provider."""
    first = Clerk(played).sign_in()
    clerks = [first, *(first.twin() for _ in range(CLIENTS - 1))]
    _all_at_once(played.provider, clerks, 2, 0)
    return [_row(played.provider, clerks, sizes, latency, goal) for latency, goal in GOALS.items()]


def _row(
    provider: Provider, clerks: list[Clerk], sizes: Sizes, latency: int, goal: float | None
) -> Row:
    rounds = [
        _all_at_once(provider, clerks, sizes.bookings_per_client, latency)
        for _ in range(sizes.rounds)
    ]
    usual, slow = [middle(times) for times in rounds], [p95(times) for times in rounds]
    compared = f"p95 {ms(slow)}, p50 {ms(usual)}"
    ratio = middle(a / b for a, b in zip(slow, usual, strict=True))
    return Row(f"{CLIENTS} clients, provider takes {latency} ms", compared, ratio, goal)


def _all_at_once(provider: Provider, clerks: list[Clerk], each: int, latency: int) -> list[float]:
    """Each clerk books `each` sessions one after the other; the times of all bookings."""
    place = provider.place
    forms = [
        [clerk.open_form(provider.new_session(), place=place) for _ in range(each)]
        for clerk in clerks
    ]
    provider.slow_by(latency)
    with ThreadPoolExecutor(len(clerks)) as pool:
        work = [
            pool.submit(
                lambda clerk, own: [seconds(partial(clerk.book, form)) for form in own], clerk, own
            )
            for clerk, own in zip(clerks, forms, strict=True)
        ]
        times = [one for done in work for one in done.result()]
    provider.slow_by(0)
    return times
