"""Trouble comes when, where and as often as it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.sandbox.answers import Refusal
from portal.sandbox.faults import KINDS
from portal.sandbox.server import Sandbox
from tests.support.raw_http import talk
from tests.support.sandbox_bookings import BODY


def test_every_kind_says_what_it_does_and_is_in_the_catalogue(sandbox: Sandbox) -> None:
    assert {t["kind"] for t in sandbox.catalogue()["troubles"]} == set(KINDS)
    assert all(t["does"] for t in sandbox.catalogue()["troubles"])


def test_trouble_comes_as_often_as_asked_and_only_where_it_matches(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    sandbox.trouble("status", code=503, times=2, path_contains=waiting["sessionSid"])
    other = sandbox.needs_proctor()[1]
    assert talk("GET", url(waiting)).status == 200
    assert talk("POST", url(other), BODY).status == 200
    assert [talk("POST", url(waiting), BODY).status for _ in range(3)] == [503, 503, 200]


def test_the_first_trouble_asked_for_comes_first(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    for code in (500, 502, 503):
        sandbox.trouble("status", code=code)
    assert [talk("POST", url(waiting), BODY).status for _ in range(4)] == [500, 502, 503, 200]


def test_trouble_spares_a_request_that_is_not_sound(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    sandbox.trouble("drop_after")
    assert talk("POST", url(waiting), {"colour": 1}).status == 400
    assert talk("POST", url(waiting), BODY).head == ""


@pytest.mark.parametrize("wanted", [{"kind": "earthquake"}, {"kind": "drop_after", "size": 3}])
def test_unknown_trouble_is_refused(sandbox: Sandbox, wanted: dict) -> None:
    with pytest.raises(Refusal):
        sandbox.trouble(**wanted)
