"""Walking a short and a long list into the mirror, and reading ahead within the budget."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.sizes import Sizes
from benchmarks.stage import ROOT, Scene, Stage, empty_stage
from benchmarks.table import Row

FLAT = 1.3
PAGE, OVERLAP = 200, 10


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """Rows a second, requests and memory of whole walks, each on an empty database of its own."""
    walks, ahead = [], {}
    for length in sizes.lists:
        with empty_stage() as stage, _long_list(length) as port:
            walks.append(_run(stage, "walk", port))
            ahead = _run(stage, "read_ahead", port, sizes.read_ahead_seconds)
    return [
        *(row for walk in walks for row in _rows(walk)),
        *(_memory(walks[0], walk) for walk in walks[1:]),
        Row(
            "sessions read ahead",
            f"{ahead['read']} read, the budget has {ahead['budget']:.0f}",
            ahead["read"] / ahead["budget"],
            1.0,
        ),
    ]


@contextmanager
def _long_list(length: int) -> Iterator[int]:
    """The port of a provider whose list is so long."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.long_list", str(length)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=30)


def _run(stage: Stage, *arguments: Any) -> dict[str, Any]:
    said = stage.run("-m", "benchmarks.list_reader", *map(str, arguments))
    told: dict[str, Any] = json.loads(said)
    return told


def _rows(walk: dict[str, Any]) -> list[Row]:
    length = f"{walk['rows']:,} sessions"
    needed = walk["rows"] / (PAGE - OVERLAP) + 3
    return [
        Row(f"list of {length}, first walk", "all new", walk["first"], unit="rows/s"),
        Row(f"list of {length}, next walk", "nothing new", walk["second"], unit="rows/s"),
        Row(
            f"list of {length}, requests",
            f"{walk['pages']} pages, {needed:.0f} needed",
            walk["pages"] / needed,
            1.05,
        ),
    ]


def _memory(short: dict[str, Any], long: dict[str, Any]) -> Row:
    return Row(
        f"memory of walking {long['rows']:,} sessions",
        f"{long['memory'] // 1024} MB, {short['rows']:,} sessions {short['memory'] // 1024} MB",
        long["memory"] / short["memory"],
        FLAT,
    )
