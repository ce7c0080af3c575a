"""A redirected POST would silently become a GET, or carry the learner's data elsewhere (contract
§6).
"""

from __future__ import annotations

import gzip

import pytest

from scheduling.proctoring_api.errors import UnknownOutcome
from tests.support.provider_session import BODY
from tests.support.scripted_provider import answer, raw, says


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 307, 308, 399])
@pytest.mark.parametrize("call", ["schedule", "reschedule", "cancel"])
def test_a_redirect_is_unknown_and_not_followed(
    serve, connect, address, record, status, call
) -> None:
    target = serve(says(record))
    server = serve(answer(status, headers=[("Location", f"{target.url}/elsewhere?token=secret")]))
    with pytest.raises(UnknownOutcome) as caught:
        getattr(connect(server), call)(address, BODY)
    error = caught.value
    assert (error.cause, error.status, error.redirect_host) == ("redirect", status, "127.0.0.1")
    assert (len(server.arrived), target.arrived) == (1, [])
    assert "secret" not in f"{error.reason}{error.exchange}"


def test_reading_is_not_redirected_either(serve, connect, address, record) -> None:
    target = serve(says(record))
    server = serve(answer(302, headers=[("Location", target.url)]))
    with pytest.raises(UnknownOutcome):
        connect(server).session(address)
    assert (len(server.arrived), target.arrived) == (1, [])


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://Login.Example.com/x?y=z", "login.example.com"),
        ("/elsewhere", "127.0.0.1"),
        ("//other.example/a", "other.example"),
        ("http://user:pass@other.example", "other.example"),
        ("http://[broken", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_the_host_of_a_redirect_is_kept(serve, connect, address, location, host) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(answer(302, headers=[("Location", location)]))).schedule(address, BODY)
    assert caught.value.redirect_host == host


def test_the_body_of_a_redirect_is_bounded_too(serve, connect, address) -> None:
    bomb = gzip.compress(b"0" * 20_000_000)
    head = (
        "HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Encoding: gzip\r\nContent-Length:"
        f" {len(bomb)}\r\n\r\n"
    )
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(raw(head.encode() + bomb))).schedule(address, BODY)
    assert caught.value.cause == "redirect"
