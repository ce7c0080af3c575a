"""A connection that is not provably the provider's carries nothing."""

from __future__ import annotations

import datetime
import ssl
import time
from collections.abc import Callable

import pytest
import trustme

from scheduling.proctoring_api.errors import NothingSent, UnknownOutcome
from tests.support.provider_session import BODY
from tests.support.scripted_provider import ScriptedServer, answer, hangs, message, says


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    """A certificate authority, and the path of its PEM file."""
    ca = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return ca, str(path)


@pytest.fixture
def server_context() -> Callable[..., ssl.SSLContext]:
    def make(certificate: trustme.LeafCert) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context

    return make


def _fails(client, address) -> NothingSent:
    with pytest.raises(NothingSent) as caught:
        client.schedule(address, BODY)
    return caught.value


@pytest.fixture
def secure(serve, authority, server_context):
    """A TLS server whose certificate is the authority's, for 127.0.0.1."""
    ca, _ = authority

    def start(*scripts, names=("127.0.0.1",), issuer=None, **options) -> ScriptedServer:
        context = server_context((issuer or ca).issue_cert(*names, **options))
        return serve(*scripts, context=context)

    return start


def test_a_good_certificate_of_the_given_bundle(
    secure, connect, address, record, authority
) -> None:
    server = secure(says(record))
    client = connect(server, ca_bundle=authority[1])
    assert [client.schedule(address, BODY).status for _ in range(2)] == [200, 200]
    assert [one.connection for one in server.arrived] == [1, 1]


def test_an_unknown_authority(secure, connect, address, record) -> None:
    server = secure(says(record))
    assert _fails(connect(server), address).cause == "tls"
    assert server.arrived == []


def test_the_environment_cannot_name_an_authority(
    secure, connect, address, record, authority, monkeypatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, authority[1])
    assert _fails(connect(secure(says(record))), address).cause == "tls"


def test_another_authority(secure, connect, address, record, authority) -> None:
    server = secure(says(record), issuer=trustme.CA())
    assert _fails(connect(server, ca_bundle=authority[1]), address).cause == "tls"
    assert server.arrived == []


def test_another_host(secure, connect, address, record, authority) -> None:
    server = secure(says(record), names=("api.example",))
    assert _fails(connect(server, ca_bundle=authority[1]), address).cause == "tls"
    assert server.arrived == []


def test_an_expired_certificate(secure, connect, address, record, authority) -> None:
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    server = secure(says(record), not_before=past, not_after=past + datetime.timedelta(days=1))
    assert _fails(connect(server, ca_bundle=authority[1]), address).cause == "tls"
    assert server.arrived == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_old_protocol(serve, connect, address, authority, server_context) -> None:
    context = server_context(authority[0].issue_cert("127.0.0.1"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = serve(answer(200), context=context)
    assert _fails(connect(server, ca_bundle=authority[1]), address).cause == "tls"


def test_a_server_that_speaks_no_tls(serve, connect, address) -> None:
    server = serve(answer(200))
    server._serve = lambda sock, number: _quietly(sock.sendall, message(400, "no"))
    assert _fails(connect(server.url.replace("http:", "https:")), address).cause == "tls"


def test_a_failed_handshake_is_not_tried_again_even_for_reading(
    secure, connect, address, record
) -> None:
    server = secure(says(record))
    with pytest.raises(NothingSent):
        connect(server).session(address)
    assert server.connections == 1


def test_a_handshake_that_hangs_is_cut(connect, address, serve) -> None:
    server = serve(answer(200))
    server._serve = lambda sock, number: time.sleep(60)
    started = time.monotonic()
    assert (
        _fails(connect(server.url.replace("http:", "https:"), timeout=0.5), address).cause
        == "connect-timeout"
    )
    assert time.monotonic() - started < 8


def test_a_handshake_that_drips_is_cut(connect, address, serve) -> None:
    """Byte by byte within the record's announced length:
    each read succeeds, and none completes the handshake.
    """
    server = serve(answer(200))

    def drip(sock, number: int) -> None:
        for byte in b"\x16\x03\x03\x40\x00" + b"\x02" + b"\x00\x3f\xf0" + b"\x03" * 400:
            sock.sendall(bytes([byte]))
            time.sleep(0.05)

    server._serve = lambda sock, number: _quietly(drip, sock, number)
    started = time.monotonic()
    assert (
        _fails(connect(server.url.replace("http:", "https:"), timeout=0.5), address).cause
        == "connect-timeout"
    )
    assert time.monotonic() - started < 8


def test_an_answer_that_drips_over_tls_is_cut_also_on_a_kept_connection(
    secure, connect, address, record, authority
) -> None:
    server = secure(
        says(record), lambda link, _: link.drip(message(200, "{}", [("X-Long", "x" * 400)]), 0.05)
    )
    client = connect(server, ca_bundle=authority[1], timeout=0.6)
    client.schedule(address, BODY)
    started = time.monotonic()
    with pytest.raises(UnknownOutcome) as caught:
        client.schedule(address, BODY)
    assert caught.value.cause == "timeout"
    assert time.monotonic() - started < 8
    assert [one.connection for one in server.arrived] == [1, 1]


def test_no_answer_over_tls_is_unknown(secure, connect, address, authority) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(secure(hangs), ca_bundle=authority[1], timeout=0.5).schedule(address, BODY)
    assert caught.value.cause == "timeout"


@pytest.mark.parametrize("bundle", ["/nowhere/ca.pem", __file__])
def test_a_bundle_that_is_none_is_misconfigured(connect, address, bundle) -> None:
    assert (
        _fails(connect("https://127.0.0.1:9", ca_bundle=bundle), address).cause == "misconfigured"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://api.dev.smarterproctoring.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://2130706433",
        "http://user:pass@127.0.0.1",
        "https://user@api.example",
        "http://[::2]",
        "ftp://127.0.0.1",
        "//127.0.0.1",
        "api.example",
        "https://",
        "https://[broken",
        "https://api.example:port",
        "https://api.example?x=1",
        "https://api.example#x",
        "",
    ],
)
def test_addresses_that_are_not_used(connect, address, url) -> None:
    assert _fails(connect(url), address).cause == "misconfigured"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "[::1]"])
def test_plain_http_is_for_this_machine(connect, address, host) -> None:
    """Allowed, so that the attempt gets as far as a closed port."""
    with pytest.raises(NothingSent) as caught:
        connect(f"http://{host}:1").schedule(address, BODY)
    assert caught.value.cause == "refused"


@pytest.mark.parametrize(
    "sid", ["", "..", "a/b", "ES1?x=1", "ES1#x", "ES 1", "é", "ES%2e", "E" * 65]
)
def test_a_sid_that_is_none_sends_nothing(serve, connect, address, sid) -> None:
    server = serve(answer(200))
    changed = type(address)(
        install_sid=address.install_sid, exam_sid=address.exam_sid, session_sid=sid
    )
    assert _fails(connect(server), changed).cause == "misconfigured"
    assert server.arrived == []


def _quietly(run, *args) -> None:
    try:
        run(*args)
    except OSError:
        return
