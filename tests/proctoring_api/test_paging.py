"""Lists are walked to their end, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduling.proctoring_api import paging
from scheduling.proctoring_api.errors import UnknownOutcome
from tests.support.provider_session import INSTALL
from tests.support.scripted_provider import Arrived, Link, Script, answer, says


def _listing(total: int, *, most: int = 10_000, tells: bool = True) -> Script:
    """A list of `total` rows; gives at most `most` of them whatever the limit."""

    def script(link: Link, request: Arrived) -> None:
        query = parse_qs(urlsplit(request.target).query)
        offset, limit = int(query["offset"][0]), min(int(query["limit"][0]), most)
        rows = [{"sid": f"ES{number:032x}"} for number in range(offset, min(offset + limit, total))]
        said: dict[str, Any] = {"results": rows, "total": total if tells else None}
        says(said)(link, request)

    return script


def _offsets(arrived: list[Arrived]) -> list[int]:
    return [int(parse_qs(urlsplit(one.target).query)["offset"][0]) for one in arrived]


def test_every_row_once_and_no_page_too_many(serve, connect) -> None:
    server = serve(_listing(25))
    rows = list(connect(server).all_appointments(INSTALL, page_size=10))
    assert [row.sid for row in rows] == [f"ES{number:032x}" for number in range(25)]
    assert _offsets(server.arrived) == [0, 10, 20]


def test_without_a_total_until_a_page_is_empty(serve, connect) -> None:
    server = serve(_listing(20, tells=False))
    assert len(list(connect(server).all_appointments(INSTALL, page_size=10))) == 20
    assert _offsets(server.arrived) == [0, 10, 20]


def test_a_server_that_gives_fewer_than_asked_hides_nothing(serve, connect) -> None:
    server = serve(_listing(25, most=7))
    assert len(list(connect(server).all_appointments(INSTALL, page_size=10))) == 25
    assert _offsets(server.arrived) == [0, 7, 14, 21]


def test_an_empty_list(serve, connect) -> None:
    server = serve(_listing(0))
    assert list(connect(server).all_appointments(INSTALL)) == []
    assert len(server.arrived) == 1


def test_a_server_that_ignores_the_offset_ends(serve, connect) -> None:
    server = serve(says({"results": [{"sid": "ES1"}, {"sid": "ES2"}], "total": 900}))
    assert [row.sid for row in connect(server).all_appointments(INSTALL)] == ["ES1", "ES2"]
    assert len(server.arrived) == 2


def test_a_list_without_end_is_given_up(serve, connect, monkeypatch) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 5)
    server = serve(_listing(10**9, tells=False))
    seen = []
    with pytest.raises(UnknownOutcome) as caught:
        for row in connect(server).all_appointments(INSTALL, page_size=3):
            seen.append(row.sid)
    assert (caught.value.cause, len(seen), len(server.arrived)) == ("unreadable", 15, 5)


def test_a_given_time_bounds_the_whole_walk(serve, connect) -> None:
    def slow(link: Link, request: Arrived) -> None:
        link.stop.wait(0.15)
        _listing(10**6)(link, request)

    server = serve(slow)
    with pytest.raises(UnknownOutcome) as caught:
        list(connect(server).all_appointments(INSTALL, timeout=0.5, page_size=2))
    assert caught.value.cause == "timeout"
    assert 1 <= len(server.arrived) <= 4


def test_rows_come_before_the_last_page_is_there(serve, connect) -> None:
    server = serve(_listing(30))
    walk: Iterator[Any] = connect(server).all_appointments(INSTALL, page_size=10)
    next(walk)
    assert len(server.arrived) == 1


def test_a_page_that_fails_is_tried_again_and_then_told(serve, connect) -> None:
    scripts: list[Callable[..., None]] = [_listing(30), answer(503), _listing(30), answer(503)]
    server = serve(*scripts)
    seen = []
    with pytest.raises(UnknownOutcome):
        for row in connect(server).all_appointments(INSTALL, page_size=10):
            seen.append(row.sid)
    assert (len(seen), _offsets(server.arrived)) == (20, [0, 10, 10, 20, 20, 20])
