"""Where a list ends that grows in front while it is walked, and one that has no page behind its
last: all are listed, nobody counts as gone, and nothing false is said of the provider.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.provider_list import list_fetching
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.polling import PATIENCE
from tests.support.scripted_list import listed, listing, offsets, row
from tests.support.scripted_provider import Script, ScriptedServer, answer

ENDLESS = "gives the same sessions again"
MISSED = {"missed_at__isnull": False}


def growing(rows: list[dict[str, Any]], by: int, *, most: int = 1_000) -> Script:
    """As many come in front with each page."""

    def more() -> list[dict[str, Any]]:
        first = len(rows)
        rows[:0] = [row(first + number) for number in range(by)]
        return rows

    return listing(more, most=most)


@pytest.mark.faults(70)
@pytest.mark.parametrize("by", mostly_long([1, 7, 60], everyday=3))
@pytest.mark.parametrize("number", [3, 450])
def test_a_list_that_grows_in_front_comes_to_its_end(
    institution: Institution,
    provide: Callable[..., ScriptedServer],
    desk: Desk,
    by: int,
    number: int,
) -> None:
    rows = [row(one) for one in range(number)]
    known, gone = {one["sid"] for one in rows}, row(9_999)
    provide(listing(lambda: [*rows[:2], gone, *rows[2:]]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    provide(growing(rows, by))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert known <= set(listed(institution))
    assert [one.sid for one in ExamSession.objects.filter(**MISSED)] == [gone["sid"]]
    assert ListWalk.objects.get(pk=institution.pk).sessions is not None
    assert ENDLESS not in words(desk.get(f"/?install={institution.sid}"))


@pytest.mark.faults(70)
@pytest.mark.parametrize("most", [7, 100])
def test_so_does_one_with_small_pages(
    institution: Institution, provide: Callable[..., ScriptedServer], most: int
) -> None:
    rows = [row(one) for one in range(220)]
    known = {one["sid"] for one in rows}
    provide(growing(rows, 1, most=most))

    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert known <= set(listed(institution))
    assert not ExamSession.objects.filter(**MISSED).exists()


def ending_with(rows: list[dict[str, Any]], said: Script, *, behind: int) -> Script:
    """A list that answers so from this row on."""
    plain = listing(lambda: rows)

    def script(link: Any, request: Any) -> None:
        offset = int(request.target.split("offset=")[1].split("&")[0])
        (said if offset >= behind else plain)(link, request)

    return script


NO_PAGE = [
    answer(404, b"{}"),
    answer(400, b'{"code":"INVALIDINPUT","message":"offset beyond total"}'),
    answer(416, b""),
    answer(204, b""),
]


@pytest.mark.faults(70)
@pytest.mark.parametrize("said", NO_PAGE)
def test_a_list_without_a_page_behind_its_last_ends_there(
    institution: Institution, provide: Callable[..., ScriptedServer], said: Script
) -> None:
    rows = [row(one) for one in range(250)]
    server = provide(ending_with(rows, said, behind=250))

    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert listed(institution) == sorted(one["sid"] for one in rows)
    assert offsets(server) == [0, 190, 250]
    institution.refresh_from_db()
    assert institution.sync_failure == ""


@pytest.mark.faults(70)
@pytest.mark.parametrize("behind", [0, 190])
@pytest.mark.parametrize("said", NO_PAGE[:2])
def test_a_page_that_is_refused_before_the_last_is_no_end(
    institution: Institution, provide: Callable[..., ScriptedServer], said: Script, behind: int
) -> None:
    rows = [row(one) for one in range(250)]
    provide(ending_with(rows, said, behind=behind))

    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    institution.refresh_from_db()
    assert institution.sync_failure != ""
