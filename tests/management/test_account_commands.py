"""Commands that make accounts and change what they may: each leaves an event with the operating
system's user.
"""

from __future__ import annotations

import getpass
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.access.actors import command_line
from scheduling.access.roles import grant
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, Institution, RoleGrant
from scheduling.session_commands import PORTAL
from tests.support.database_faults import Storage

LOGIN = command_line().username
NEW = "a-new-pass-phrase-7"
FIRST = {"username": "chief", "email": "chief@northfield.example", "interactive": False}


def run(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*words, **options, stdout=out)
    return out.getvalue()


def newest() -> AuditEvent:
    return AuditEvent.objects.order_by("-number")[0]


def told() -> tuple[str, str, str, str]:
    """Kind, who, as which user of the operating system, and sentence of the newest event."""
    event = newest()
    return event.kind, event.actor_name, event.actor_username, event.sentence


def by_command(kind: str, said: str) -> tuple[str, str, str, str]:
    return kind, "the command line", LOGIN, f"the command line {said}"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Types a password whenever a command asks for one."""
    return lambda password: monkeypatch.setattr(getpass, "getpass", lambda *a, **o: password)


def test_a_superuser_without_questions_is_an_event(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    run("createsuperuser", **FIRST)
    chief = get_user_model().objects.get(username="chief")
    assert (chief.is_superuser, chief.check_password(NEW)) == (True, True)
    said = "made an account for chief, an administrator of all institutions."
    assert told() == by_command("person_added", said)
    facts = facts_of(newest())
    assert (facts["account"], facts["user"]) == (chief.pk, "chief")
    assert NEW not in str(list(AuditEvent.objects.values()))
    assert verify().is_intact


def test_a_superuser_that_is_asked_for_is_an_event(
    database: Path, typing: Callable[[str], None]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typing(NEW)
    run("createsuperuser", **FIRST | {"interactive": True, "stdin": Terminal()})
    assert told()[0] == "person_added"


@pytest.mark.parametrize(
    "username",
    [
        *("coordinat0r", "соordinator", "portal", "Coordinator", "coorclinator", "auditor\u0640"),
        *("adnninistrator", "SmarterServices", "the.learner", "the_provider"),
    ],
)
def test_a_superuser_has_no_name_that_reads_like_another_s(database: Path, username: str) -> None:
    with pytest.raises(CommandError):
        run("createsuperuser", **FIRST | {"username": username})
    assert not get_user_model().objects.filter(is_superuser=True).exists()


CARD = "4242424242424242"


@pytest.mark.parametrize(
    "given", [{"username": CARD}, {"username": f"ana.{CARD}"}, {"email": f"{CARD}@y.example"}]
)
def test_a_card_number_is_nobody_s_user_name_or_email(
    database: Path, given: dict[str, str]
) -> None:
    before = User.objects.count(), AuditEvent.objects.count()
    with pytest.raises(CommandError, match="looks like a card number"):
        run("createsuperuser", **FIRST | given)
    assert (User.objects.count(), AuditEvent.objects.count()) == before


def test_a_card_number_that_is_typed_as_an_email_is_asked_about_again(
    database: Path, typing: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter(["42424242 42424242", "chief", f"{CARD}@y.example", "chief@y.example"])
    monkeypatch.setattr("builtins.input", lambda message: next(answers))
    typing(NEW)
    told = io.StringIO()
    run("createsuperuser", interactive=True, stdin=Terminal(), stderr=told)
    assert told.getvalue().count("looks like a card number") == 1
    assert User.objects.get(username="chief").email == "chief@y.example"


@pytest.mark.parametrize("password", ["", "1", "password1234", "chief@northfield"])
def test_a_superuser_without_questions_has_a_password_as_good_as_anybody_s(
    database: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError, match=r"^DJANGO_SUPERUSER_PASSWORD: "):
        run("createsuperuser", **FIRST)
    assert not User.objects.filter(username="chief").exists()


def test_that_a_superuser_has_no_password_yet_is_said(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "chief has no password yet, and can’t sign in: run `manage.py changepassword chief`."
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    assert said in run("createsuperuser", **FIRST).splitlines()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    assert "no password" not in run("createsuperuser", **FIRST | {"username": "second.chief"})


def test_without_its_event_there_is_no_superuser(database: Path) -> None:
    Storage(database, {"init_command": ""}).refuse("person_added")
    with pytest.raises(CommandError, match="no account was made"):
        run("createsuperuser", **FIRST)
    assert not get_user_model().objects.filter(username="chief").exists()


def test_a_password_set_by_command_is_an_event_at_each_institution_of_the_person(
    database: Path, typing: Callable[[str], None]
) -> None:
    typing(NEW)
    run("changepassword", "coordinator")
    assert told() == by_command(
        "admin_set the password of", "set the password of the user coordinator."
    )
    here = Institution.objects.get(sid=Sandbox.install_sid)
    grant(username="coordinator", role="auditor", institution=here, actor=PORTAL)
    run("changepassword", "coordinator")
    assert (newest().install_sid, newest().sentence) == (
        here.sid,
        "the command line set the password of the user coordinator at Northfield University.",
    )
    assert User.objects.get(username="coordinator").check_password(NEW)
    assert NEW not in str(list(AuditEvent.objects.values()))


def test_an_account_that_is_closed_and_renamed_while_its_password_is_typed_stays_so(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = User.objects.get(username="coordinator")

    def typed(*words: object, **more: object) -> str:
        User.objects.filter(pk=before.pk).update(is_active=False, username="ana.ruiz")
        return NEW

    monkeypatch.setattr(getpass, "getpass", typed)
    run("changepassword", "coordinator")
    now = User.objects.get(pk=before.pk)
    assert (now.is_active, now.username, now.check_password(NEW)) == (False, "ana.ruiz", True)
    assert told()[0] == "admin_set the password of"
    assert "ana.ruiz" in newest().sentence


def test_without_its_event_a_password_stays(database: Path, typing: Callable[[str], None]) -> None:
    typing(NEW)
    Storage(database, {"init_command": ""}).refuse("admin_set the password of")
    with pytest.raises(CommandError, match="nothing was set"):
        run("changepassword", "coordinator")
    assert not User.objects.get(username="coordinator").check_password(NEW)


def test_a_password_that_is_not_set_is_no_event(
    database: Path, typing: Callable[[str], None]
) -> None:
    before = AuditEvent.objects.count()
    typing("short")
    with pytest.raises(CommandError):
        run("changepassword", "coordinator")
    assert AuditEvent.objects.count() == before


def test_a_role_is_given_and_taken_by_command(database: Path) -> None:
    here = Institution.objects.get(sid=Sandbox.install_sid)
    run("grant", "auditor", "coordinator", "--install", here.sid)
    given = f"made Lena Marsh coordinator of {here}."
    assert told() == by_command("role_granted", given)
    said = run("revoke", "auditor", "coordinator", "--install", here.sid)
    assert said == f"auditor is no longer coordinator of {here}.\n"
    taken = f"took the role coordinator of {here} from Lena Marsh."
    assert told() == by_command("role_taken", taken)
    assert newest().install_sid == here.sid
    assert not RoleGrant.objects.filter(user__username="auditor", institution=here).exists()


def test_the_last_administrator_of_all_institutions_stays_one(database: Path) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match="No other administrator of all institutions can"):
        run("revoke", "administrator", "administrator")
    assert RoleGrant.objects.filter(user__username="administrator").exists()
    assert AuditEvent.objects.count() == before
    run("grant", "auditor", "administrator")
    run("revoke", "administrator", "administrator")
    assert not RoleGrant.objects.filter(user__username="administrator").exists()


def test_an_administrator_who_has_no_password_is_not_the_one_that_stays(database: Path) -> None:
    run("createsuperuser", **FIRST)
    with pytest.raises(CommandError, match="No other administrator of all institutions can"):
        run("revoke", "administrator", "administrator")
    assert RoleGrant.objects.filter(user__username="administrator").exists()


def test_an_account_that_is_an_administrator_by_itself_is_not_said_to_be_none(
    database: Path,
) -> None:
    run("createsuperuser", **FIRST)
    stays = "The account stays an administrator of all institutions: createsuperuser made it one"
    none = f"chief is not administrator of all institutions by a role, .* changed. {stays}"
    with pytest.raises(CommandError, match=none):
        run("revoke", "chief", "administrator")
    run("grant", "chief", "administrator")
    said = run("revoke", "chief", "administrator")
    assert said.startswith(
        f"chief no longer has the role administrator of all institutions. {stays}"
    )
    assert get_user_model().objects.get(username="chief").is_superuser


def test_that_an_account_is_closed_is_said_where_it_gets_a_role(database: Path) -> None:
    User.objects.filter(username="auditor").update(is_active=False)
    said = "auditor is now coordinator of all institutions. The account is closed: "
    assert run("grant", "auditor", "coordinator").startswith(said)
    assert "closed" not in run("grant", "administrator", "coordinator")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "auditor"), "no user nobody"),
        (("auditor", "coordinator"), "auditor is not coordinator of all institutions"),
        (("auditor", "auditor", "--install", "AI1"), "no institution AI1"),
        (("auditor", "boss"), "invalid choice"),
    ],
)
def test_a_role_that_is_not_there_is_not_taken(
    database: Path, words: tuple[str, ...], said: str
) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match=said):
        run("revoke", *words)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("username", ["coordinat0r", "proctordesk.berg", "berg"])
def test_an_account_that_there_is_gets_its_role_whatever_it_is_called(
    database: Path, username: str
) -> None:
    User.objects.create_user(username, first_name="Ana", last_name="Ruiz")
    run("grant", username, "auditor")
    assert RoleGrant.objects.get(user__username=username).role == "auditor"


def facts_of(event: AuditEvent) -> dict[str, object]:
    """What an event tells, without the fingerprints of the rows that it changed."""
    facts: dict[str, object] = json.loads(event.details)
    assert facts.pop("stands")
    return facts


def test_every_other_command_names_the_operating_system_s_user(
    database: Path, sandbox: Sandbox
) -> None:
    run("audit_anchor", reason="before the move")
    assert told() == by_command("code_noted", "had the log’s code noted: before the move.")
    run("audit_export", format="csv")
    assert told()[:3] == ("export_done", "the command line", LOGIN)
    run("audit_verify")
    assert told()[:3] == ("verified", "the command line", LOGIN)
    run("load_practice", sandbox=sandbox.url)
    assert told()[:3] == ("practice_loaded", "The practice set-up", LOGIN)
    assert verify().is_intact


def test_an_export_of_no_days_is_refused(database: Path) -> None:
    before = AuditEvent.objects.count()
    days = ("--since", "2027-01-01", "--until", "2026-01-01")
    with pytest.raises(CommandError, match="Nothing lies between these days"):
        run("audit_export", "--format", "csv", *days)
    assert AuditEvent.objects.count() == before


def test_the_practice_logins_are_accounts_that_an_event_made(database: Path) -> None:
    made = AuditEvent.objects.filter(kind="person_added").order_by("number")
    facts = [facts_of(one) for one in made]
    assert [(one["account"], one["user"]) for one in facts] == [
        (one.pk, one.username) for one in User.objects.order_by("pk")
    ]
    assert len(made) == 4


@pytest.mark.parametrize("number", [-9, 99_999_999_999])
def test_a_role_is_taken_away_whatever_number_its_row_has(database: Path, number: int) -> None:
    held = RoleGrant.objects.filter(user__username="coordinator", role="coordinator")
    [one, *others] = held.select_related("institution").order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_rolegrant SET id = %s WHERE id = %s", [number, one.pk])
    where = ["--install", one.institution.sid] if one.institution else []
    run("revoke", "coordinator", "coordinator", *where)

    assert (held.count(), newest().kind) == (len(others), "role_taken")
