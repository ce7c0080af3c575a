"""Only listed hosts are called, this machine in practice alone, and no name that leads inside."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.institutions import connection_test
from scheduling.models import AuditEvent, Institution
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NothingSent
from scheduling.proctoring_api.http.web_addresses import is_public
from scheduling.session_commands import PORTAL


def failure(institution: Institution) -> tuple[str, str]:
    with pytest.raises(NothingSent) as caught:
        client_for(institution.connection).settings(institution.sid, timeout=5)
    return caught.value.cause, caught.value.exchange.detail


def test_a_host_that_is_not_listed_is_neither_saved_nor_called(
    institution: Institution, settings: Settings
) -> None:
    institution.base_url = "https://attacker.example.org"
    with pytest.raises(ValidationError, match="add the host to API_HOSTS"):
        institution.clean()
    assert failure(institution) == ("misconfigured", "attacker.example.org is not in API_HOSTS")

    settings.API_HOSTS = ["attacker.example.org"]
    institution.clean()


@pytest.mark.parametrize("port", [22, 80, 8443, 65535])
def test_a_listed_host_is_called_at_the_port_of_https_alone(
    institution: Institution, port: int
) -> None:
    institution.base_url = f"https://api.smarterproctoring.com:{port}"
    with pytest.raises(ValidationError, match="leave out the port"):
        institution.clean()
    told = "api.smarterproctoring.com is called at port 443 alone"
    assert failure(institution) == ("misconfigured", told)
    institution.base_url = "https://api.smarterproctoring.com:443"
    institution.clean()


def test_the_token_address_is_held_to_the_list_too(institution: Institution) -> None:
    institution.auth_style = Institution.AuthStyle.CLIENT_CREDENTIALS
    institution.base_url = "https://api.smarterproctoring.com"
    institution.oauth_token_url = "https://attacker.example.org/oidc/token"
    institution.oauth_client_secret = "secret"
    with pytest.raises(ValidationError, match="add the host to API_HOSTS"):
        institution.clean()
    assert failure(institution) == ("misconfigured", "attacker.example.org is not in API_HOSTS")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://localhost", "https://[::1]:9"])
def test_this_machine_is_called_in_practice_alone(
    institution: Institution, settings: Settings, address: str
) -> None:
    institution.base_url = address
    institution.clean()
    settings.PRACTICE = False
    with pytest.raises(ValidationError, match="API_HOSTS"):
        institution.clean()
    assert failure(institution) == ("misconfigured", "this machine is called in practice only")


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1"])
def test_a_listed_name_that_leads_inside_is_not_called(
    institution: Institution, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    def resolved(host: str, port: int, **more: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (inside, sandbox.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    institution.base_url = "https://api.smarterproctoring.com"
    assert failure(institution)[0] == "name"
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:10.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("no address", False),
        ("64:ff9b::5db8:d822", True),
        *((one, False) for one in ("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1")),
        *((one, False) for one in ("2002:7f00:1::", "::7f00:1", "fec0::1", "2001:0:7f00:1::")),
        *((one, False) for one in ("::ffff:0:7f00:1", "::ffff:0:a00:1", "3fff::1", "5f00::1")),
        *((one, False) for one in ("224.0.0.1", "ff02::1", "ff0e::1", "192.88.99.1")),
    ],
)
def test_which_addresses_are_public(address: str, is_fine: bool) -> None:
    assert is_public(address) == is_fine


def test_a_connection_is_not_tested_over_and_over(
    institution: Institution, sandbox: Sandbox
) -> None:
    before = AuditEvent.objects.count()
    told = [
        connection_test.test_connection(institution=institution, actor=PORTAL) for _ in range(8)
    ]
    assert [one.works for one in told] == [True] * 6 + [False] * 2
    assert told[-1].advice == "Wait a minute, then test again."
    assert len(sandbox.requests("GET", "/settings")) == 6
    assert AuditEvent.objects.count() - before == 6
