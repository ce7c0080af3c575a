"""A booking through the portal, its record kept, against a bare pooled POST of the same body."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import requests

from benchmarks.clerk import Clerk
from benchmarks.sizes import Sizes
from benchmarks.stage import Provider, Scene
from benchmarks.table import Row
from benchmarks.timing import in_turns, middle, ms

GOALS = {50: 1.15, 200: 1.04}


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """One client, each POST for another exam session, at two latencies of the provider."""
    pair = _Pair(played.provider, Clerk(played).sign_in())
    pair.in_turns(3)
    return [_row(pair, sizes, latency, goal) for latency, goal in GOALS.items()]


def _row(pair: _Pair, sizes: Sizes, latency: int, goal: float) -> Row:
    rounds = [pair.in_turns(sizes.bookings, latency) for _ in range(sizes.rounds)]
    through, bare = ([middle(one[name]) for one in rounds] for name in ("portal", "bare"))
    compared = f"through the portal {ms(through)}, bare POST {ms(bare)}"
    ratio = middle(a / b for a, b in zip(through, bare, strict=True))
    return Row(f"booking, provider takes {latency} ms", compared, ratio, goal)


class _Pair:
    """The two ways to book."""

    def __init__(self, provider: Provider, clerk: Clerk) -> None:
        self.provider, self.clerk, self.place = provider, clerk, provider.place
        self._line = clerk.line()
        self._bare = requests.Session()
        self._bare.trust_env = False
        self._bare.headers["token"] = provider.token
        clerk.book(clerk.open_form(provider.new_session(), place=self.place))
        self._body = provider.last_post()["body"]

    def in_turns(self, count: int, latency: int = 0) -> dict[str, list[float]]:
        """Book `count` sessions each way; the forms are opened before the provider slows down."""
        acts = {
            "portal": [self._through_the_portal() for _ in range(count)],
            "bare": [self._bare_post() for _ in range(count)],
        }
        self.provider.slow_by(latency)
        times = in_turns(acts)
        self.provider.slow_by(0)
        return times

    def _through_the_portal(self) -> Callable[[], object]:
        form = self.clerk.open_form(self.provider.new_session(), place=self.place)
        return partial(self._line.book, form)

    def _bare_post(self) -> Callable[[], object]:
        where = self.provider.new_session()
        path = "/v1/installs/{installSid}/exams/{examSid}/sessions/{sessionSid}".format(**where)
        return partial(self._post, f"{self.provider.url}{path}")

    def _post(self, url: str) -> Any:
        answer = self._bare.post(url, json=self._body)
        answer.raise_for_status()
        return answer.json()
