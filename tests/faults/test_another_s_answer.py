"""An answer that is long in coming, behind one that only says that it is: no other request is
given it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from scheduling.provider_list import list_fetching
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.scripted_list import listed, offsets, row
from tests.support.scripted_provider import Arrived, Link, says

WORKS_ON_IT = b"HTTP/1.1 102 Processing\r\n\r\n"
START = "https://onboarding.example/start/"


def once_late(of: str, told: Callable[[Arrived], object]) -> Callable[[Link, Arrived], None]:
    """The first request for an address with these letters is told at once to wait."""
    waiting = [of]

    def script(link: Link, request: Arrived) -> None:
        if waiting and waiting[0] in request.target:
            waiting.clear()
            link.send(WORKS_ON_IT)
            time.sleep(0.4)
        says(told(request))(link, request)

    return script


@pytest.mark.faults(26)
def test_a_learner_s_link_is_on_no_other_learner_s_page(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, provide: Callable
) -> None:
    pair = [one for one in sandbox.needs_proctor()[:2] if desk.book(one).status_code == 302]
    sids = [one["sessionSid"] for one in pair]
    provide(once_late(sids[0], lambda request: {"url": START + request.target.split("/")[-2]}))
    pages = [
        who.post(f"{session_path(where)}onboarding-link/", {}).text
        for who, where in zip((desk, second_desk), pair, strict=True)
    ]

    assert [set(re.findall(f"{START}(ES[0-9a-f]+)", one)) for one in pages] == [
        {one} for one in sids
    ]


@pytest.mark.faults(26, 70)
def test_no_page_of_a_list_is_taken_for_another_one(
    institution: Institution, provide: Callable
) -> None:
    def told(request: Arrived) -> dict[str, object]:
        return {"results": [row(1)] if "offset=0" in request.target else [], "total": 1}

    server = provide(once_late("/reports/", told))

    assert list_fetching.refresh_list(institution, patience=5)
    assert (listed(institution), offsets(server)) == ([row(1)["sid"]], [0, 1])
