"""`python -m benchmarks [figure …] [--quick]`: take the figures and print them as one table."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace

from benchmarks import booking, cards, clients, day, form, hanging, log, paint, rescue, search, sync
from benchmarks.sizes import FULL, QUICK, Sizes
from benchmarks.stage import Scene, scene
from benchmarks.table import Row, printed

# The log comes last: it makes the database big.
FIGURES = {
    "booking": booking,
    "form": form,
    "paint": paint,
    "cards": cards,
    "clients": clients,
    "hanging": hanging,
    "rescue": rescue,
    "sync": sync,
    "search": search,
    "day": day,
    "log": log,
}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "figures", nargs="*", choices=[*FIGURES, []], help="all of them unless named"
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: shows that it works, nothing more"
    )
    wanted = parser.parse_args()
    sizes = QUICK if wanted.quick else FULL
    with scene() as played:
        print(
            printed(
                [row for name in wanted.figures or FIGURES for row in _taken(name, played, sizes)]
            )
        )


def _taken(name: str, played: Scene, sizes: Sizes) -> list[Row]:
    start = time.monotonic()
    taken = [
        replace(row, command=f"python -m benchmarks {name}")
        for row in FIGURES[name].rows(played, sizes)
    ]
    # At once, so that what was taken is known where a later figure takes too long.
    print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(
        *map(" · ".join, (row.cells()[:3] for row in taken)), sep="\n", file=sys.stderr, flush=True
    )
    return taken


if __name__ == "__main__":
    main()
