"""Both ways of signing a call (contract §1)."""

from __future__ import annotations

import base64
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest

from scheduling.proctoring_api import tokens
from scheduling.proctoring_api.auth import ClientCredentials, HeaderToken
from scheduling.proctoring_api.errors import NotAuthorised, NothingSent, Throttled, UnknownOutcome
from tests.support.access_tokens import EXPIRED, token_answer
from tests.support.provider_session import BODY, TOKEN
from tests.support.scripted_provider import (
    after,
    answer,
    closes,
    hangs,
    raw,
    says,
)


def test_netrc_never_adds_a_password(
    serve, connect, address, record, tmp_path: Path, monkeypatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password stored\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(says(record))
    connect(server).schedule(address, BODY)
    assert server.arrived[0].headers["token"] == TOKEN
    assert "authorization" not in server.arrived[0].headers


def test_proxies_of_the_environment_are_not_used(
    serve, connect, address, record, monkeypatch
) -> None:
    proxy, server = serve(answer(500)), serve(says(record))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    connect(server).schedule(address, BODY)
    assert (len(server.arrived), proxy.arrived) == (1, [])


@pytest.mark.parametrize("token", ["", "two words", "line\r\nbreak", "café", "\x00"])
def test_a_token_that_fits_no_header_sends_nothing_and_is_not_quoted(
    serve, connect, address, token
) -> None:
    server = serve(answer(200))
    with pytest.raises(NothingSent) as caught:
        connect(server, credentials=HeaderToken(token)).schedule(address, BODY)
    assert caught.value.cause == "misconfigured"
    assert not token or token not in f"{caught.value!r}{caught.value.exchange}"
    assert server.arrived == []


def test_a_401_to_a_header_token_is_not_tried_again(serve, connect, address) -> None:
    server = serve(EXPIRED)
    with pytest.raises(NotAuthorised) as caught:
        connect(server).schedule(address, BODY)
    assert (caught.value.status, len(server.arrived)) == (401, 1)


def test_an_access_token_is_asked_for_as_the_guide_says(serve, bearer, address, record) -> None:
    door, api = serve(token_answer("first")), serve(says(record))
    bearer(api, door).schedule(address, BODY)
    [asked] = door.arrived
    assert (asked.method, asked.target) == ("POST", "/oidc/token")
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"]}
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (
        asked.headers["authorization"]
        == "Basic " + base64.b64encode(b"II" + b"1" * 32 + b":s3cret").decode()
    )
    assert api.arrived[0].headers["authorization"] == "Bearer first"
    assert "token" not in api.arrived[0].headers


def test_an_access_token_is_kept(serve, bearer, address, record) -> None:
    door, api = serve(token_answer("first")), serve(says(record))
    client = bearer(api, door)
    for _ in range(3):
        client.session(address)
    assert (len(door.arrived), len(api.arrived)) == (1, 3)


def test_an_access_token_is_replaced_before_it_expires(serve, bearer, address, record) -> None:
    door, api = serve(token_answer("first", 1), token_answer("second")), serve(says(record))
    client = bearer(api, door)
    client.session(address)
    time.sleep(0.92)
    client.session(address)
    assert [one.headers["authorization"] for one in api.arrived] == [
        "Bearer first",
        "Bearer second",
    ]


@pytest.mark.parametrize("life", [None, "soon", True, [], "", "NaN", "ten", {}, 10**12])
def test_a_token_of_which_no_life_is_known_serves_what_reads_and_a_change_asks_anew(
    serve, bearer, address, record, life
) -> None:
    door, api = (
        serve(token_answer("first", life), token_answer("second", life)),
        serve(says(record)),
    )
    client = bearer(api, door)
    for _ in range(3):
        client.session(address)
    client.schedule(address, BODY)
    assert [one.headers["authorization"] for one in api.arrived] == [
        *["Bearer first"] * 3,
        "Bearer second",
    ]
    assert len(door.arrived) == 2


def test_a_read_whose_shared_token_is_over_is_sent_again_with_another(
    serve, bearer, address, record
) -> None:
    door = serve(token_answer("first", None), token_answer("second", None))
    api = serve(says(record), answer(401), says(record))
    client = bearer(api, door)
    client.session(address)
    assert client.session(address).record.sid == address.session_sid
    assert [one.headers["authorization"] for one in api.arrived] == [
        *["Bearer first"] * 2,
        "Bearer second",
    ]


@pytest.mark.parametrize("life", [-5, 0, "-1", "0", -0.5])
def test_a_token_that_is_told_to_be_over_serves_its_own_call_and_the_next_asks_anew(
    serve, bearer, address, record, life
) -> None:
    door, api = (
        serve(token_answer("first", life), token_answer("second", life)),
        serve(says(record)),
    )
    client = bearer(api, door)
    client.session(address)
    client.session(address)
    assert [one.headers["authorization"] for one in api.arrived] == [
        "Bearer first",
        "Bearer second",
    ]
    assert len(door.arrived) == 2


def test_a_life_that_is_written_as_a_text_is_read(serve, bearer, address, record) -> None:
    door, api = serve(token_answer("first", "120")), serve(says(record))
    client = bearer(api, door)
    client.session(address)
    client.session(address)
    assert (len(door.arrived), len(api.arrived)) == (1, 2)


def test_a_call_asks_for_no_third_token_where_each_has_no_life_and_is_refused(
    serve, bearer, address
) -> None:
    door, api = serve(token_answer("first", 0), token_answer("second", 0)), serve(EXPIRED)
    with pytest.raises(NotAuthorised):
        bearer(api, door).session(address)
    assert (len(door.arrived), len(api.arrived)) == (2, 2)


def test_a_401_fetches_a_new_token_and_sends_again_once(serve, bearer, address, record) -> None:
    door, api = serve(token_answer("first"), token_answer("second")), serve(EXPIRED, says(record))
    assert bearer(api, door).schedule(address, BODY).status == 200
    assert [one.headers["authorization"] for one in api.arrived] == [
        "Bearer first",
        "Bearer second",
    ]
    assert [one.json for one in api.arrived] == [BODY, BODY]


@pytest.mark.parametrize(
    "no_token", [closes, answer(503), says({"access_token": ""})], ids=["closed", "503", "empty"]
)
def test_a_refused_call_for_which_no_new_token_can_be_had_was_sent_and_refused(
    serve, bearer, address, no_token
) -> None:
    door, api = serve(token_answer("first"), no_token), serve(EXPIRED)
    with pytest.raises(NotAuthorised) as caught:
        bearer(api, door, timeout=30.0).schedule(address, BODY)
    assert (caught.value.status, caught.value.exchange.method) == (401, "POST")
    assert [caught.value.exchange.path] == [one.target for one in api.arrived]


def test_a_second_401_is_the_answer(serve, bearer, address) -> None:
    door, api = (
        serve(token_answer("first"), token_answer("second"), token_answer("third")),
        serve(EXPIRED),
    )
    with pytest.raises(NotAuthorised):
        bearer(api, door).schedule(address, BODY)
    assert (len(door.arrived), len(api.arrived)) == (2, 2)


def test_what_failed_otherwise_is_not_sent_again_after_a_new_token(serve, bearer, address) -> None:
    door, api = serve(token_answer("first"), token_answer("second")), serve(EXPIRED, closes)
    with pytest.raises(UnknownOutcome):
        bearer(api, door).schedule(address, BODY)
    assert len(api.arrived) == 2


def test_threads_share_one_fetch(serve, bearer, address, record) -> None:
    door, api = serve(after(0.2, token_answer("first"))), serve(says(record))
    client = bearer(api, door)
    threads = [threading.Thread(target=client.session, args=(address,)) for _ in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(door.arrived), len(api.arrived)) == (1, 12)


def test_threads_share_one_fetch_after_a_401(serve, bearer, address, record) -> None:
    def checked(link: Any, request: Any) -> None:
        good = request.headers["authorization"] == "Bearer second"
        after(0.1, says(record) if good else EXPIRED)(link, request)

    door, api = serve(token_answer("first"), after(0.1, token_answer("second"))), serve(checked)
    client = bearer(api, door)
    client._calls._signer.sign(tokens.Deadline(2))
    threads = [threading.Thread(target=client.schedule, args=(address, BODY)) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(door.arrived), len(api.arrived)) == (2, 16)


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        (closes, "refused"),
        (answer(503), "refused"),
        (answer(200, "<html>", kind="text/html"), "refused"),
        (says({"access_token": ""}), "refused"),
        (says({"access_token": "two words"}), "refused"),
        (says({"access_token": 5}), "refused"),
        (
            raw(
                b"HTTP/1.1 302 Go\r\nLocation: http://elsewhere.example/\r\nContent-Length:"
                b" 0\r\n\r\n"
            ),
            "misconfigured",
        ),
        (hangs, "connect-timeout"),
    ],
    ids=["closed", "503", "html", "empty", "spaces", "number", "redirect", "hangs"],
)
def test_without_a_token_nothing_is_sent(serve, bearer, address, script, cause) -> None:
    door, api = serve(script), serve(answer(200))
    with pytest.raises(NothingSent) as caught:
        bearer(api, door, timeout=0.5 if script is hangs else 30.0).schedule(address, BODY)
    assert (caught.value.cause, caught.value.exchange.path, api.arrived) == (
        cause,
        "/oidc/token",
        [],
    )


