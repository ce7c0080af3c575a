"""Lists are walked to their end, and never for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduling.proctoring_api.client import Client
from scheduling.proctoring_api.errors import UnknownOutcome
from scheduling.proctoring_api.lists import short_list_walk
from scheduling.proctoring_api.lists.list_rows import SessionRow
from tests.support.provider_session import EXAM, INSTALL
from tests.support.scripted_provider import Arrived, Link, Script, answer, says

ENROLLMENT = "EN" + "d" * 32


def _listing(count: int, *, most: int = 10_000, told: Any = None) -> Script:
    """A list of so many rows; gives at most `most` of them whatever the limit."""

    def script(link: Link, request: Arrived) -> None:
        query = parse_qs(urlsplit(request.target).query)
        offset, limit = int(query["offset"][0]), min(int(query["limit"][0]), most)
        rows = [{"sid": f"ES{number:032x}"} for number in range(offset, min(offset + limit, count))]
        says({"results": rows, "total": told})(link, request)

    return script


def walked(client: Client, **asked: Any) -> list[SessionRow]:
    """The sessions of an enrollment, ten a page."""
    return client.enrollment_sessions(INSTALL, ENROLLMENT, EXAM, **({"page_size": 10} | asked))


def _offsets(arrived: list[Arrived]) -> list[int]:
    return [int(parse_qs(urlsplit(one.target).query)["offset"][0]) for one in arrived]


@pytest.mark.parametrize("total", [25, 10, 0, "25", "ten", None, -1, {"of": 25}])
def test_every_row_once_until_a_page_is_empty_whatever_the_total_says(
    serve, connect, total: Any
) -> None:
    server = serve(_listing(25, told=total))
    rows = walked(connect(server))
    assert [row.sid for row in rows] == [f"ES{number:032x}" for number in range(25)]
    assert _offsets(server.arrived) == [0, 10, 20, 25]


def test_a_server_that_gives_fewer_than_asked_hides_nothing(serve, connect) -> None:
    server = serve(_listing(25, most=7))
    assert len(walked(connect(server))) == 25
    assert _offsets(server.arrived) == [0, 7, 14, 21, 25]


def test_an_empty_list(serve, connect) -> None:
    server = serve(_listing(0))
    assert walked(connect(server)) == []
    assert len(server.arrived) == 1


def test_a_server_that_ignores_the_offset_ends(serve, connect) -> None:
    server = serve(says({"results": [{"sid": "ES1"}, {"sid": "ES2"}], "total": 900}))
    assert [row.sid for row in walked(connect(server))] == ["ES1", "ES2"]
    assert len(server.arrived) == 2


def test_a_list_without_end_is_given_up(serve, connect, monkeypatch) -> None:
    monkeypatch.setattr(short_list_walk, "MAX_PAGES", 5)
    server = serve(_listing(10**9))
    with pytest.raises(UnknownOutcome) as caught:
        walked(connect(server), page_size=3)
    assert (caught.value.cause, len(server.arrived)) == ("unreadable", 5)


def test_a_given_time_bounds_the_whole_walk(serve, connect) -> None:
    def slow(link: Link, request: Arrived) -> None:
        link.stop.wait(0.15)
        _listing(10**6)(link, request)

    server = serve(slow)
    with pytest.raises(UnknownOutcome) as caught:
        walked(connect(server), timeout=0.5, page_size=2)
    assert caught.value.cause == "timeout"
    assert 1 <= len(server.arrived) <= 4


def test_a_page_that_fails_is_tried_again_and_then_told(serve, connect) -> None:
    scripts: list[Callable[..., None]] = [_listing(30), answer(503), _listing(30), answer(503)]
    server = serve(*scripts)
    with pytest.raises(UnknownOutcome):
        walked(connect(server))
    assert _offsets(server.arrived) == [0, 10, 10, 20, 20, 20]
