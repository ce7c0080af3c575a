"""From nothing to a tested connection, without JavaScript:
every step in words, every step an event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from portal.sandbox.server import Sandbox
from scheduling.institutions.first_setup import progress
from scheduling.models import AuditEvent, Institution, Location, RoleGrant
from tests.support import empty_portal
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.opening_hours_form import hours_form, shown_rows
from tests.support.portal_server import Portal
from tests.support.scripted_provider import ScriptedServer, answer

SECRET = "practice-token"
PASSWORD = "a-long-enough-pass-7"


@pytest.fixture
def chief(
    portal: Portal, migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A superuser, signed in at a portal with nothing in it."""
    empty_portal.open_up(migrated, tmp_path / "empty_portal.sqlite3", monkeypatch)
    with Desk(portal.url, empty_portal.CHIEF) as signed_in:
        yield signed_in


def institution_answers(sandbox: Sandbox, **changed: str) -> dict[str, str]:
    usual = {
        "name": "Northfield",
        "sid": sandbox.install_sid,
        "base_url": sandbox.url,
        "time_zone": "america/new_york",
        "currency": "EUR",
        "auth_style": "token",
        "api_token": SECRET,
    }
    return usual | changed


def setup_path(sandbox: Sandbox) -> str:
    return f"/start/{sandbox.install_sid}/"


