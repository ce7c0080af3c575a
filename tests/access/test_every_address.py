"""Every address of the portal answers everybody as `tests/support/access_table.py` says.

Everybody in WALKERS (roles here, elsewhere, mixed) asks for every address at both institutions. A
new address needs its line in the table.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib import admin

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, Institution
from tests.support.access_table import ACCESS, NO_SIGN_IN_NEEDED, NO_SUCH_METHOD
from tests.support.client import Desk
from tests.support.people import LAKESIDE, NORTHFIELD, STANDINGS, WALKERS, someone, standings
from tests.support.portal_server import Portal
from tests.support.url_walk import Address, addresses, furnish

BY_THE_LAST_ONE = {
    ("admin:scheduling_institution_afresh", "POST")
}  # nothing is as it was afterwards
STAY_OUTSIDE = {
    "auditor": ("GET",),
    "nobody": ("POST",),
    "elsewhere": ("POST",),
    "auditor-elsewhere-coordinator-here": ("POST",),
}
SIGNS_OUT = {("account_logout", "POST"), ("admin:logout", "POST")}
EVERY_ADDRESS = {one.name: one for one in addresses()}
Asked = tuple[str, str, str]  # name, method, institution SID


@pytest.fixture
def places(desk: Desk, sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """What the addresses ask for, at each institution."""
    return furnish(desk, sandbox)


def test_every_address_of_the_portal_has_its_line() -> None:
    assert set(EVERY_ADDRESS) - {name for name, _ in ACCESS} == set(), "Add a line to ACCESS."
    assert {name for name, _ in ACCESS} - set(EVERY_ADDRESS) == set(), "There is no such address."


@pytest.mark.long
def test_everybody_gets_where_they_may_and_nowhere_else_and_sends_nothing(
    portal: Portal,
    places: dict[str, dict[str, Any]],
    sandbox: Sandbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(
        logging.CRITICAL, "django.request"
    )  # a thousand refusals, each with its traceback
    wrong: list[str] = []
    for username in WALKERS:
        with someone(portal.url, username) as walker:
            got = walk(walker, places, sandbox)
        wanted = {asked: wanted_by(username, asked) for asked in got}
        wrong += [
            f"{username}, {one}: {got[one]}, not {wanted[one]}"
            for one in got
            if got[one] != wanted[one]
        ]

    assert not wrong, "\n".join(wrong)


def walk(walker: Desk, places: Mapping[str, dict[str, Any]], sandbox: Sandbox) -> dict[Asked, int]:
    """Ask for every address at every institution.

    The provider is asked nothing where it is refused, else only to read.
    """
    got: dict[Asked, int] = {}
    for address, method, sid in itinerary(walker.username):
        sandbox.stand_in.ledger.clear()
        code = ask(walker, method, address.path(places[sid or NORTHFIELD]))
        got[(address.name, method, sid)] = code
        arrived = {one["method"] for one in sandbox.requests()}
        assert arrived <= ({"GET"} if code != 403 else set()), (
            walker.username,
            address.name,
            method,
        )
        if (address.name, method) in SIGNS_OUT and code in (200, 302):
            walker.sign_in()
    return got


def itinerary(username: str) -> list[tuple[Address, str, str]]:
    """Address, method and institution.

    One institution will do for who is the same at both, and none for what is about none.
    """
    way = [
        (address, method, sid)
        for address in EVERY_ADDRESS.values()
        for sid in (differing(username, address) if address.is_about_an_institution else ("",))
        for method in methods(username, address)
    ]
    return sorted(way, key=lambda one: (one[0].name, one[1]) in BY_THE_LAST_ONE)


def differing(username: str, address: Address) -> tuple[str, ...]:
    """The institutions to ask at: both where the person is not the same.

    The admin site knows administrators only.
    """
    here, there = standings(username, NORTHFIELD), standings(username, LAKESIDE)
    is_the_same = here == there or (address.is_admin and "administrator" not in here | there)
    return (NORTHFIELD,) if is_the_same else (NORTHFIELD, LAKESIDE)


def methods(username: str, address: Address) -> tuple[str, ...]:
    """Before the admin site stands one door for all its addresses:
    of those outside, one tries both ways to get in.
    """
    return STAY_OUTSIDE.get(username, ("GET", "POST")) if address.is_admin else ("GET", "POST")


def ask(walker: Desk, method: str, path: str) -> int:
    return (walker.get(path) if method == "GET" else walker.post(path, {})).status_code


def wanted_by(username: str, asked: Asked) -> int:
    """The answer of the line to what the person is there.

    Who is several things elsewhere gets the best of them.
    """
    name, method, sid = asked
    answers = ACCESS.get((name, method), NO_SUCH_METHOD)
    codes = [answers[STANDINGS.index(one)] for one in standings(username, sid or None)]
    return min(codes, key=lambda code: {403: 2, 404: 1}.get(code, 0))


@pytest.mark.parametrize("username", ["nobody", "elsewhere"])
def test_lists_show_nothing_of_an_institution_where_the_person_has_no_role(
    portal: Portal, places: dict[str, dict[str, Any]], username: str
) -> None:
    northfield = Institution.objects.get(sid=NORTHFIELD)
    with someone(portal.url, username) as walker:
        pages = {path: walker.get(path).text for path in ("/", "/undecided/", "/audit/")}

    assert [
        path for path, text in pages.items() if northfield.name in text or northfield.sid in text
    ] == []


def test_who_has_no_role_is_told_so_and_not_that_there_is_nothing(
    portal: Portal, places: dict[str, dict[str, Any]]
) -> None:
    paths = ["/", "/board/", "/week/", "/undecided/", "/rescues/", "/handover/"]
    paths += ["/roster/", "/changes/", "/payments/", "/audit/", "/calendars/", "/?q=chem"]
    with someone(portal.url, "nobody") as walker:
        pages = {path: walker.get(path).text for path in paths}
    told = [path for path, page in pages.items() if "You have no role at any institution" in page]
    named = [path for path, page in pages.items() if "Ana Ruiz" in page or "Tom Okafor" in page]
    assert (told, named) == (paths, [])


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(
    portal: Portal, places: dict[str, dict[str, Any]]
) -> None:
    stranger = Desk(portal.url, "nobody")
    stranger.get("/accounts/login/")
    before = AuditEvent.objects.count()
    got = {
        (name, method): getattr(stranger, method.lower())(address.path(places[NORTHFIELD]), **form)
        for name, address in EVERY_ADDRESS.items()
        for method, form in (("GET", {}), ("POST", {"data": {}}))
        if name not in NO_SIGN_IN_NEEDED
    }
    assert {
        asked: one.headers.get("Location", "").split("?")[0] for asked, one in got.items()
    } == dict.fromkeys(got, "/accounts/login/")
    assert AuditEvent.objects.count() == before


def test_every_model_of_the_admin_site_says_how_it_belongs_to_an_institution() -> None:
    assert [
        name for name, one in admin.site._registry.items() if not hasattr(one, "institution_path")
    ] == []
