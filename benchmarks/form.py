"""The longest form's page and fragment against the emptiest page that a signed-in person sees."""

from __future__ import annotations

from functools import partial

from benchmarks.clerk import Clerk, form_path
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene
from benchmarks.table import Row
from benchmarks.timing import Act, in_turns, middle, ms

EMPTY = "/undecided/"
LONGEST = "ad-hoc"
GOALS = {"page": 1.30, "fragment": 1.03}


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """The whole page by GET, and the fragment that a change of the type brings."""
    clerk, where = Clerk(played).sign_in(), played.provider.new_session()
    acts = _acts(clerk, form_path(where), clerk.open_form(where, place="").answers)
    in_turns({name: [act] * 10 for name, act in acts.items()})
    rounds = [
        in_turns({name: [act] * sizes.pages for name, act in acts.items()})
        for _ in range(sizes.rounds)
    ]
    return [_row(rounds, name, goal) for name, goal in GOALS.items()]


def _acts(clerk: Clerk, path: str, hidden: dict[str, str]) -> dict[str, Act]:
    line = clerk.line()
    headers = {"HX-Request": "true", "X-CSRFToken": hidden["csrfmiddlewaretoken"]}
    changed = hidden | {"session_type": LONGEST, "change_type": LONGEST}
    return {
        "empty": partial(line.get, EMPTY),
        "page": partial(line.get, f"{path}?type={LONGEST}"),
        "fragment": partial(line.post, path, changed, headers),
    }


def _row(rounds: list[dict[str, list[float]]], name: str, goal: float) -> Row:
    shown, empty = ([middle(one[which]) for one in rounds] for which in (name, "empty"))
    compared = f"{LONGEST} form {ms(shown)}, empty page {ms(empty)}"
    return Row(
        f"form {name}", compared, middle(a / b for a, b in zip(shown, empty, strict=True)), goal
    )
