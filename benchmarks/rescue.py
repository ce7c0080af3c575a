"""A rescue carried out by the worker, its record kept, against a bare thread pool of PUTs."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.sizes import Sizes
from benchmarks.stage import Scene
from benchmarks.table import Row
from benchmarks.timing import middle

LATENCY = 50
GOAL = 1.2


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """Moves of as many sessions each way, eight at a time."""
    asked = (played.provider.url, sizes.rescued, sizes.rescues, LATENCY)
    said = played.stage.run("-m", "benchmarks.rescue_runner", *map(str, asked))
    taken: dict[str, Any] = json.loads(said.splitlines()[-1])
    return [
        _row(taken, sizes, "bare", "bare PUTs", GOAL),
        _row(taken, sizes, "read", "bare reads, PUTs and reads again", None),
    ]


def _row(taken: dict[str, Any], sizes: Sizes, against: str, words: str, goal: float | None) -> Row:
    compared = (
        f"by the worker {middle(taken['rescue']):.1f} s, {words} {middle(taken[against]):.1f} s"
    )
    ratio = middle(a / b for a, b in zip(taken["rescue"], taken[against], strict=True))
    name = f"rescue of {sizes.rescued}, provider takes {LATENCY} ms"
    return Row(name if goal else f"the same against {words}", compared, ratio, goal)
