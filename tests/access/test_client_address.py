"""Whose address the log holds and the limits count, behind a proxy and without one;
and headers that lie.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from scheduling.audit import client_addresses, denials
from scheduling.models import AuditEvent, RefusalCount
from scheduling.session_commands import Actor
from tests.support.client import PASSWORDS, Desk
from tests.support.portal_server import Portal
from tests.support.sign_in import try_to_sign_in

ROOT = Path(__file__).resolve().parents[2]


def sign_in_status(portal: Portal, name: str, password: str, forwarded: str) -> int:
    desk = Desk(portal.url, name)
    return try_to_sign_in(desk, name, password, forwarded=forwarded).status_code


def newest_address() -> str:
    return AuditEvent.objects.order_by("-number")[0].ip


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 127.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "203.0.113.9:51234", "203.0.113.9"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "[::ffff:cb00:7109]:443", "203.0.113.9"),
        (1, "203.0.113.9, unknown", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (2, "10.9.9.9, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "10.9.9.9", "127.0.0.1"),
    ],
)
def test_the_log_holds_the_address_that_called_the_outermost_proxy(
    portal: Portal, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert sign_in_status(portal, "nobody", "wrong", forwarded) == 200
    assert newest_address() == address


def test_wrong_passwords_shut_out_the_address_that_they_came_from_and_no_other(
    portal: Portal, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    guesses = [
        sign_in_status(portal, f"nobody-{one}", "wrong", f"192.0.2.{one}, 203.0.113.9")
        for one in range(12)
    ]

    assert guesses[0] == 200
    assert (
        sign_in_status(portal, "coordinator", PASSWORDS["coordinator"], "192.0.2.77, 203.0.113.9")
        != 302
    )
    assert sign_in_status(portal, "coordinator", PASSWORDS["coordinator"], "198.51.100.7") == 302
    assert newest_address() == "198.51.100.7"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("::FFFF:cb00:7109", "203.0.113.9"),
        ("::203.0.113.9", "203.0.113.9"),
        ("::ffff:0:203.0.113.9", "203.0.113.9"),
        ("64:ff9b::203.0.113.9", "203.0.113.9"),
        ("64:ff9b:1::203.0.113.9", "64:ff9b:1::cb00:7109"),
        ("2001:0:c000:201::34ff:8ef6", "203.0.113.9"),  # Teredo turns each bit round
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_one_place_is_an_address_of_ipv4_or_a_household_of_ipv6(address: str, place: str) -> None:
    assert client_addresses.network_of(address) == place


@pytest.mark.parametrize("mapped", ["::ffff:{}", "64:ff9b::{}", "64:ff9b:1::{}"])
def test_callers_of_ipv4_that_came_by_ipv6_are_counted_apart(
    portal: Portal, settings: Settings, mapped: str
) -> None:
    settings.TRUSTED_PROXIES = 1
    one, another = mapped.format("203.0.113.9"), mapped.format("198.51.100.7")
    for number in range(12):
        sign_in_status(portal, f"nobody-{number}", "wrong", one)
    right = PASSWORDS["coordinator"]
    assert sign_in_status(portal, "coordinator", right, one) != 302
    assert sign_in_status(portal, "coordinator", right, another) == 302


def test_refusals_of_callers_of_ipv4_that_came_by_ipv6_are_told_apart(database: Path) -> None:
    for ip in ("::ffff:203.0.113.9", "::ffff:198.51.100.7", "::ffff:203.0.113.9"):
        someone = Actor(user_id=None, name="Someone", ip=ip)
        denials.note_address(actor=someone, method="GET", path="/x/")
    rows = RefusalCount.objects.order_by("pk").values_list("who", "more")
    assert list(rows) == [("address 203.0.113.9", 1), ("address 198.51.100.7", 0)]


def test_a_socket_for_both_tells_a_caller_of_ipv4_as_that(database: Path) -> None:
    with Portal("::ffff:127.0.0.1") as both:
        assert sign_in_status(both, "nobody", "wrong", "") == 200
    assert newest_address() == "127.0.0.1"


@pytest.mark.parametrize(
    ("told", "proxies"),
    [({}, "0"), ({"BEHIND_TLS_PROXY": "on"}, "1"), ({"TRUSTED_PROXIES": "2"}, "2")],
)
def test_one_proxy_is_trusted_where_there_is_one(told: dict[str, str], proxies: str) -> None:
    known = {
        name: value
        for name, value in os.environ.items()
        if name not in ("BEHIND_TLS_PROXY", "TRUSTED_PROXIES")
    }
    read = [sys.executable, "-c", "from portal import settings; print(settings.TRUSTED_PROXIES)"]
    done = subprocess.run(
        read, cwd=ROOT, env=known | told, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == proxies