def test_time_spent_on_the_token_counts(serve, bearer, address) -> None:
    door, api = serve(after(0.4, token_answer("first"))), serve(after(1.0, answer(200)))
    with pytest.raises(UnknownOutcome) as caught:
        bearer(api, door, timeout=1.2).schedule(address, BODY)
    assert caught.value.cause == "timeout"


@pytest.mark.parametrize("status", [404, 405, 409, 410, 418, 422])
def test_a_token_address_that_is_none_is_misconfigured_and_nothing_is_sent(
    serve, bearer, address, status
) -> None:
    """A mistyped one answers like that; it says nothing of the session."""
    door, api = serve(answer(status)), serve(answer(200))
    with pytest.raises(NothingSent) as caught:
        bearer(api, door).schedule(address, BODY)
    assert (caught.value.cause, caught.value.exchange.path) == ("misconfigured", "/oidc/token")
    assert caught.value.exchange.detail.endswith(f"refused with status {status}")
    assert (len(door.arrived), api.arrived) == (1, [])


@pytest.mark.parametrize("status", [400, 401, 403])
def test_wrong_credentials_are_not_authorised(serve, bearer, address, status) -> None:
    door = serve(says({"code": "401", "message": "bad secret s3cret", "status": status}, status))
    api = serve(answer(200))
    with pytest.raises(NotAuthorised) as caught:
        bearer(api, door).schedule(address, BODY)
    assert (caught.value.status, caught.value.code, api.arrived) == (status, "401", [])
    assert "s3cret" not in caught.value.message


