"""Wrong passwords are counted by account and address together; nobody is shut out by others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from scheduling.access import rate_limits
from scheduling.access.rate_limits import Limit
from scheduling.models import AuditEvent, VainTries
from tests.support.client import PASSWORDS, Desk
from tests.support.database_faults import READ_ONLY
from tests.support.html import words
from tests.support.portal_server import Portal
from tests.support.sign_in import try_to_sign_in

WRONG = "not-the-password"
SHUT_OUT = "Too many wrong passwords. Wait five minutes, then try again."
LIMIT = Limit("test", 2)


def signs_in(desk: Desk, name: str, password: str, forwarded: str = "203.0.113.9") -> bool:
    """Whether it worked; the browser then has whatever cookies it got."""
    answer = try_to_sign_in(desk, name, password, forwarded=forwarded)
    assert answer.status_code in (200, 302)
    return bool(answer.status_code == 302)


def stranger(portal: Portal) -> Desk:
    return Desk(portal.url, "")


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1


def test_five_wrong_passwords_shut_out_the_account_at_that_address_alone(portal: Portal) -> None:
    right = PASSWORDS["coordinator"]
    for _ in range(5):
        assert not signs_in(stranger(portal), "coordinator", WRONG)
    assert not signs_in(stranger(portal), "Coordinator", right)
    assert signs_in(stranger(portal), "auditor", PASSWORDS["auditor"])
    assert signs_in(stranger(portal), "coordinator", right, forwarded="198.51.100.7")


def test_a_colleague_s_computer_is_not_shut_out_by_what_others_type(portal: Portal) -> None:
    own, right = stranger(portal), PASSWORDS["coordinator"]
    assert signs_in(own, "coordinator", right)
    own.post("/accounts/logout/", {})
    for _ in range(12):
        assert not signs_in(stranger(portal), "coordinator", WRONG)
    assert not signs_in(stranger(portal), "coordinator", right)
    assert signs_in(own, "coordinator", right)


def test_wrong_passwords_on_a_known_computer_are_counted_too(portal: Portal) -> None:
    own, right = stranger(portal), PASSWORDS["coordinator"]
    assert signs_in(own, "coordinator", right)
    own.post("/accounts/logout/", {})
    for _ in range(5):
        assert not signs_in(own, "coordinator", WRONG)
    assert not signs_in(own, "coordinator", right)
    assert signs_in(stranger(portal), "coordinator", right)


def test_a_computer_is_known_to_its_own_account_alone(portal: Portal) -> None:
    own = stranger(portal)
    assert signs_in(own, "auditor", PASSWORDS["auditor"])
    own.post("/accounts/logout/", {})
    for _ in range(5):
        assert not signs_in(own, "coordinator", WRONG)
    assert not signs_in(stranger(portal), "coordinator", PASSWORDS["coordinator"])


def test_filling_the_table_washes_nothing_out_and_the_worker_clears_what_is_old(
    portal: Portal,
) -> None:
    for _ in range(5):
        signs_in(stranger(portal), "coordinator", WRONG)
    now = timezone.now()
    VainTries.objects.bulk_create(
        VainTries(key=f"{number:064}", count=1, since=now) for number in range(2000)
    )
    VainTries.objects.create(key="old", count=9, since=now - timedelta(hours=2))
    VainTries.objects.create(key="ahead", count=9, since=now + timedelta(hours=2))
    assert rate_limits.purge() == 2
    assert not signs_in(stranger(portal), "coordinator", PASSWORDS["coordinator"])


def test_the_table_holds_no_name_and_no_password(portal: Portal) -> None:
    signs_in(stranger(portal), "my-own-password-by-mistake", WRONG)
    rows = str(list(VainTries.objects.values()))
    assert "mistake" not in rows and WRONG not in rows and "203.0.113" not in rows


def test_a_sign_in_that_works_counts_for_nothing(portal: Portal) -> None:
    for _ in range(8):
        assert signs_in(stranger(portal), "coordinator", PASSWORDS["coordinator"])
    assert set(VainTries.objects.values_list("count", flat=True)) == {0}


def test_a_count_ends_with_its_time(database: Path) -> None:
    start = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        assert [rate_limits.count(LIMIT, "a") for _ in range(3)] == [True, True, False]
        assert rate_limits.count(LIMIT, "b")
        clock.shift(61)
        assert rate_limits.count(LIMIT, "a")


def test_a_clock_put_back_locks_nothing(database: Path) -> None:
    start = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        assert [rate_limits.count(LIMIT, "a") for _ in range(3)] == [True, True, False]
        clock.shift(-3600)
        assert rate_limits.count(LIMIT, "a")


def test_a_storage_that_takes_nothing_is_told_as_that_at_the_sign_in(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connections.settings["default"]["OPTIONS"]
    desk = stranger(portal)
    desk.get("/accounts/login/")
    events = AuditEvent.objects.count()
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)
    form = {"login": "coordinator", "password": PASSWORDS["coordinator"]}
    answer = desk.post("/accounts/login/", form)
    said = words(answer)
    assert answer.status_code == 503
    assert "The portal can’t reach its records" in said
    assert "wrong" not in said and "forgotten" not in said
    assert AuditEvent.objects.count() == events


def test_who_is_shut_out_is_told_so(portal: Portal) -> None:
    for _ in range(6):
        sent = stranger(portal), "coordinator", WRONG
        answer = try_to_sign_in(*sent, forwarded="203.0.113.9")
    assert SHUT_OUT in words(answer)
