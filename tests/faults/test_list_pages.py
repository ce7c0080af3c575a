"""The provider's list page by page: nothing is lost while it moves, however many rows a page has,
and nothing counts as gone that may still be on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from scheduling.models import ExamSession, Institution
from scheduling.provider_list import list_fetching
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.polling import PATIENCE
from tests.support.scripted_list import clamped, listed, listing, offsets, row
from tests.support.scripted_provider import Arrived, Link, ScriptedServer, says


@pytest.mark.faults(70)
@pytest.mark.parametrize("total", mostly_long([1, "400", "many", None, {"of": 3}], everyday=3))
def test_the_walk_goes_on_until_a_page_is_empty_whatever_the_total_says(
    institution: Institution, provide: Callable[..., ScriptedServer], total: Any
) -> None:
    rows = [row(number) for number in range(400)]
    server = provide(listing(lambda: rows, total=total))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert listed(institution) == sorted(one["sid"] for one in rows)
    assert offsets(server) == [0, 190, 380, 400]


@pytest.mark.long
@pytest.mark.faults(70)
def test_rows_that_come_and_leave_while_pages_are_walked_cost_no_other_row(
    institution: Institution, provide: Callable[..., ScriptedServer]
) -> None:
    rows, asked = [row(number) for number in range(900)], 0

    def moving() -> list[dict[str, Any]]:
        nonlocal asked
        asked += 1
        if asked in (2, 4):
            del rows[: 8 if asked == 2 else 150]
        if asked == 3:
            rows.insert(0, row(5000))
        return rows

    provide(listing(moving))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert set(listed(institution)) >= {one["sid"] for one in rows} - {row(5000)["sid"]}
    assert not ExamSession.objects.filter(missed_at__isnull=False).exists()


@pytest.mark.long
@pytest.mark.faults(70)
@pytest.mark.parametrize("again", [[1, 2, 3], [3, 1, 2]], ids=["as it was", "in another order"])
def test_a_list_that_gives_the_same_page_whatever_the_offset_ends_and_nothing_counts_as_gone(
    desk: Desk, institution: Institution, provide: Callable[..., ScriptedServer], again: list[int]
) -> None:
    provide(listing(lambda: [row(number) for number in range(300)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    pages = [{"results": list(map(row, one)), "total": 300} for one in ([1, 2, 3], again)]
    server = provide(*map(says, pages))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert len(server.arrived) == 3
    assert len(listed(institution)) == 300
    assert not ExamSession.objects.filter(missed_at__isnull=False).exists()
    shown = words(desk.get("/?view=all"))
    assert f"{institution.name}: nobody can tell which sessions have left this list." in shown


@pytest.mark.long
@pytest.mark.faults(70)
@pytest.mark.parametrize("given", [1, 2, 7, 50, 199])
def test_nothing_is_lost_where_pages_are_cut_and_rows_leave_meanwhile(
    institution: Institution, provide: Callable[..., ScriptedServer], given: int, settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 1_000
    many = min(4 * given, 380)
    rows, leave = [row(number) for number in range(many)], min(5, given // 2)
    script = listing(lambda: rows, most=given)

    def moving(link: Link, request: Arrived) -> None:
        script(link, request)
        if len(server.arrived) == 3:
            del rows[:leave]

    server = provide(moving)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert set(listed(institution)) >= {one["sid"] for one in rows}


@pytest.mark.faults(70)
def test_a_walk_steps_back_where_more_rows_left_than_short_pages_have(
    institution: Institution, provide: Callable[..., ScriptedServer]
) -> None:
    rows, asked = [row(number) for number in range(180)], 0

    def leaving() -> list[dict[str, Any]]:
        nonlocal asked
        asked += 1
        if asked == 3:
            del rows[:45]
        return rows

    provide(listing(leaving, most=50))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert set(listed(institution)) >= {one["sid"] for one in rows}


@pytest.mark.faults(68, 70)
@pytest.mark.parametrize("many", mostly_long([5, 300], everyday=1))
@pytest.mark.parametrize("by_page", [True, False])
def test_what_left_a_list_that_gives_its_last_page_for_its_end_is_found(
    desk: Desk,
    institution: Institution,
    provide: Callable[..., ScriptedServer],
    many: int,
    by_page: bool,
) -> None:
    rows = [row(number) for number in range(many)]
    provide(clamped(rows, by_page=by_page))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    gone = rows.pop(2)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    missed = ExamSession.objects.filter(institution=institution, missed_at__isnull=False)
    assert [one.sid for one in missed] == [gone["sid"]]
    assert "nobody can tell" not in words(desk.get("/?view=all"))
