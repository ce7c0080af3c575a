"""Who signs in with an account that no event made is told to every administrator, until one of all
institutions says that the account is known.
"""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from scheduling.access import accounts, unexplained_accounts
from scheduling.access.roles import grant
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, Institution, Role, RoleGrant
from scheduling.session_commands import PORTAL
from tests.support import client
from tests.support.audit_log import without_triggers
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import PASSWORD, someone
from tests.support.people_form import ADD, GOOD, form, page_of, person, roles
from tests.support.portal_server import Portal

TITLE = "An account that nobody is known to have made signed in: intruder"


def alarms() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind="unknown_account").order_by("number"))


def signs_in(portal: Portal, username: str, password: str = PASSWORD) -> Desk:
    client.PASSWORDS[username] = password
    desk = Desk(portal.url, username)
    desk.sign_in()
    return desk


@pytest.fixture
def intruder(portal: Portal) -> User:
    """Somebody put into the database past the portal."""
    made = User.objects.create_user("intruder", password=PASSWORD)
    RoleGrant.objects.create(user=made, role=Role.ADMINISTRATOR)
    return made


def test_an_account_that_no_event_made_is_an_alarm_on_every_administrator_s_page(
    intruder: User, portal: Portal, administrator: Desk, desk: Desk
) -> None:
    assert TITLE not in words(administrator.get("/"))
    signs_in(portal, "intruder")
    [alarm] = alarms()
    assert (alarm.actor_id, alarm.actor_username, alarm.ip, alarm.outcome) == (
        intruder.pk,
        "intruder",
        "127.0.0.1",
        "alarm",
    )
    assert json.loads(alarm.details) == {"account": intruder.pk, "user": "intruder"}
    with someone(portal.url, "administrator-here") as local:
        for one, has_button in ((administrator, True), (local, False)):
            for path in ("/", "/admin/", f"/audit/{alarm.number}/"):
                page = one.get(path)
                if page.status_code == 200:
                    assert TITLE in words(page)
                    assert "UTC from the address 127.0.0.1" in words(page)
                    assert ("I know this account" in page.text) is has_button
    assert "nobody is known to have made" not in desk.get("/").text
    signs_in(portal, "intruder")
    assert len(alarms()) == 1
    assert verify().is_intact


def test_nobody_is_in_with_an_account_that_the_log_can_not_tell_of(
    intruder: User, portal: Portal, administrator: Desk
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER refuses BEFORE INSERT ON scheduling_auditevent"
            " WHEN NEW.kind IN ('signed_in', 'unknown_account')"
            " BEGIN SELECT RAISE(ABORT, 'no such event today'); END"
        )
    stranger = Desk(portal.url, "intruder")
    stranger.get("/accounts/login/")
    answer = stranger.post("/accounts/login/", {"login": "intruder", "password": PASSWORD})
    assert answer.status_code == 503
    assert "The portal can’t reach its records" in words(answer)
    assert stranger.get("/").headers["Location"].startswith("/accounts/login/")
    assert alarms() == []
    known = Desk(portal.url, "auditor")
    known.sign_in()
    assert known.get("/").status_code == 200


def test_an_administrator_of_all_institutions_ends_it_and_the_log_says_so(
    intruder: User, portal: Portal, administrator: Desk
) -> None:
    signs_in(portal, "intruder")
    [alarm] = alarms()
    answer = administrator.post(f"/audit/{alarm.number}/acknowledge/", {})
    assert answer.status_code == 302
    told = AuditEvent.objects.order_by("-number")[0]
    assert (told.kind, told.actor_name, told.sentence) == (
        "account_acknowledged",
        "Ingrid Sato",
        "Ingrid Sato acknowledged the account intruder of intruder, which no event had made.",
    )
    assert json.loads(told.details) == {
        "account": intruder.pk,
        "user": "intruder",
        "alarm_event": alarm.number,
    }
    assert TITLE not in words(administrator.get("/"))
    assert administrator.post(f"/audit/{alarm.number}/acknowledge/", {}).status_code == 404
    signs_in(portal, "intruder")
    assert len(alarms()) == 1


def test_nobody_acknowledges_their_own_account_nor_another_s_meanwhile(
    intruder: User, portal: Portal, administrator: Desk
) -> None:
    second = User.objects.create_user("second", password=PASSWORD)
    RoleGrant.objects.create(user=second, role=Role.ADMINISTRATOR)
    desks = [signs_in(portal, name) for name in ("intruder", "second")]
    for one in desks:
        for alarm in alarms():
            assert one.post(f"/audit/{alarm.number}/acknowledge/", {}).status_code == 403
    with someone(portal.url, "administrator-here") as local:
        answer = local.post(f"/audit/{alarms()[0].number}/acknowledge/", {})
        assert answer.status_code == 403
    assert [one.username for one in unexplained_accounts.open_alarms()] == ["intruder", "second"]


