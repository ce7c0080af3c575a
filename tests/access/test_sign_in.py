"""Signing in and out and passwords: what works, what is closed, and what the log says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from scheduling.audit.event_reader import fill_sentence, load_personal_values
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, PersonalValue
from tests.support import client
from tests.support.client import PASSWORDS, Desk
from tests.support.database_faults import Storage
from tests.support.html import words
from tests.support.portal_server import Portal
from tests.support.sign_in import try_to_sign_in

NEW = "a-new-pass-phrase-7"


def newest() -> tuple[str, str, str]:
    """Kind, person and sentence of the newest event."""
    event = AuditEvent.objects.order_by("-number")[0]
    return (
        event.kind,
        event.actor_name,
        fill_sentence(event, load_personal_values([event.number]).get(event.number, {})),
    )


def test_signing_in_and_out_are_events(desk: Desk) -> None:
    assert newest() == ("signed_in", "Ana Ruiz", "Ana Ruiz signed in.")
    assert AuditEvent.objects.first().ip == "127.0.0.1"
    assert desk.post("/accounts/logout/", {}).status_code == 302
    assert newest() == ("signed_out", "Ana Ruiz", "Ana Ruiz signed out.")
    assert verify().is_intact


def test_a_failed_sign_in_is_an_event_with_the_name_as_a_personal_value(portal: Portal) -> None:
    desk = Desk(portal.url, "no-such-person")
    assert try_to_sign_in(desk, "no-such-person", "my-secret-pass").status_code == 200
    sentence = (
        "Someone tried to sign in as “no-such-person” and was turned away: there is no account with"
        " this name and password."
    )
    assert newest() == ("sign_in_failed", "Someone", sentence)
    event = AuditEvent.objects.first()
    assert "no-such-person" not in event.sentence + event.details
    assert "my-secret-pass" not in str(
        list(PersonalValue.objects.values()) + list(AuditEvent.objects.values())
    )


def test_a_card_number_that_is_typed_as_a_name_is_not_shown_again(portal: Portal) -> None:
    desk = Desk(portal.url, "nobody")
    for name, is_shown in (("4242 4242-4242.4242", False), ("4242", True)):
        answer = try_to_sign_in(desk, name, "x")
        assert (answer.status_code, "4242" in answer.text) == (200, is_shown)


def test_a_log_that_takes_nothing_keeps_nobody_out(portal: Portal, database: Path) -> None:
    Storage(database, {"init_command": ""}).refuse("signed_in")
    with Desk(portal.url, "coordinator") as desk:
        assert desk.get("/").status_code == 200


def test_a_password_that_an_administrator_sets_is_an_event(administrator: Desk) -> None:
    person = get_user_model().objects.get(username="coordinator")
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}
    answer = administrator.post(f"/admin/auth/user/{person.pk}/password/", form)

    assert answer.status_code == 302
    assert newest()[0] == "admin_set the password of"
    assert newest()[2].endswith("set the password of the user coordinator: password.")
    assert NEW not in str(list(AuditEvent.objects.values()))


def test_a_password_that_is_refused_is_no_event(administrator: Desk) -> None:
    person = get_user_model().objects.get(username="coordinator")
    form = {"usable_password": "true", "password1": NEW, "password2": "another"}
    assert administrator.post(f"/admin/auth/user/{person.pk}/password/", form).status_code == 200
    assert newest()[0] == "signed_in"


def test_a_person_changes_their_own_password(
    desk: Desk, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.get("/accounts/password/change/")
    assert "Change your password" in words(page)
    form = {"oldpassword": PASSWORDS["coordinator"], "password1": NEW, "password2": NEW}
    answer = desk.post("/accounts/password/change/", form)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert newest() == ("password_changed", "Ana Ruiz", "Ana Ruiz changed their own password.")
    assert desk.get("/").status_code == 200
    monkeypatch.setitem(client.PASSWORDS, "coordinator", NEW)
    with Desk(portal.url, "coordinator") as again:
        assert again.get("/").status_code == 200


def test_a_wrong_old_password_changes_nothing(desk: Desk) -> None:
    form = {"oldpassword": "not-it", "password1": NEW, "password2": NEW}
    answer = desk.post("/accounts/password/change/", form)
    assert "Your password was not changed. Please fix:" in words(answer)
    kind, who, said = newest()
    assert (kind, who) == ("denied", "Ana Ruiz")
    assert said == (
        "Ana Ruiz typed a wrong current password to change their own; nothing was changed."
    )


def test_the_current_password_can_not_be_guessed_without_end(desk: Desk, portal: Portal) -> None:
    wrong = {"oldpassword": "not-it", "password1": NEW, "password2": NEW}
    right = wrong | {"oldpassword": PASSWORDS["coordinator"]}
    before = AuditEvent.objects.count()
    for _ in range(5):
        assert "Too many" not in words(desk.post("/accounts/password/change/", wrong))
    answer = desk.post("/accounts/password/change/", right)
    assert answer.status_code == 200
    assert "Too many wrong passwords. Wait five minutes, then try again." in words(answer)
    first, second = AuditEvent.objects.order_by("number")[before:]
    assert first.sentence.startswith("Ana Ruiz typed a wrong current password")
    assert second.sentence == (
        "Ana Ruiz was shut out of changing their password for a while: too many tries had failed,"
        " so the current one was not checked."
    )
    assert "not-it" not in first.sentence + first.details
    with Desk(portal.url, "coordinator") as elsewhere:
        assert elsewhere.post("/accounts/password/change/", right).status_code == 302


def test_a_right_current_password_counts_for_nothing(desk: Desk) -> None:
    form = {"oldpassword": PASSWORDS["coordinator"], "password1": "short", "password2": "short"}
    for _ in range(7):
        answer = desk.post("/accounts/password/change/", form)
        assert "Too many" not in words(answer)
    assert newest()[0] == "signed_in"


def test_the_admin_site_s_own_password_page_is_the_same_page(administrator: Desk) -> None:
    answer = administrator.get("/admin/password_change/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/change/")


@pytest.mark.parametrize(
    "closed",
    ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "reauthenticate/"],
)
def test_there_is_no_other_account_page(desk: Desk, closed: str) -> None:
    assert desk.get(f"/accounts/{closed}").status_code == 404


def test_a_closed_account_is_told_so(portal: Portal) -> None:
    get_user_model().objects.filter(username="coordinator").update(is_active=False)
    desk = Desk(portal.url, "coordinator")
    answer = try_to_sign_in(desk, "coordinator", PASSWORDS["coordinator"])
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert "Your account is closed" in words(desk.get(answer.headers["Location"]))
