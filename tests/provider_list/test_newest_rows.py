"""Between two whole walks through a long list its newest entries are looked at, and no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.proctoring_api.lists.list_page import PAGE_SIZE
from scheduling.provider_list import list_due, list_fetching
from tests.support.polling import PATIENCE

NEWEST = {"limit": [str(PAGE_SIZE)], "sortKeys": ["createdDate"], "sortOrder": ["DESC"]}


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def long_list(institution: Institution, sandbox: Sandbox) -> Institution:
    """A list that was walked whole a moment ago, of more pages than are fetched each time."""
    ListWalk.objects.update(pages=100)
    sandbox.clear()
    return institution


def offsets(sandbox: Sandbox) -> list[int]:
    """Where the pages began that were asked for; all of them with the newest first."""
    asked = [one["query"] for one in sandbox.requests("GET", "/reports/appointments")]
    assert [one for one in asked if one != NEWEST | {"offset": one["offset"]}] == []
    return [int(one["offset"][0]) for one in asked]


def test_what_came_since_is_found_and_the_look_ends_where_nothing_is_new(
    long_list: Institution, sandbox: Sandbox
) -> None:
    new = sandbox.place()
    list_fetching.keep_fresh(long_list, patience=PATIENCE)

    assert offsets(sandbox) == [0, PAGE_SIZE]
    assert ExamSession.objects.filter(sid=new["sessionSid"]).exists()


def test_it_is_looked_at_once_a_minute_and_one_page_is_enough_where_all_is_known(
    long_list: Institution, sandbox: Sandbox
) -> None:
    due = [list_due.is_due(long_list)]
    list_fetching.keep_fresh(long_list, patience=PATIENCE)
    due.append(list_due.is_due(long_list))
    with time_machine.travel(timezone.now() + list_due.NEWEST_AFTER + timedelta(seconds=1)):
        due.append(list_due.is_due(long_list))

    assert (offsets(sandbox), due) == ([0], [True, False, True])


def test_a_provider_that_does_not_sort_costs_one_request_and_spoils_nothing(
    long_list: Institution, sandbox: Sandbox
) -> None:
    sandbox.trouble("status", method="GET", path_contains="/reports/appointments", code=422)
    list_fetching.keep_fresh(long_list, patience=PATIENCE)

    assert (offsets(sandbox), list_due.is_due(long_list)) == ([0], False)
    assert Institution.objects.get(pk=long_list.pk).sync_failure == ""
