"""A refusal is read leniently, shown plainly, and never echoes a secret."""

from __future__ import annotations

import email.utils
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.proctoring_api.errors import (
    Conflict,
    NotAuthorised,
    NotFound,
    Refused,
    Throttled,
    UnknownOutcome,
)
from scheduling.proctoring_api.responses.refusal_text import MAX_MESSAGE, read_refusal
from tests.support.provider_session import BODY, TOKEN
from tests.support.scripted_provider import answer, says

CARD = "4242 4242-4242 4242"


def _refused(client: Any, address: Any, body: dict[str, Any] = BODY) -> Refused:
    with pytest.raises(Refused) as caught:
        client.schedule(address, body)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (401, NotAuthorised),
        (402, Refused),
        (403, NotAuthorised),
        (404, NotFound),
        (405, NotFound),
        (409, Conflict),
        (410, NotFound),
        (422, Refused),
        (429, Throttled),
        (431, Refused),
        (451, Refused),
    ],
)
def test_a_4xx_is_a_refusal_of_its_kind(serve, connect, address, status, kind) -> None:
    error = _refused(
        connect(serve(says({"code": "X", "message": "no", "status": status}, status))), address
    )
    assert (type(error), error.status, error.code, error.message) == (kind, status, "X", "no")
    assert error.exchange.status == status and error.reason


@pytest.mark.parametrize("status", [407, 408, 421, 425, 444, 460, 499])
def test_a_4xx_of_a_gateway_is_no_refusal(serve, connect, address, status) -> None:
    client = connect(serve(says({"message": "no"}, status)))
    with pytest.raises(UnknownOutcome) as caught:
        client.schedule(address, BODY)
    assert (caught.value.cause, caught.value.status) == ("on-the-way", status)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"code": "401", "message": "Not allowed", "status": 401}, "401", "Not allowed"),
        ({"code": 17, "message": "Not allowed"}, "17", "Not allowed"),
        ({"name": "INVALIDINPUT", "message": "Not allowed"}, "INVALIDINPUT", "Not allowed"),
        (
            {"error": "invalid_client", "error_description": "Unknown client"},
            "invalid_client",
            "Unknown client",
        ),
        ({"error": {"code": "E1", "message": "Inner"}}, "E1", "Inner"),
        ({"fault": {"faultstring": "Inner"}}, "", "Inner"),
        ({"error": "Something in words"}, "", "Something in words"),
        ({"code": "RESOURCENOTFOUND"}, "RESOURCENOTFOUND", ""),
        ({"errors": ["First.", "Second."]}, "", "First. Second."),
        ({"message": None, "code": None}, "", ""),
        ({"message": {"deep": 1}}, "", ""),
        ({}, "", ""),
        ("INVALIDINPUT", "INVALIDINPUT", ""),
        ("Just text.", "", "Just text."),
        ([1, 2], "", ""),
        (None, "", ""),
    ],
    ids=repr,
)
def test_bodies_of_many_shapes(body: Any, code: str, message: str) -> None:
    said = read_refusal(json.dumps(body).encode(), "application/json")
    assert (said.code, said.message) == (code, message)


@pytest.mark.parametrize(
    "errors",
    [
        [{"field": "email", "message": "is wrong"}],
        [{"path": "body.email", "msg": "is wrong"}],
        [{"path": ["body", "email"], "message": "is wrong"}],
        [{"loc": ["body", "email"], "msg": "is wrong"}],
        [{"instancePath": "/email", "message": "is wrong"}],
        [{"email": "is wrong"}],
        [{"email": ["is wrong"]}],
        {"email": "is wrong"},
        {"email": ["is wrong", "is wrong"]},
        {"email": [{"message": "is wrong"}]},
        {"body.email": {"message": "is wrong"}},
        {"$.email": "<b>is wrong</b>"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", ["errors", "details", "fieldErrors"])
def test_field_errors_of_many_shapes(errors: Any, name: str) -> None:
    said = read_refusal(json.dumps({"message": "Look", name: errors}).encode(), "")
    assert (said.message, said.field_errors) == ("Look", {"email": ["is wrong"]})


def test_huge_lists_of_errors_are_cut() -> None:
    errors = {f"field{number}": [f"{n}{'x' * 1000}" for n in range(50)] for number in range(500)}
    started = time.monotonic()
    fields = read_refusal(json.dumps({"errors": errors}).encode(), "").field_errors
    assert time.monotonic() - started < 20
    assert len(fields) == 40
    assert all(
        len(said) == 5 and all(len(one) <= MAX_MESSAGE for one in said) for said in fields.values()
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!doctype html><title>Bad Gateway</title><p>nginx</p>", "text/html"),
        (b"  <h1>No</h1>", "text/plain"),
        (b"plain words from a gateway", "text/html; charset=utf-8"),
        (b"\xff\xfe\x00\x01", "application/octet-stream"),
        (b'{"message": "cut', "application/json"),
        (b"", ""),
    ],
    ids=["page", "markup", "called html", "binary", "broken", "nothing"],
)
def test_pages_and_rubbish_say_nothing(serve, connect, address, body, kind) -> None:
    error = _refused(connect(serve(answer(400, body, kind=kind))), address)
    assert (error.code, error.message, error.field_errors) == ("", "", {})
    assert error.reason == "SmarterProctoring refused the request."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<p>The <b>time</b> is taken.</p>", "The time is taken."),
        ("a<script>alert('x')</script>b", "a b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;ok", "ok"),
        ("line\r\nbreak\x00\x1b[31m\u202e", "line break[31m"),
        ("1 &lt; 2", "1 < 2"),
        ("x" * 1000, "x" * 299 + "…"),
    ],
)
def test_messages_are_plain_and_short(said: str, shown: str) -> None:
    assert read_refusal(json.dumps({"message": said}).encode(), "").message == shown


