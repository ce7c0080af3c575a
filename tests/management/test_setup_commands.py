"""The commands that set an institution up."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scheduling.models import AuditEvent, Institution, RoleGrant

SID = "AI" + "b" * 32
WORDS = [
    *("--sid", SID, "--name", "Harbor College", "--base-url", "https://api.example.edu"),
    *("--time-zone", "America/New_York", "--currency", "USD"),
]


@pytest.mark.parametrize("token", ["harbor-secret", "$HOME", "$tok-abcdef-123456"])
def test_an_institution_is_added_with_the_token_from_the_variable(
    database: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HARBOR_TOKEN", token)
    out = io.StringIO()
    call_command("add_install", *WORDS, "--token-env", "HARBOR_TOKEN", stdout=out)
    made = Institution.objects.get(sid=SID)
    assert (made.name, made.time_zone, made.api_token) == (
        "Harbor College",
        "America/New_York",
        token,
    )
    assert out.getvalue() == f"Added Harbor College ({SID}).\n"
    assert token not in AuditEvent.objects.first().details


def test_adding_it_again_updates_it_and_keeps_the_token(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARBOR_TOKEN", "harbor-secret")
    call_command("add_install", *WORDS, "--token-env", "HARBOR_TOKEN", stdout=io.StringIO())
    call_command("add_install", *WORDS[:3], "Harbor University", *WORDS[4:], stdout=io.StringIO())
    assert (Institution.objects.get(sid=SID).name, Institution.objects.get(sid=SID).api_token) == (
        "Harbor University",
        "harbor-secret",
    )


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((1, "AI12"), (5, "not an address"), (7, "Mars/Base"), (9, "usd"), (9, "XXQ")),
        (3, "4242424242424242"),
    ],
)
def test_a_wrong_value_is_refused(database: Path, place: int, value: str) -> None:
    with pytest.raises(CommandError):
        call_command(
            "add_install", *WORDS[:place], value, *WORDS[place + 1 :], stdout=io.StringIO()
        )
    assert not Institution.objects.filter(name="Harbor College").exists()


@pytest.mark.parametrize("named", ["EST", "EST5EDT", "US/Eastern"])
def test_a_zone_that_is_no_place_s_is_asked_about(database: Path, named: str) -> None:
    with pytest.raises(CommandError, match=r"Eastern time, New York\? Enter America/New_York\."):
        call_command("add_install", *WORDS[:7], named, *WORDS[8:], stdout=io.StringIO())
    assert not Institution.objects.filter(sid=SID).exists()


def test_a_variable_that_is_not_set_is_refused(database: Path) -> None:
    with pytest.raises(CommandError, match="NO_SUCH_VARIABLE is not set"):
        call_command("add_install", *WORDS, "--token-env", "NO_SUCH_VARIABLE", stdout=io.StringIO())


@pytest.mark.parametrize("token", ["   ", "a\nb", "tökén", "two words"])
def test_a_token_that_no_request_can_carry_is_refused(
    database: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HARBOR_TOKEN", token)
    with pytest.raises(CommandError, match="HARBOR_TOKEN") as told:
        call_command("add_install", *WORDS, "--token-env", "HARBOR_TOKEN", stdout=io.StringIO())
    assert not Institution.objects.filter(sid=SID).exists()
    assert token not in str(told.value)


def test_a_role_is_granted_once_and_recorded_once(database: Path) -> None:
    before = RoleGrant.objects.count()
    for _ in range(2):
        call_command(
            "grant",
            "auditor",
            "coordinator",
            "--install",
            Institution.objects.first().sid,
            stdout=io.StringIO(),
        )
    assert RoleGrant.objects.count() == before + 1
    assert (
        AuditEvent.objects.filter(kind="role_granted", actor_name="the command line").count() == 1
    )


def test_a_role_needs_a_user_an_institution_and_a_known_name(database: Path) -> None:
    for words in (
        ["nobody", "auditor"],
        ["auditor", "boss"],
        ["auditor", "auditor", "--install", "AI1"],
    ):
        with pytest.raises(CommandError):
            call_command("grant", *words, stdout=io.StringIO())
