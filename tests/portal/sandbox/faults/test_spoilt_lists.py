"""A list with one bad row, with a wrong total, without some of its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from portal.sandbox.faults.spoilt_lists import SPOILT_ROWS
from portal.sandbox.server import Sandbox

REPORTS = {"method": "GET", "path_contains": "/reports/"}


def listed(sandbox: Sandbox, **query: Any) -> str:
    url = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    headers = {"token": sandbox.token}
    return requests.get(url, params={"limit": 5} | query, headers=headers, timeout=30).text


@pytest.mark.parametrize("which", SPOILT_ROWS)
def test_only_the_row_at_the_place_is_another(sandbox: Sandbox, which: str) -> None:
    good = [json.dumps(row) for row in json.loads(listed(sandbox))["results"]]
    sandbox.trouble("bad_row", which=which, place=3, **REPORTS)
    spoilt = listed(sandbox)
    assert all(row in spoilt for row in (*good[:3], good[4]))
    assert good[3] not in spoilt


@pytest.mark.parametrize(("value", "told"), [("count", 5), ("a few", "a few"), (None, None)])
def test_the_total_can_be_wrong(sandbox: Sandbox, value: Any, told: Any) -> None:
    sandbox.trouble("wrong_total", value=value, **REPORTS)
    assert json.loads(listed(sandbox))["total"] == told


def test_rows_can_be_left_out(sandbox: Sandbox) -> None:
    first, *others = [row["sid"] for row in json.loads(listed(sandbox))["results"]]
    sandbox.trouble("drop_rows", sids=[first], **REPORTS)
    assert [row["sid"] for row in json.loads(listed(sandbox))["results"]] == others


def test_the_rows_can_be_missing_altogether(sandbox: Sandbox) -> None:
    sandbox.trouble("no_rows", **REPORTS)
    assert json.loads(listed(sandbox))["results"] is None


def test_rows_can_be_otherwise_by_sid_and_by_place_and_one_session_listed_twice(
    sandbox: Sandbox,
) -> None:
    good = json.loads(listed(sandbox))["results"]
    asked = {good[0]["sid"]: {"exam": {"title": "Another"}}, "2": [{}, {"status": "Closed"}]}
    sandbox.trouble("odd_rows", rows=asked, **REPORTS)
    rows = json.loads(listed(sandbox))["results"]
    other = good[0] | {"exam": good[0]["exam"] | {"title": "Another"}}
    assert rows == [other, good[1], good[2], good[2] | {"status": "Closed"}, *good[3:]]


def test_a_page_without_an_odd_row_is_as_it_was(sandbox: Sandbox) -> None:
    good = json.loads(listed(sandbox, offset=5))
    sandbox.trouble("odd_rows", rows={"2": "nan"}, times=None, **REPORTS)
    assert json.loads(listed(sandbox, offset=5)) == good
    assert "NaN" in listed(sandbox)


def test_rows_can_leave_and_come_between_two_pages(sandbox: Sandbox) -> None:
    sids = [row["sid"] for row in json.loads(listed(sandbox, limit=10))["results"]]
    moving = {"leave": [sids[0]], "come": [sids[1], sids[2]]}
    sandbox.trouble("moving_rows", times=None, **moving, **REPORTS)
    first, second = (json.loads(listed(sandbox, offset=at))["results"] for at in (0, 5))
    assert [row["sid"] for row in first] == [sids[0], *sids[3:7]]
    assert [row["sid"] for row in second[:4]] == sids[6:10]
