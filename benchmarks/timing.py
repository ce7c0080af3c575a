"""Taking times fairly: in turns, in rounds, and as medians."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median, quantiles

Act = Callable[[], object]


def seconds(act: Act) -> float:
    """How long `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def in_turns(acts: Mapping[str, Sequence[Act]]) -> dict[str, list[float]]:
    """The times of each series;
    the series take turns, so that a slow moment of the machine meets all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in acts}
    for turn in zip(*acts.values(), strict=True):
        for name, act in zip(acts, turn, strict=True):
            times[name].append(seconds(act))
    return times


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def middle(values: Iterable[float]) -> float:
    """The median of several rounds' figures."""
    return median(values)


def ms(values: Iterable[float]) -> str:
    return f"{median(values) * 1000:.1f} ms"
