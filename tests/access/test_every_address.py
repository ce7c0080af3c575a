"""Who gets where: every address of the portal × everybody × both installs. A new address needs its
line in ACCESS.

A line is `(name, method): answers`. The answers are five status codes, by what a person is AT THE
INSTALL that the address is about (or at any of theirs, where it is about none), in this order:

    administrator of all installs, administrator of the install, coordinator, auditor, nobody there

- The name is the one in the URLconf (`audit_list`, `admin:scheduling_site_changelist`); an address
without a name goes
  by its route. A method without a line has to be answered 405 to everybody.
- A new model of the admin site is one line: `**model("scheduling", "price", OWN)`; an address of
its own beside the
  usual ones gets a line of its own. `make_objects` in `walking.py` makes an object where the
practice data has none.
- What a route asks for (`install_sid`, `attempt_id`, `number`, …) is taken from `_place` in
`walking.py`, by its name.
- Everything is asked with an empty form, so a POST that is let through answers as it does to a form
with nothing in it.
- Then comes the walk: everybody in WALKERS (roles here, elsewhere, mixed) asks for every address at
both installs.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib import admin

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, Install
from tests.support.client import Desk
from tests.support.people import LAKESIDE, NORTHFIELD, STANDINGS, WALKERS, someone, standings
from tests.support.portal_server import Portal
from tests.support.url_walk import Address, addresses, furnish

Answers = tuple[int, ...]
EVERYONE = (200,) * 5
READS = (200, 200, 200, 200, 403)
FILLS_IN = (200, 200, 200, 403, 403)
SENDS_A_FAULTY_FORM = (422, 422, 422, 403, 403)
DECIDES = (200, 200, 403, 403, 403)
INSPECTS = (200, 200, 403, 200, 403)  # administrators and auditors
NO_ONE = (403,) * 5
ALL_INSTALLS_ONLY = (200, 403, 403, 403, 403)
SENT_ON = (302, 302, 403, 403, 403)
NO_SUCH_METHOD = (405,) * 5

STAYS = (409, 409, 403, 403, 403)  # bookings refer to it

# How an administrator may treat the objects of a model: list, add, open, change, be asked whether
# to delete, delete.
OWN = (DECIDES, DECIDES, DECIDES, DECIDES, DECIDES, STAYS)
LOOSE = (DECIDES,) * 6
GLOBAL = (*(ALL_INSTALLS_ONLY,) * 5, (409, 403, 403, 403, 403))
INSTALLS = (DECIDES, ALL_INSTALLS_ONLY, DECIDES, DECIDES, DECIDES, STAYS)
PEOPLE = OWN
READ_ONLY = (DECIDES, NO_ONE, DECIDES, NO_ONE, NO_ONE, NO_ONE)
LEADS_ON = (SENT_ON, NO_ONE, SENT_ON, SENT_ON, NO_ONE, NO_ONE)  # to a page of the portal's own


def model(app: str, name: str, treated: tuple[Answers, ...]) -> dict[tuple[str, str], Answers]:
    """The lines of a model's usual addresses in the admin site."""
    lists, adds, opens, changes, asks, deletes = treated
    usual = {"changelist": (lists, lists), "add": (adds, adds), "change": (opens, changes)}
    usual |= {"delete": (asks, deletes), "history": (opens, opens)}
    lines = {
        (f"admin:{app}_{name}_{page}", method): answers
        for page, both in usual.items()
        for method, answers in zip(("GET", "POST"), both, strict=True)
    }
    return lines | {
        (f"admin/{app}/{name}/<path:object_id>/", method): SENT_ON for method in ("GET", "POST")
    }


