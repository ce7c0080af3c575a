"""The list's views, and finding a learner, among few and among many sessions."""

from __future__ import annotations

from functools import partial

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene, scene
from benchmarks.table import Row
from benchmarks.timing import Act, in_turns, middle, ms

GROWTH = 1.5
# The day, what is to be booked; a learner, one by two beginnings, a course, a session by its SID,
# somebody who is not there. Two beginnings find 33 of 10,000 sessions, a third of a page; of the
# same with more there is a full page among few sessions as among many.
ASKED = {
    "list, today": "view=today",
    "list, to book": "view=to-book",
    "list, all": "view=all",
    "search, learner": "q=learner77",
    "search, one word": "q=learner7",
    "search, two words": "q=learner7+number7",
    "search, two words, a full page": "q=learner+number7",
    "search, course": "q=course+33",
    "search, common word": "q=course",
    "search, two common words": "q=course+final",
    "search, SID’s beginning": f"q=ES{77:032x}"[:-1],
    "search, nobody": "q=quillfeather",
}
Times = dict[str, list[float]]


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """The search's page at each number of sessions, on a portal of its own."""
    with scene() as own:
        taken = [(count, _measured(own, count, sizes)) for count in sizes.sessions]
    small_count, small = taken[0]
    return [
        Row(
            name,
            f"{count:,} sessions {ms(times[name])}, {small_count:,} sessions {ms(small[name])}",
            middle(times[name]) / middle(small[name]),
            GROWTH,
        )
        for count, times in taken[1:]
        for name in ASKED
    ]


def _measured(played: Scene, count: int, sizes: Sizes) -> Times:
    played.stage.run("-m", "benchmarks.list_reader", "fill", str(count))
    line = Clerk(played).sign_in().line()
    acts: dict[str, list[Act]] = {
        name: [partial(line.get, f"/?{query}")] * sizes.pages for name, query in ASKED.items()
    }
    in_turns({name: some[:2] for name, some in acts.items()})
    return in_turns(acts)
