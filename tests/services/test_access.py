"""Who gets where: every address of the desk against every role. A new address needs its line here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from django.contrib.auth import get_user_model
from django.urls import URLPattern, reverse

from portal.sandbox.server import Sandbox
from scheduling import urls
from scheduling.commands import PORTAL
from scheduling.models import Attempt, AuditEvent, Install
from scheduling.services.access import grant
from tests import desk as people
from tests.desk import Desk, Portal, booking, session_path
from tests.services.booked import book

LAKESIDE = "AI" + "a" + "2".zfill(31)
ROLES = ("coordinator", "administrator", "auditor", "nobody", "elsewhere")
READS = (200, 200, 200, 403, 403)
FILLS_IN = (200, 200, 403, 403, 403)
SENDS_A_FAULTY_FORM = (422, 422, 403, 403, 403)
EVERYONE = (200,) * 5

# Name and method of each address → what it answers to each of the roles above, about a session at Northfield.
# “Nobody” holds no role at all, “elsewhere” is a coordinator of Lakeside only; both see empty lists.
ACCESS: dict[tuple[str, str], tuple[int, ...]] = {
    ("worklist", "GET"): EVERYONE,
    ("session", "GET"): READS,
    ("standing", "GET"): READS,
    ("schedule", "GET"): FILLS_IN,
    ("schedule", "POST"): SENDS_A_FAULTY_FORM,
    ("schedule_preview", "POST"): FILLS_IN,
    ("reschedule", "GET"): FILLS_IN,
    ("reschedule", "POST"): SENDS_A_FAULTY_FORM,
    ("reschedule_preview", "POST"): FILLS_IN,
    ("cancel", "GET"): FILLS_IN,
    ("cancel", "POST"): SENDS_A_FAULTY_FORM,
    ("undecided", "GET"): EVERYONE,
    ("settle", "GET"): FILLS_IN,
    ("settle", "POST"): SENDS_A_FAULTY_FORM,
    ("audit_list", "GET"): EVERYONE,
    ("audit_event", "GET"): (200, 200, 200, 404, 404),
    ("theme", "POST"): (302,) * 5,
}
NO_SIGN_IN_NEEDED = {"theme"}


@pytest.fixture
def addresses(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """Every address about one booked session, one undecided attempt and one event, by name."""
    where = book(desk, sandbox)
    undecided = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.post(f"{session_path(undecided)}schedule/", booking())
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    sandbox.clear()
    about_session = (where["installSid"], where["examSid"], where["sessionSid"])
    own = {
        "settle": (Attempt.objects.get(state="unconfirmed").attempt_id,),
        "audit_event": (AuditEvent.objects.get(kind="intent", session_sid=where["sessionSid"]).number,),
    }
    return {
        one.name: reverse(one.name, args=own.get(one.name, about_session if "session_sid" in str(one.pattern) else ()))
        for one in urls.urlpatterns
    }


@contextmanager
def signed_in(portal: Portal, role: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Someone of the role; those whom the practice data does not know are made."""
    if role not in people.PASSWORDS:
        monkeypatch.setitem(people.PASSWORDS, role, "practice-extra-1")
        get_user_model().objects.create_user(role, password="practice-extra-1")
    if role == "elsewhere":
        grant(username=role, role="coordinator", install=Install.objects.get(sid=LAKESIDE), actor=PORTAL)
    with Desk(portal.url, role) as desk:
        yield desk


def ask(desk: Desk, method: str, path: str) -> requests.Response:
    return desk.get(path) if method == "GET" else desk.post(path, {"applied": "", "next": "/"})


def test_every_address_of_the_desk_has_its_line() -> None:
    assert all(isinstance(one, URLPattern) for one in urls.urlpatterns)
    assert {one.name for one in urls.urlpatterns} == {name for name, _ in ACCESS}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_where_it_may_and_nowhere_else(
    portal: Portal, addresses: dict[str, str], sandbox: Sandbox, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with signed_in(portal, role, monkeypatch) as desk:
        got = {(name, method): ask(desk, method, addresses[name]).status_code for name, method in ACCESS}

    assert got == {line: answers[ROLES.index(role)] for line, answers in ACCESS.items()}
    assert [one["method"] for one in sandbox.requests() if one["method"] != "GET"] == []


@pytest.mark.parametrize("role", ["nobody", "elsewhere"])
def test_lists_show_nothing_of_an_install_where_the_person_has_no_role(
    portal: Portal, addresses: dict[str, str], role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    northfield = Install.objects.get(sid=Sandbox.install_sid)
    with signed_in(portal, role, monkeypatch) as desk:
        pages = {name: desk.get(addresses[name]).text for name in ("worklist", "undecided", "audit_list")}

    assert [name for name, text in pages.items() if northfield.name in text or northfield.sid in text] == []


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(portal: Portal, addresses: dict[str, str]) -> None:
    stranger = Desk(portal.url, "nobody")
    stranger.get("/accounts/login/")
    got = {
        name: ask(stranger, method, addresses[name]).headers.get("Location", "").split("?")[0]
        for name, method in ACCESS
        if name not in NO_SIGN_IN_NEEDED
    }
    assert got == dict.fromkeys(got, "/accounts/login/")