ACCESS: dict[tuple[str, str], Answers] = {
    ("worklist", "GET"): EVERYONE,
    ("session", "GET"): READS,
    ("standing", "GET"): READS,
    ("schedule", "GET"): FILLS_IN,
    ("schedule", "POST"): SENDS_A_FAULTY_FORM,
    ("schedule_preview", "POST"): FILLS_IN,
    ("reschedule", "GET"): FILLS_IN,
    ("reschedule", "POST"): SENDS_A_FAULTY_FORM,
    ("reschedule_preview", "POST"): (204, 204, 204, 403, 403),
    ("schedule_waiting", "GET"): FILLS_IN,
    ("reschedule_waiting", "GET"): FILLS_IN,
    ("cancel_waiting", "GET"): FILLS_IN,
    ("cancel", "GET"): FILLS_IN,
    ("cancel", "POST"): SENDS_A_FAULTY_FORM,
    ("undecided", "GET"): EVERYONE,
    ("settle", "GET"): DECIDES,
    ("settle", "POST"): (422, 422, 403, 403, 403),
    ("audit_list", "GET"): EVERYONE,
    ("audit_event", "GET"): (200, 200, 200, 200, 404),
    ("verification", "GET"): INSPECTS,
    ("verification", "POST"): (302, 302, 403, 302, 403),
    ("case", "GET"): INSPECTS,
    ("case", "POST"): (422, 422, 403, 422, 403),
    ("verify_case", "GET"): EVERYONE,
    ("export", "GET"): INSPECTS,
    ("export", "POST"): (422, 422, 403, 422, 403),
    ("story_attempt", "GET"): (200, 200, 200, 200, 404),
    ("story_session", "GET"): READS,
    ("story_learner", "GET"): (404,)
    * 5,  # it says in its query which learner; tests/views/log/ asks it
    ("choose_rules", "GET"): DECIDES,
    ("rules", "GET"): DECIDES,
    ("type_rules", "GET"): DECIDES,
    ("type_rules", "POST"): (422, 422, 403, 403, 403),
    ("start", "GET"): ALL_INSTALLS_ONLY,
    ("start", "POST"): (422, 403, 403, 403, 403),
    ("start_campus", "GET"): ALL_INSTALLS_ONLY,
    ("start_campus", "POST"): (404, 403, 403, 403, 403),
    ("theme", "POST"): (302,) * 5,
    # Signing in and out, and whether the portal is well.
    ("healthz", "GET"): EVERYONE,
    ("healthz", "POST"): EVERYONE,
    ("readyz", "GET"): EVERYONE,
    ("readyz", "POST"): EVERYONE,
    ("account_login", "GET"): (302,) * 5,
    ("account_login", "POST"): (302,) * 5,
    ("account_logout", "GET"): EVERYONE,
    ("account_logout", "POST"): (302,) * 5,
    ("account_change_password", "GET"): EVERYONE,
    ("account_change_password", "POST"): EVERYONE,
    ("account_inactive", "GET"): EVERYONE,
    # The admin site.
    ("admin/password_change/", "GET"): (302,) * 5,
    ("admin/password_change/", "POST"): (302,) * 5,
    ("admin:index", "GET"): DECIDES,
    ("admin:index", "POST"): DECIDES,
    ("admin:app_list", "GET"): SENT_ON,
    ("admin:app_list", "POST"): SENT_ON,
    **model("scheduling", "install", INSTALLS),
    ("admin:scheduling_install_afresh", "GET"): ALL_INSTALLS_ONLY,
    ("admin:scheduling_install_afresh", "POST"): (302, 403, 403, 403, 403),
    **model("scheduling", "site", OWN),
    **model("scheduling", "instructorentry", OWN),
    **model("scheduling", "policyversion", OWN),
    **model("scheduling", "proctortype", GLOBAL),
    **model("scheduling", "typerule", LEADS_ON),
    **model("scheduling", "price", LOOSE),
    **model("scheduling", "attempt", READ_ONLY),
    **model("scheduling", "auditevent", READ_ONLY),
    **model("auth", "user", PEOPLE),
    ("admin:auth_user_password_change", "GET"): ALL_INSTALLS_ONLY,
    ("admin:auth_user_password_change", "POST"): ALL_INSTALLS_ONLY,
    # What Django’s admin site brings along.
    ("admin:login", "GET"): SENT_ON,
    ("admin:login", "POST"): SENT_ON,
    ("admin:logout", "GET"): (405, 405, 403, 403, 403),
    ("admin:logout", "POST"): (200, 200, 403, 403, 403),
    ("admin:password_change", "GET"): (302,) * 5,
    ("admin:password_change", "POST"): (302,) * 5,
    ("admin:password_change_done", "GET"): DECIDES,
    ("admin:password_change_done", "POST"): (405, 405, 403, 403, 403),
    ("admin:autocomplete", "GET"): NO_ONE,
    ("admin:autocomplete", "POST"): (405, 405, 403, 403, 403),
    ("admin:jsi18n", "GET"): DECIDES,
    ("admin:jsi18n", "POST"): (405, 405, 403, 403, 403),
    ("admin:view_on_site", "GET"): (404, 404, 403, 403, 403),
    ("admin:view_on_site", "POST"): (404, 404, 403, 403, 403),
    (r"admin/(?P<url>.*)$", "GET"): (404, 404, 403, 403, 403),
    (r"admin/(?P<url>.*)$", "POST"): (404, 404, 403, 403, 403),
}
NO_SIGN_IN_NEEDED = {
    "theme",
    "healthz",
    "readyz",
    "account_login",
    "account_logout",
    "account_inactive",
}
BY_THE_LAST_ONE = {("admin:scheduling_install_afresh", "POST")}  # nothing is as it was afterwards
STAY_OUTSIDE = {
    "auditor": ("GET",),
    "nobody": ("POST",),
    "elsewhere": ("POST",),
    "auditor-elsewhere-coordinator-here": ("POST",),
}
SIGNS_OUT = {("account_logout", "POST"), ("admin:logout", "POST")}
EVERY_ADDRESS = {one.name: one for one in addresses()}
Asked = tuple[str, str, str]  # name, method, install SID


@pytest.fixture
def places(desk: Desk, sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """What the addresses ask for, at each install."""
    return furnish(desk, sandbox)


def test_every_address_of_the_portal_has_its_line() -> None:
    assert set(EVERY_ADDRESS) - {name for name, _ in ACCESS} == set(), "Add a line to ACCESS."
    assert {name for name, _ in ACCESS} - set(EVERY_ADDRESS) == set(), "There is no such address."


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
    """Ask for every address at every install.

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
    """Address, method and install.

    One install will do for who is the same at both, and none for what is about none.
    """
    way = [
        (address, method, sid)
        for address in EVERY_ADDRESS.values()
        for sid in (differing(username, address) if address.is_about_an_install else ("",))
        for method in methods(username, address)
    ]
    return sorted(way, key=lambda one: (one[0].name, one[1]) in BY_THE_LAST_ONE)


def differing(username: str, address: Address) -> tuple[str, ...]:
    """The installs to ask at: both where the person is not the same.

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
def test_lists_show_nothing_of_an_install_where_the_person_has_no_role(
    portal: Portal, places: dict[str, dict[str, Any]], username: str
) -> None:
    northfield = Install.objects.get(sid=NORTHFIELD)
    with someone(portal.url, username) as walker:
        pages = {path: walker.get(path).text for path in ("/", "/undecided/", "/audit/")}

    assert [
        path for path, text in pages.items() if northfield.name in text or northfield.sid in text
    ] == []


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


def test_every_model_of_the_admin_site_says_how_it_belongs_to_an_install() -> None:
    assert [
        name for name, one in admin.site._registry.items() if not hasattr(one, "install_path")
    ] == []