@pytest.mark.parametrize("echoed", ["header", "form", "bare"])
def test_an_answer_that_echoes_how_the_portal_signed_in_is_kept_without_it(
    serve, connect, address, echoed
) -> None:
    client_id, secret = "II" + "1" * 32, "very secret/value+1?"
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    words = {
        "header": f"Basic {basic}",
        "form": urlencode({"client_secret": secret}),
        "bare": secret,
    }[echoed]
    door = serve(says({"message": f"bad: {words}!"}, 401))
    with pytest.raises(NotAuthorised) as caught:
        connect(
            door, credentials=ClientCredentials(f"{door.url}/oidc/token", client_id, secret)
        ).settings("AI1")
    assert caught.value.message.startswith("bad: ")
    assert "[hidden]" in caught.value.message
    assert [
        one
        for one in (basic.rstrip("="), quote_plus(secret), secret)
        if one in caught.value.message
    ] == []


def test_a_throttled_token_endpoint_is_throttled(serve, bearer, address) -> None:
    door, api = serve(answer(429, headers=[("Retry-After", "7")])), serve(answer(200))
    with pytest.raises(Throttled) as caught:
        bearer(api, door).schedule(address, BODY)
    assert (caught.value.retry_after, api.arrived) == (7.0, [])


def test_secrets_are_in_no_repr(serve, bearer, connect, address) -> None:
    server = serve(answer(200))
    client = bearer(server, server)
    again = connect(server)
    connections = f"{client._calls._connection!r}{again._calls._connection!r}"
    shown = f"{client!r}{connections}{again!r}"
    assert "s3cret" not in shown and TOKEN not in shown