def test_nothing_secret_is_echoed(serve, connect, address) -> None:
    body = {"cardToken": "tok_1ABCdef", "voucherCode": "SPRING-26", "type": "vtc"}
    echo = f"{TOKEN} TOK_1abcDEF SPRING-26 {CARD}"
    said = {
        "code": "SPRING-26",
        "message": echo,
        "errors": {"voucherCode": [f"{echo} is used"], CARD: ["x"]},
    }
    error = _refused(connect(serve(says(said, 400))), address, body)
    shown = f"{error!r} {error} {vars(error)}"
    for secret in (TOKEN, "tok_1ABCdef", "SPRING-26", "4242", "TOK_1abcDEF"):
        assert secret not in shown
    assert error.field_errors == {"voucherCode": ["[hidden] [hidden] [hidden] [hidden] is used"]}


def test_plain_text_with_a_card_number_is_masked(serve, connect, address) -> None:
    error = _refused(
        connect(serve(answer(402, f"Card {CARD} declined", kind="text/plain"))), address
    )
    assert error.message == "Card [hidden] declined"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        ("0", 1.0),
        ("-1", 1.0),
        ("2.5", 2.5),
        ("3600", 3600.0),
        ("999999", 3600.0),
        ("9" * 90, 3600.0),
        ("9" * 5000, None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1.0),
        ("Fri, 31 Dec 2399 23:59:59 GMT", 3600.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("60, 900", 900.0),
        ("Fri, 31 Dec 2399 23:59:59 GMT, 5", 3600.0),
        ("soon, 7", 7.0),
        ("900 seconds", 900.0),
        ("900s", 900.0),
        ('"900"', 900.0),
        ("1600000000", 1.0),
        ("2015-10-21T07:28:00Z", 1.0),
    ],
)
def test_retry_after_is_held_within_an_hour(serve, connect, address, header, seconds) -> None:
    error = _refused(connect(serve(answer(429, headers=[("Retry-After", header)]))), address)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    "written",
    [
        lambda at: email.utils.formatdate(at, usegmt=True),
        lambda at: datetime.fromtimestamp(at, UTC).isoformat(),
        lambda at: f"{at:.0f}",
        lambda at: f"{at * 1000:.0f}",
    ],
    ids=["HTTP", "ISO", "seconds since 1970", "milliseconds"],
)
def test_retry_after_as_a_moment(serve, connect, address, written) -> None:
    said = written(time.time() + 120)
    error = _refused(connect(serve(answer(429, headers=[("Retry-After", said)]))), address)
    assert 100 < error.retry_after <= 121


def test_retry_after_that_comes_twice(serve, connect, address) -> None:
    headers = [("Retry-After", "900"), ("Retry-After", "900")]
    assert _refused(connect(serve(answer(429, headers=headers))), address).retry_after == 900


def test_without_retry_after_there_is_none(serve, connect, address) -> None:
    assert _refused(connect(serve(answer(429))), address).retry_after is None


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["message", "errors", "<b>", CARD]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["errors", "message", "field", "code"]) | st.text(), inner
        )
    ),
    max_leaves=20,
)


@given(_json, st.sampled_from(["", "text/html", "application/json"]))
def test_no_body_is_ever_fatal(body: Any, kind: str) -> None:
    said = read_refusal(json.dumps(body).encode(), kind)
    assert len(said.message) <= MAX_MESSAGE and "<b>" not in said.message
    assert CARD not in f"{said}"


@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "application/json"]))
def test_no_bytes_are_ever_fatal(body: bytes, kind: str) -> None:
    assert len(read_refusal(body, kind).message) <= MAX_MESSAGE


@pytest.mark.parametrize(
    "body", [b"<" * 200_000, b"&" * 200_000, b'"' + b"<script" * 30_000 + b'"', b"4 " * 100_000]
)
def test_hostile_bodies_are_read_in_no_time(body: bytes) -> None:
    started = time.monotonic()
    read_refusal(body, "text/plain")
    read_refusal(json.dumps({"message": body.decode(), "errors": [body.decode()] * 3}).encode(), "")
    assert time.monotonic() - started < 20
