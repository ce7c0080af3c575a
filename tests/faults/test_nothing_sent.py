"""Provably nothing reached the provider:
the form comes back whole, and sending it again is safe.
"""

from __future__ import annotations

import datetime
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import trustme
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.failed_sentences import NOT_SENT
from scheduling.models import Institution
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.form_submission import TYPED
from tests.support.html import attempt_id_on, form_on, words
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts
from tests.support.tcp_relay import Relay


def not_sent(
    desk: Desk, sandbox: Sandbox, where: dict[str, str], cause: str, **answers: str
) -> requests.Response:
    """Book, and check all that must hold wherever nothing was sent; the page comes back."""
    form = booking(**TYPED, **answers)
    answer = desk.post(form_path(where), form)
    assert answer.status_code == 502
    kept = {name: text for name, text in form.items() if name != "attempt_id"}
    assert form_on(answer).items() >= kept.items()
    assert attempt_id_on(answer) != form["attempt_id"]
    assert (posts(sandbox), attempt_of(where).state) == (0, "unreachable")
    assert (kinds(), details("outcome")["cause"]) == (["intent", "outcome"], cause)
    assert verify().is_intact
    return answer


@pytest.mark.faults(6)
def test_a_refused_connection_keeps_the_form_and_the_next_click_books(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], closed_port: int
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at(f"http://127.0.0.1:{closed_port}")
    answer = not_sent(
        desk,
        sandbox,
        where,
        "refused",
        amount="5",
        currency="USD",
        card_token="tok_practice_visa_6",
    )
    assert "SmarterProctoring could not be reached. Try again in a moment." in words(answer)

    point_at(sandbox.url)
    again = desk.post(form_path(where), form_on(answer))
    assert (again.status_code, posts(sandbox), effects(sandbox, where)) == (302, 1, ["scheduled"])
    assert sandbox.charges()[0]["cardToken"] == "tok_practice_visa_6"


@pytest.mark.faults(6)
def test_the_session_page_says_that_nothing_was_sent(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], closed_port: int
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at(f"http://127.0.0.1:{closed_port}")
    desk.book(where)

    assert NOT_SENT["schedule"] in page_of(desk, where)


@pytest.mark.faults(7)
def test_a_name_that_does_not_exist_sends_nothing(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at("https://no-such-host.invalid")
    desk.get("/")  # its own connection is there before
    monkeypatch.setattr(socket, "getaddrinfo", _no_such_name)
    answer = not_sent(desk, sandbox, where, "name")

    assert "SmarterProctoring could not be reached" in words(answer)


@pytest.mark.faults(7)
def test_a_name_server_that_hangs_is_given_up_within_the_limit_of_the_call(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at("https://slow-name.invalid")
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: _slowly(real, host, *rest, **more)
    )
    started = time.monotonic()
    not_sent(desk, sandbox, where, "name")

    assert time.monotonic() - started < 30


def _no_such_name(host: str, *rest: object, **more: object) -> list[object]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _slowly(
    real: Callable[..., list[object]], host: str, *rest: object, **more: object
) -> list[object]:
    if host == "slow-name.invalid":
        time.sleep(60)
    return real(host, *rest, **more)


AUTHORITY = trustme.CA()


def _server(cert: trustme.LeafCert, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cert.configure_cert(context)
    if newest:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
    return context


def _expired() -> ssl.SSLContext:
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # by the system's clock as well
    return _server(AUTHORITY.issue_cert("localhost", not_after=long_ago))


BAD_TLS: dict[str, Callable[[], ssl.SSLContext]] = {
    "expired": _expired,
    "another host's": lambda: _server(AUTHORITY.issue_cert("elsewhere.example")),
    "an unknown authority's": lambda: _server(trustme.CA().issue_cert("localhost")),
    "an old protocol's": lambda: _server(AUTHORITY.issue_cert("localhost"), ssl.TLSVersion.TLSv1_1),
}


@pytest.fixture
def trusted(tmp_path: Path, settings: Settings) -> None:
    bundle = tmp_path / "authorities.pem"
    AUTHORITY.cert_pem.write_to_path(str(bundle))
    settings.API_CA_BUNDLE = str(bundle)


@pytest.mark.faults(8)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("certificate", BAD_TLS)
def test_a_connection_that_is_not_secure_sends_nothing_and_alarms_administrators(
    desk: Desk,
    administrator: Desk,
    sandbox: Sandbox,
    trusted: None,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
    certificate: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at(relay(BAD_TLS[certificate]()).url)
    answer = not_sent(desk, sandbox, where, "tls")

    assert "No secure connection to SmarterProctoring could be made" in words(answer)
    assert details("outcome")["alarm"]
    assert "Northfield University needs an administrator" in words(administrator.get("/audit/"))
    assert "needs an administrator" not in words(desk.get("/audit/"))


@pytest.mark.faults(8)
def test_with_a_good_certificate_the_same_way_books(
    desk: Desk,
    sandbox: Sandbox,
    trusted: None,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at(relay(_server(AUTHORITY.issue_cert("localhost"))).url)

    assert (desk.book(where).status_code, attempt_of(where).state) == (302, "accepted")


@pytest.mark.faults(9)
def test_a_connection_that_is_never_taken_is_given_up_and_nothing_was_sent(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], full_backlog: int
) -> None:
    where = sandbox.needs_proctor()[0]
    point_at(f"http://127.0.0.1:{full_backlog}")
    started = time.monotonic()
    answer = not_sent(desk, sandbox, where, "connect-timeout")

    assert "SmarterProctoring could not be reached" in words(answer)
    assert 1.4 < time.monotonic() - started < 30


@pytest.mark.faults(17)
def test_a_mistyped_token_address_says_nothing_of_the_session(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    Institution.objects.filter(sid=where["installSid"]).update(
        auth_style=Institution.AuthStyle.CLIENT_CREDENTIALS,
        oauth_token_url=f"{sandbox.url}/oidc/tokens",
        oauth_client_id="II" + "1" * 32,
        oauth_client_secret="secret",
    )
    page = page_of(desk, where)
    assert "SmarterProctoring’s address or sign-in is not set up correctly." in page
    assert "can’t find this" not in page
    sandbox.clear()
    answer = desk.post(form_path(where), booking(**TYPED))

    assert (answer.status_code, attempt_of(where).state) == (502, "unreachable")
    said = "SmarterProctoring’s address or sign-in can’t be used. Tell your administrator"
    assert said in words(answer)
    assert "can’t find this session" not in words(answer)
    assert [one["path"] for one in sandbox.requests("POST")] == ["/oidc/tokens"]
    assert details("outcome")["cause"] == "misconfigured"
    assert said in words(administrator.get("/audit/"))