def test_nobody_makes_themselves_another_account_or_password_to_acknowledge_with(
    intruder: User, portal: Portal, administrator: Desk
) -> None:
    here, theirs = Institution.objects.get(sid=portal_sid()), signs_in(portal, "intruder")
    ingrid, password = person("administrator"), person("administrator").password
    secret = {"password": GOOD, "again": GOOD}
    added = theirs.post(
        ADD, form(User(username="berg", first_name="Eva"), "all-administrator", **secret)
    )
    assert added.status_code == 302  # to the same page, that tells why nothing was saved
    told = "No event tells who made your own account. Ask another administrator of all"
    assert told in words(theirs.get(ADD))
    colleague = person("auditor")
    theirs.post(page_of(colleague), form(colleague, "all-administrator", "all-auditor"))
    asked = {"step": "person", "username": "holt", "role": "auditor"} | secret
    setting = f"/admin/auth/user/{ingrid.pk}/password/"
    new = {"password1": GOOD, "password2": GOOD}
    for path, sent in ((f"/start/{here.sid}/", asked), (setting, new)):
        answer = theirs.post(path, sent)
        assert (answer.status_code, told in words(answer)) == (403, True), path
    assert not User.objects.filter(username__in=("berg", "holt")).exists()
    assert roles(colleague) == {("", "auditor")}
    assert person("administrator").password == password
    administrator.post(f"/audit/{alarms()[0].number}/acknowledge/", {})
    theirs.post(setting, new)
    assert person("administrator").password != password


def test_whoever_runs_the_portal_acknowledges_by_command(intruder: User, portal: Portal) -> None:
    with pytest.raises(CommandError, match="no alarm about an account intruder"):
        call_command("acknowledge", "intruder")
    signs_in(portal, "intruder")
    call_command("acknowledge", "intruder", stdout=io.StringIO())
    assert AuditEvent.objects.order_by("-number")[0].actor_name == "the command line"
    assert unexplained_accounts.open_alarms() == []


def test_every_way_the_portal_makes_an_account_is_known(
    administrator: Desk, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Institution.objects.get(sid=portal_sid())
    new = User(username="berg", first_name="Eva")
    administrator.post(ADD, form(new, f"{here.pk}-coordinator", password=GOOD, again=GOOD))
    asked = {"step": "person", "username": "holt", "role": "auditor"}
    administrator.post(f"/start/{here.sid}/", asked | {"password": GOOD, "again": GOOD})
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    options = {"username": "chief", "email": "c@northfield.example", "interactive": False}
    call_command("createsuperuser", **options, stdout=io.StringIO())
    for username in ("berg", "holt", "chief"):
        signs_in(portal, username, GOOD)
    renamed = person("berg")
    sent = form(renamed, f"{here.pk}-coordinator", username="eva.berg")
    assert administrator.post(page_of(renamed), sent).status_code == 302
    signs_in(portal, "eva.berg", GOOD)
    assert alarms() == []


def portal_sid() -> str:
    return Institution.objects.order_by("pk")[0].sid


def test_an_account_put_in_the_place_of_another_is_not_known(portal: Portal) -> None:
    made = accounts.make(actor=PORTAL, username="berg", password=PASSWORD)
    grant(username="berg", role="auditor", institution=None, actor=PORTAL)
    User.objects.filter(pk=made.pk).update(username="intruder")
    signs_in(portal, "intruder")
    assert [one.actor_id for one in alarms()] == [made.pk]


def test_a_number_that_only_begins_alike_makes_no_account_known(portal: Portal) -> None:
    made = User.objects.create_user("intruder", password=PASSWORD)
    like = User.objects.create(pk=int(f"{made.pk}0"), username="like")
    accounts.note_made(person=like, actor=PORTAL)
    known = [unexplained_accounts.is_known(one) for one in (like, made)]
    assert known == [True, False]


@pytest.mark.long
@pytest.mark.parametrize("value", ["'x'", "x'ff41'", "CAST(x'ff41' AS TEXT)", "'0001-01-01'"])
@pytest.mark.parametrize("column", ["at", "details", "actor_name", "actor_username", "ip"])
def test_an_alarm_that_can_not_be_read_is_on_every_page_and_takes_none_down(
    intruder: User, portal: Portal, administrator: Desk, column: str, value: str
) -> None:
    signs_in(portal, "intruder")
    [alarm] = alarms()
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE scheduling_auditevent SET {column} = {value} WHERE number = {alarm.number}"
        )
    for path in ("/", "/board/", "/audit/", "/admin/", "/help/", f"/audit/{alarm.number}/"):
        page = administrator.get(path)
        assert (page.status_code, TITLE.split(":")[0] in words(page)) == (200, True), path
    signs_in(portal, "intruder")
    answer = administrator.post(f"/audit/{alarm.number}/acknowledge/", {})
    assert answer.status_code == 302