def test_the_whole_way_in_one_sitting(chief: Desk, sandbox: Sandbox) -> None:
    assert [chief.get(path).headers["Location"] for path in ("/", "/admin/")] == [
        "/start/",
        "/start/",
    ]
    added = chief.post("/start/", institution_answers(sandbox))
    assert (added.status_code, added.headers["Location"]) == (302, setup_path(sandbox))
    chief.post(setup_path(sandbox), {"step": "test"})
    page = chief.get(setup_path(sandbox)).text
    assert (
        "The connection works. SmarterProctoring calls it “Northfield University”."
        in plain_text(page)
    )
    assert "Eastern (New York) Central (Chicago)" in plain_text(page)
    chief.post(setup_path(sandbox), {"step": "take_over"})
    chief.post(
        setup_path(sandbox),
        {"step": "location", "name": "Duluth", "pl_sid": DULUTH, "kind": "testing-center"},
    )
    person = {
        "step": "person",
        "username": "ana",
        "role": "coordinator",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    chief.post(setup_path(sandbox), person)

    institution = Institution.objects.get()
    taken_over = (institution.name, institution.time_zone, institution.currency)
    assert taken_over == ("Northfield University", "America/Chicago", "USD")
    assert Location.objects.get().pl_sid == DULUTH
    grant = RoleGrant.objects.get()
    assert (grant.user.username, grant.role, grant.institution) == (
        "ana",
        "coordinator",
        institution,
    )
    assert authenticate(username="ana", password=PASSWORD)
    assert progress(institution).next_step == "go"
    listed = chief.get(f"/?view=all&install={institution.sid}").text
    assert f"/sessions/{institution.sid}/" in listed
    told = (
        AuditEvent.objects.exclude(kind__startswith="sign")
        .exclude(actor_id=None)
        .order_by("number")
        .values_list("kind", "actor_name")
    )
    kinds = [
        "install_added",
        "connection_tested",
        "install_changed",
        "site_added",
        "person_added",
        "role_granted",
    ]
    assert list(told) == [(kind, empty_portal.CHIEF) for kind in kinds]
    added, changed = (
        AuditEvent.objects.get(kind=kind).sentence for kind in ("install_added", "install_changed")
    )
    facts = "API token, SID, address of the API, currency, how to sign in, name, time zone"
    assert added == f"{empty_portal.CHIEF} added the institution Northfield: {facts}."
    facts = "currency, name, time zone"
    assert (
        changed == f"{empty_portal.CHIEF} changed the institution Northfield University: {facts}."
    )


def test_what_was_typed_stays_and_secrets_never_come_back(chief: Desk, sandbox: Sandbox) -> None:
    faulty = chief.post("/start/", institution_answers(sandbox, sid="AI12", time_zone="Mars/Base"))
    assert faulty.status_code == 422
    assert "Paste the whole SID: AI and then 32 digits" in plain_text(faulty.text)
    assert "Choose a time zone from the list" in plain_text(faulty.text)
    assert 'value="Northfield"' in faulty.text
    assert SECRET not in faulty.text
    chief.post("/start/", institution_answers(sandbox))
    weak = {"step": "person", "username": "ana", "first_name": "Ana", "role": "coordinator"}
    answer = chief.post(
        setup_path(sandbox), weak | {"password": "hunter2-short", "again": "hunter2-other"}
    )
    assert (answer.status_code, 'value="Ana"' in answer.text) == (422, True)
    assert "The two passwords differ" in plain_text(answer.text)
    assert [text for text in ("hunter2", SECRET) if text in answer.text] == []
    assert not any(SECRET in event.details + event.sentence for event in AuditEvent.objects.all())


def test_all_that_is_wrong_with_a_person_is_said_at_once(chief: Desk, sandbox: Sandbox) -> None:
    chief.post("/start/", institution_answers(sandbox))
    asked = {"step": "person", "role": "coordinator", "password": "123", "again": "1234"}
    for name in ("Kay Lee", "", "klee"):
        page = plain_text(chief.post(setup_path(sandbox), asked | {"username": name}).text)
        assert "The two passwords differ" in page
        assert "This password is too short" in page


def test_a_taken_user_name_tells_what_leaving_the_passwords_blank_does(
    chief: Desk, sandbox: Sandbox
) -> None:
    chief.post("/start/", institution_answers(sandbox))
    asked = {"step": "person", "role": "coordinator", "username": "ana"}
    both = {"password": "correct-horse-battery", "again": "correct-horse-battery"}
    chief.post(setup_path(sandbox), asked | {"first_name": "Ana"} | both)
    page = plain_text(chief.post(setup_path(sandbox), asked | both).text)
    assert "or leave both passwords blank, and who has that account gets the role." in page


@pytest.mark.parametrize(
    ("changed", "said", "advice"),
    [
        ({"api_token": "wrong"}, "The token was not accepted", "Paste the token again"),
        ({"sid": "AI" + "f" * 32}, "does not work", "can’t find this institution"),
        ({"base_url": "http://127.0.0.1:9"}, "does not work", "No server answers at this address"),
        ({"base_url": "https://127.0.0.1:{port}"}, "No secure connection", "the exact name"),
    ],
)
def test_each_failure_says_what_to_do(
    chief: Desk, sandbox: Sandbox, changed: dict[str, str], said: str, advice: str
) -> None:
    changed = {name: value.format(port=sandbox.port) for name, value in changed.items()}
    chief.post("/start/", institution_answers(sandbox, **changed))
    page = f"/start/{Institution.objects.get().sid}/"
    chief.post(page, {"step": "test"})
    told = plain_text(chief.get(page).text)
    assert said in told
    assert advice in told


def test_a_zone_of_the_provider_s_that_is_no_place_s_is_asked_about_and_not_taken_over(
    chief: Desk, sandbox: Sandbox
) -> None:
    body = {"name": "Northfield", "defaultTimezone": "EST", "defaultCurrency": "EUR"}
    server = ScriptedServer([answer(200, json.dumps(body).encode())])
    chief.post("/start/", institution_answers(sandbox, base_url=server.url))
    chief.post(setup_path(sandbox), {"step": "test"})
    server.stop()
    page = plain_text(chief.get(setup_path(sandbox)).text)

    assert "The connection works." in page
    assert (
        "SmarterProctoring’s time zone for it can’t be used. Name the time zone by a place, not"
        " “EST”. Eastern time, New York? Enter America/New_York."
    ) in page
    assert "SmarterProctoring has different settings" not in page


@pytest.mark.parametrize(
    "address", ["http://provider.invalid", "http://192.0.2.7:8000", "http://localhost.example.edu"]
)
def test_an_address_that_would_show_the_token_to_others_is_refused_beside_the_field(
    chief: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    answers = institution_answers(sandbox, base_url=address)
    for path, status in (("/start/", 422), ("/admin/scheduling/install/add/", 200)):
        answer = chief.post(path, answers)
        assert answer.status_code == status
        assert "Enter an address that begins with https://." in plain_text(answer.text)
        assert f'value="{address}"' in answer.text
    monkeypatch.setenv("A_TOKEN", SECRET)
    named = {name: answers[name] for name in ("sid", "name", "base_url", "currency")}
    with pytest.raises(CommandError, match="begins with https://"):
        call_command("add_install", **named, time_zone="America/Chicago", token_env="A_TOKEN")
    assert not Institution.objects.exists()


def test_a_new_address_asks_for_the_token_once(chief: Desk, sandbox: Sandbox) -> None:
    chief.post("/start/", institution_answers(sandbox))
    moved = institution_answers(sandbox, base_url="https://elsewhere.example.edu", api_token="")
    answer = chief.post(setup_path(sandbox), moved | {"step": "install"})
    assert answer.status_code == 422
    told = plain_text(answer.text)
    assert "The address has changed: enter this again" in told
    assert "Enter the API token that SmarterServices gave you." not in told


def test_another_institutions_location_is_refused_beside_its_sid(
    administrator: Desk, institution: Institution
) -> None:
    other = Institution.objects.exclude(pk=institution.pk).get()
    sent = {"name": "Annex", "pl_sid": DULUTH, "kind": "testing-center"}
    by_step = administrator.post(f"/start/{other.sid}/", sent | {"step": "location"})
    by_form = administrator.post(
        "/admin/scheduling/site/add/", sent | {"institution": other.pk, "is_active": "on"}
    )
    assert (by_step.status_code, by_form.status_code) == (422, 200)
    for page in (by_step, by_form):
        assert "This is the SID of another institution’s location." in plain_text(page.text)
    assert not Location.objects.filter(name="Annex").exists()


def test_of_several_who_take_a_name_at_once_one_has_it(chief: Desk, sandbox: Sandbox) -> None:
    def at_once(path: str, forms: list[dict[str, str]]) -> list[int]:
        with ThreadPoolExecutor(len(forms)) as people:
            return sorted(people.map(lambda sent: chief.post(path, sent).status_code, forms))

    sids = ["AI" + letter * 32 for letter in "bcd"]
    forms = [institution_answers(sandbox, name="Hillcrest Academy", sid=sid) for sid in sids]
    assert at_once("/start/", forms) == [302, 422, 422]
    institution = Institution.objects.get()
    path = f"/start/{institution.sid}/"
    usual = {"step": "person", "role": "coordinator", "password": PASSWORD, "again": PASSWORD}
    name = {"first_name": "Sigma", "last_name": "Quayle"}
    forms = [usual | name | {"username": f"sigma{number}"} for number in range(3)]
    assert at_once(path, forms) == [302, 422, 422]
    forms = [usual | {"username": "omega", "first_name": f"Omega{one}"} for one in ("", "r", "s")]
    assert at_once(path, forms) == [302, 422, 422]
    made = AuditEvent.objects.filter(kind="person_added", install_sid=institution.sid)
    assert made.count() == 2
    usual = {"step": "location", "name": "Quad", "pl_sid": DULUTH, "kind": "testing-center"}
    assert at_once(path, [usual] * 3) == [302, 422, 422]
    forms = [usual | {"name": "Annex", "pl_sid": f"PL{letter * 32}"} for letter in "abc"]
    assert at_once(path, forms) == [302, 422, 422]
    assert sorted(Location.objects.values_list("name", flat=True)) == ["Annex", "Quad"]


@pytest.mark.parametrize(
    "name", ["Duluth Testing Center", "DULUTH TESTING CENTER", "Dul\u03c5th Testing Center"]
)
def test_a_location_s_name_belongs_to_one_of_the_institution(
    administrator: Desk, institution: Institution, name: str
) -> None:
    other = Institution.objects.exclude(pk=institution.pk).get()
    sent = {"name": name, "pl_sid": "PL" + "e" * 32, "kind": "testing-center"}
    rows = Location.objects.filter(institution=institution).exclude(pl_sid=DULUTH)
    row = rows.first()
    change = {"name": name, "kind": row.kind, "time_zone": "", "is_active": "on"}
    said = "There is a location “Duluth Testing Center” of this institution already."
    for path, answers, status in (
        (f"/start/{institution.sid}/", sent | {"step": "location"}, 422),
        ("/admin/scheduling/site/add/", sent | {"institution": institution.pk}, 200),
        (f"/admin/scheduling/site/{row.pk}/change/", change, 200),
    ):
        page = administrator.post(path, answers)
        assert (page.status_code, said in plain_text(page.text)) == (status, True), path
    kept = Location.objects.get(pl_sid=DULUTH)
    rows = hours_form(*shown_rows(kept))
    same = change | rows | {"name": kept.name, "kind": kept.kind, "address": "1 Lake St"}
    assert administrator.post(f"/admin/scheduling/site/{kept.pk}/change/", same).status_code == 302
    there = administrator.post(
        "/admin/scheduling/site/add/",
        sent | hours_form() | {"institution": other.pk, "is_active": "on"},
    )
    assert there.status_code == 302


def test_who_books_everywhere_is_not_the_work_of_a_new_institution(
    administrator: Desk, institution: Institution
) -> None:
    told = plain_text(administrator.get(f"/start/{institution.sid}/").text)
    assert (
        "The first coordinator Ana Ruiz, Tom Okafor: coordinators at all institutions, including"
        " this one." in told
    )
    sent = {
        "step": "person",
        "username": "ana",
        "role": "coordinator",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    administrator.post(f"/start/{institution.sid}/", sent)
    assert "The first coordinator done ana Ana Ruiz, Tom Okafor: coordinators at all" in plain_text(
        administrator.get(f"/start/{institution.sid}/").text
    )


def test_a_test_says_nothing_about_settings_that_were_changed_after_it(
    chief: Desk, sandbox: Sandbox
) -> None:
    chief.post("/start/", institution_answers(sandbox))
    chief.post(setup_path(sandbox), {"step": "test"})
    renamed = institution_answers(sandbox, name="Elsewhere", api_token="") | {"step": "install"}
    chief.post(setup_path(sandbox), renamed)
    assert progress(Institution.objects.get()).connected
    chief.post(setup_path(sandbox), renamed | {"api_token": "another"})
    assert progress(Institution.objects.get()).test is None


def test_nobody_gives_themselves_a_role_and_a_known_person_only_gets_one(
    chief: Desk, sandbox: Sandbox
) -> None:
    chief.post("/start/", institution_answers(sandbox))
    own = chief.post(
        setup_path(sandbox), {"step": "person", "username": empty_portal.CHIEF, "role": "auditor"}
    )
    assert (own.status_code, "You can’t give yourself a role" in plain_text(own.text)) == (
        422,
        True,
    )
    new = {
        "step": "person",
        "username": "ana",
        "role": "coordinator",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    assert chief.post(setup_path(sandbox), new).status_code == 302
    assert chief.post(setup_path(sandbox), new | {"role": "auditor"}).status_code == 422
    assert (
        chief.post(
            setup_path(sandbox), {"step": "person", "username": "ana", "role": "auditor"}
        ).status_code
        == 302
    )
    assert list(RoleGrant.objects.order_by("role").values_list("role", flat=True)) == [
        "auditor",
        "coordinator",
    ]
    assert authenticate(username="ana", password=PASSWORD)


def test_who_administers_no_institution_is_not_sent_to_set_one_up(
    portal: Portal, desk: Desk, administrator: Desk
) -> None:
    assert [desk.get("/").status_code, administrator.get("/").status_code] == [200, 200]
    assert desk.get("/start/").status_code == 403
    assert "Add another institution" in administrator.get("/start/").text


def test_a_name_that_reads_like_another_institutions_is_not_taken_over(
    chief: Desk, sandbox: Sandbox
) -> None:
    other = institution_answers(sandbox, name="N0rthfield  University", sid="AI" + "b" * 32)
    assert chief.post("/start/", other).status_code == 302
    chief.post("/start/", institution_answers(sandbox))
    chief.post(setup_path(sandbox), {"step": "test"})
    chief.post(setup_path(sandbox), {"step": "take_over"})
    assert "There is an institution “N0rthfield University” already." in plain_text(
        chief.get(setup_path(sandbox)).text
    )
    assert Institution.objects.get(sid=sandbox.install_sid).name == "Northfield"
