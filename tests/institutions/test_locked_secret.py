"""An institution whose secret can’t be decrypted stands still and says so, and nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.drafts import store
from scheduling.drafts.contents import Draft
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    StoredDraft,
    TypeSwitch,
)
from scheduling.models.encryption import Sealed
from scheduling.provider_list import list_fetching
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.polling import PATIENCE
from tests.support.switching import arrived, switch

SAID = "The portal can’t use its sign-in for {name}"
LOST = Fernet(Fernet.generate_key()).encrypt(b"a-token").decode()


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def locked(database: Path) -> Institution:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scheduling_institution SET api_token = %s WHERE sid = %s", [LOST, NORTHFIELD]
        )
    return Institution.objects.get(sid=NORTHFIELD)


def test_every_page_opens_and_says_it(locked: Institution, desk: Desk, sandbox: Sandbox) -> None:
    session = session_path(sandbox.needs_proctor()[0])
    for path in ("/", "/board/", session, f"{session}schedule/"):
        answer = desk.get(path)
        assert answer.status_code == 200, path
        told = plain_text(answer.text)
        assert f"{SAID.format(name=locked.name)} " in told and "Tell your administrator." in told
        assert "decrypted" not in told, path


def test_nothing_is_sent_and_what_was_typed_comes_back(
    locked: Institution, desk: Desk, sandbox: Sandbox
) -> None:
    answer = desk.book(sandbox.needs_proctor()[0], notes="Wheelchair access")
    told = plain_text(answer.text)
    assert answer.status_code == 502
    assert f"nothing was sent: the portal can’t use its sign-in for {locked.name}. Tell" in told
    assert "Wheelchair access" in answer.text
    assert (sandbox.requests("POST"), Attempt.objects.count()) == ([], 0)
    assert AuditEvent.objects.order_by("-number")[0].kind == "held_back"


def test_nothing_of_a_switch_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    Institution.objects.filter(sid=NORTHFIELD).update(api_token=Sealed(LOST))
    answer = switch(desk, where, notes="Wheelchair access")
    told = plain_text(answer.text)
    assert answer.status_code == 502
    assert "nothing was sent: the portal can’t use its sign-in for Northfield University" in told
    assert "Wheelchair access" in answer.text
    assert (arrived(sandbox), Attempt.objects.count()) == ([], 1)
    assert not TypeSwitch.objects.exists()
    assert AuditEvent.objects.order_by("-number")[0].kind == "held_back"


def test_another_institution_goes_on(locked: Institution, desk: Desk, sandbox: Sandbox) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    assert list_fetching.refresh_list(lakeside, patience=PATIENCE)
    assert not list_fetching.refresh_list(locked, patience=PATIENCE)
    assert locked.sync_failure == "The portal can’t use its sign-in for SmarterProctoring."
    session = ExamSession.objects.filter(institution=lakeside)[0]
    page = desk.get(f"/sessions/{LAKESIDE}/{session.exam_sid}/{session.sid}/")
    assert page.status_code == 200


def test_an_administrator_enters_it_again(
    locked: Institution, administrator: Desk, sandbox: Sandbox
) -> None:
    told = plain_text(administrator.get("/admin/").text)
    assert "Its token or client secret can’t be decrypted." in told
    assert "It can’t be decrypted: enter the token or client secret again" in told
    setup = f"/start/{NORTHFIELD}/"
    assert administrator.get(setup).status_code == 200
    administrator.post(setup, {"step": "test"})
    page = plain_text(administrator.get(setup).text)
    assert "put back into FIELD_ENCRYPTION_KEYS" in page

    path = f"/admin/scheduling/install/{locked.pk}/change/"
    assert administrator.get(path).status_code == 200
    form = {
        "name": locked.name,
        "sid": locked.sid,
        "base_url": locked.base_url,
        "time_zone": locked.time_zone,
        "currency": locked.currency,
        "is_active": "on",
        "auth_style": "token",
    }
    assert administrator.post(path, form | {"api_token": ""}).status_code == 302
    assert Institution.objects.get(pk=locked.pk).api_token.text == LOST
    assert administrator.post(path, form | {"api_token": sandbox.token}).status_code == 302
    assert not Institution.objects.get(pk=locked.pk).is_locked
    assert SAID.format(name=locked.name) not in plain_text(administrator.get("/").text)


def test_a_draft_that_can_t_be_decrypted_is_written_over(
    database: Path,
) -> None:
    who = User.objects.get(username="coordinator").pk
    StoredDraft.objects.create(
        person_id=who, address="/x/", page="a", state="typed", changed_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_storeddraft SET contents = %s", [LOST])
    assert store.find(person_id=who, address="/x/") is None
    at = store.FormPage(person_id=who, address="/x/", page="b", number=1)
    again = Draft(
        answers={"notes": "again"},
        typed=frozenset({"notes"}),
        left_out=frozenset(),
        is_held_back=False,
    )
    assert store.keep(again, at=at)
    found = store.find(person_id=who, address="/x/")
    assert found and found.answers == {"notes": "again"}
