"""The day's pages against the emptiest page that a signed-in person sees, and among few and many
mirrored sessions: the board, a past moment of it, the roster and the week.
"""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from urllib.parse import urlencode

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene, scene
from benchmarks.table import Row
from benchmarks.timing import Act, in_turns, middle, ms

EMPTY = "/undecided/"
GOALS = {"list": 3.0, "board": 3.0, "roster": 10.0, "week": 5.0}
WHAT = {
    "list": "list of a day, a whole page of 100 rows",
    "board": "board, 8 locations and 400 sessions",
    "roster": "roster of 300 rows",
    "week": "week",
}
YEAR_BACK, GROWTH = 2.0, 1.5
Times = dict[str, list[float]]


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """The pages at each number of sessions, on a portal of its own."""
    with scene() as own:
        taken = [(count, _measured(own, count, sizes)) for count in sizes.sessions]
    (small_count, small), (count, many) = taken[0], taken[-1]
    grown = f"board, {count:,} sessions {{}}, {small_count:,} sessions {{}}"
    return [
        *(_row(WHAT[name], small, name, "empty", goal) for name, goal in GOALS.items()),
        Row(
            "board among many sessions",
            grown.format(ms(many["board"]), ms(small["board"])),
            middle(many["board"]) / middle(small["board"]),
            GROWTH,
        ),
        _row(f"who was where a year back, {count:,} sessions", many, "ago", "now", YEAR_BACK),
    ]


def _row(figure: str, times: Times, name: str, against: str, goal: float) -> Row:
    ratio = middle(one / two for one, two in zip(times[name], times[against], strict=True))
    compared = f"{name} {ms(times[name])}, {against} {ms(times[against])}"
    return Row(figure, compared, ratio, goal)


def _measured(played: Scene, count: int, sizes: Sizes) -> Times:
    told = played.stage.run("-m", "benchmarks.day_filler", str(count))
    where: dict[str, str] = json.loads(told)
    line = Clerk(played).sign_in().line()
    acts: dict[str, list[Act]] = {
        name: [partial(line.get, path)] * sizes.pages for name, path in _paths(where).items()
    }
    in_turns({name: some[:3] for name, some in acts.items()})
    return in_turns(acts)


def _paths(where: dict[str, str]) -> dict[str, str]:
    day = date.fromisoformat(where["day"])
    year, week, _ = day.isocalendar()
    place = {"install": where["install"], "location": ""}

    def board(**asked: str) -> str:
        return f"/board/?{urlencode(place | asked)}"

    at_location = place | {"location": where["location"], "day": where["roster"]}
    return {
        "empty": EMPTY,
        "list": f"/?{urlencode(place | {'view': 'all', 'day': where['day']})}",
        "board": board(day=where["day"]),
        "now": board(day=where["day"], at="10:37"),
        "ago": board(day=where["ago"], at="10:37"),
        "roster": f"/roster/?{urlencode(at_location)}",
        "week": f"/week/?{urlencode(place | {'week': f'{year}-W{week:02d}'})}",
    }
