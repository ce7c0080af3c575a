"""A 2xx is an answer only when its body is whole, small, strict JSON and about this session."""

from __future__ import annotations

import gzip
import json
import zlib
from itertools import product
from typing import Any

import pytest

from scheduling.proctoring_api.errors import UnknownOutcome
from tests.support.provider_session import BODY, INSTALL, SESSION, TOKEN
from tests.support.scripted_provider import answer, raw, says


def _unknown(client: Any, address: Any) -> UnknownOutcome:
    with pytest.raises(UnknownOutcome) as caught:
        client.schedule(address, BODY)
    return caught.value


def _with(more: str) -> str:
    """A session object whose text goes on like this."""
    return f'{{"sid": "{SESSION}", {more}}}'


BROKEN = {
    "nothing": "",
    "null": "null",
    "list": "[]",
    "two strings": '"text" "text"',
    "number": "5",
    "brace": "{",
    "cut": _with("")[:30],
    "page": "<html>fine</html>",
    "NaN": _with('"amount": NaN'),
    "Infinity": _with('"amount": -Infinity'),
    "huge float": _with('"amount": 1e999'),
    "twice": _with(f'"sid": "{SESSION}"'),
    "twice inside": _with('"exam": {"a": 1, "a": 2}'),
    "huge number": _with(f'"duration": {"9" * 5000}'),
    "deep": _with(f'"exam": {"[" * 100 + "]" * 100}'),
    "bottomless": _with(f'"exam": {"[" * 100_000}'),
    "trailing": _with('"notes": "fine"') + " trailing",
    "byte order mark": "\ufeff" + _with('"notes": "fine"'),
    "no UTF-8": _with('"notes": "@"').encode().replace(b"@", b"\xff\xfe"),
    "UTF-16": _with('"notes": "fine"').encode("utf-16"),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_not_strict_json_is_unknown(serve, connect, address, body) -> None:
    error = _unknown(connect(serve(answer(200, body))), address)
    assert (error.cause, error.status) == ("unreadable", 200)


def test_the_same_body_without_its_fault_is_read(serve, connect, address) -> None:
    server = serve(answer(200, _with('"notes": "fine"')))
    assert connect(server).schedule(address, BODY).record.notes == "fine"


@pytest.mark.parametrize("sid", [None, "", 5, True, [SESSION], {"sid": SESSION}])
def test_a_sid_that_is_none_is_unreadable(serve, connect, address, record, sid) -> None:
    assert _unknown(connect(serve(says({**record, "sid": sid}))), address).cause == "unreadable"


def test_a_missing_sid_is_unreadable(serve, connect, address, record) -> None:
    del record["sid"]
    assert _unknown(connect(serve(says(record))), address).cause == "unreadable"


@pytest.mark.parametrize(
    "other",
    [
        {"sid": "ES" + "d" * 32},
        {"sid": SESSION + "0" * 500},
        {"examSid": "EX" + "0" * 32},
        {"installSid": "AI" + "0" * 32},
        {"exam": {"sid": "EX" + "0" * 32}},
        {"exam": "EX" + "0" * 32},
        {"install": {"sid": "AI" + "0" * 32}},
    ],
)
def test_another_session_exam_or_install_is_the_wrong_session(
    serve, connect, address, record, other
) -> None:
    assert _unknown(connect(serve(says({**record, **other}))), address).cause == "wrong-session"


@pytest.mark.parametrize("missing", [{"examSid": None}, {"installSid": None}, {"examSid": 7}])
def test_an_exam_or_install_that_does_not_come_back_is_no_fault(
    serve, connect, address, record, missing
) -> None:
    assert connect(serve(says({**record, **missing}))).schedule(address, BODY).record.sid == SESSION


def test_extra_fields_and_unknown_statuses_are_no_fault(serve, connect, address, record) -> None:
    given_back = (
        connect(serve(says({**record, "status": "Brand New", "novel": [1]})))
        .schedule(address, BODY)
        .record
    )
    assert (given_back.status, given_back.unknown) == ("Brand New", {"novel": [1]})


@pytest.mark.parametrize(
    "kind", ["application/json;charset=utf-8", "", " ", "APPLICATION/JSON", "application/a.b+json"]
)
@pytest.mark.parametrize("call", ["schedule", "reschedule", "cancel"])
def test_json_under_any_name_of_json_and_under_none_is_a_yes(
    serve, connect, address, record, kind, call
) -> None:
    client = connect(serve(answer(200, json.dumps(record), kind=kind)))
    assert getattr(client, call)(address, BODY).status == 200


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        *product(
            ["schedule", "reschedule", "cancel"],
            ["text/html", "image/png", "application/json, text/html", "+json", "json"],
        ),
        ("schedule", "text/plain"),
    ],
)
def test_a_yes_that_does_not_call_itself_json_is_unknown(
    serve, connect, address, record, kind, call
) -> None:
    client = connect(serve(answer(200, json.dumps(record), kind=kind)))
    with pytest.raises(UnknownOutcome) as caught:
        getattr(client, call)(address, BODY)
    assert (caught.value.cause, caught.value.exchange.header) == (
        "unreadable",
        f"Content-Type: {kind}",
    )


@pytest.mark.parametrize("call", ["reschedule", "cancel"])
def test_a_yes_of_which_only_a_string_is_documented_may_be_plain_text(
    serve, connect, address, call
) -> None:
    client = connect(serve(answer(200, "done", kind="text/plain; charset=utf-8")))
    assert getattr(client, call)(address, BODY).status == 200


def test_what_an_answer_calls_itself_is_kept_short_and_without_secrets(
    serve, connect, address, record
) -> None:
    kind = f"text/{TOKEN}; at=https://exam.example/start; " + "x" * 300
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(answer(200, json.dumps(record), kind=kind))).schedule(address, BODY)
    said = caught.value.exchange.header
    assert said.startswith("Content-Type: text/[hidden]; at=(link)") and len(said) == 120


def test_an_empty_yes_to_a_cancellation_may_call_itself_anything(serve, connect, address) -> None:
    assert connect(serve(answer(200, "", kind="text/html"))).cancel(address, BODY).status == 200


def test_reading_is_lenient_about_what_a_record_calls_itself(
    serve, connect, address, record
) -> None:
    assert (
        connect(serve(answer(200, json.dumps(record), kind="text/html")))
        .session(address)
        .record.sid
        == SESSION
    )


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    ],
    ids=["length", "chunk", "chunk size"],
)
def test_a_body_cut_off_is_unknown(serve, connect, address, data) -> None:
    error = _unknown(connect(serve(raw(data, close=True))), address)
    assert (error.cause, error.status) == ("closed", 200)


def test_a_cut_off_yes_to_a_cancellation_is_unknown(serve, connect, address) -> None:
    server = serve(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nOK", close=True))
    with pytest.raises(UnknownOutcome):
        connect(server).cancel(address, BODY)


@pytest.mark.parametrize("body", ['"done"', "done", "", "{}"])
def test_any_whole_yes_to_a_cancellation_will_do(serve, connect, address, body) -> None:
    assert connect(serve(answer(200, body))).cancel(address, BODY).status == 200


def test_a_web_page_is_no_yes_to_a_cancellation(serve, connect, address) -> None:
    with pytest.raises(UnknownOutcome):
        connect(
            serve(answer(200, " <!doctype html><title>Sign in</title>", kind="text/html"))
        ).cancel(address, BODY)


def test_a_length_that_is_too_short_spoils_nothing_for_the_next_call(
    serve, connect, address, record
) -> None:
    whole = json.dumps(record)
    short = f"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{whole}".encode()
    client = connect(serve(raw(short), says(record)))
    assert _unknown(client, address).cause == "unreadable"
    assert client.schedule(address, BODY).record.sid == SESSION


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "GZIP"])
def test_compressed_bodies_are_read(serve, connect, address, record, encoding) -> None:
    pack = zlib.compress if encoding == "deflate" else gzip.compress
    data = pack(json.dumps(record).encode())
    given_back = connect(serve(answer(200, data, [("Content-Encoding", encoding)]))).schedule(
        address, BODY
    )
    assert (given_back.record.sid, given_back.exchange.bytes_read) == (SESSION, len(data))


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", "zstd"])
def test_a_lie_about_the_encoding_is_unknown(serve, connect, address, record, encoding) -> None:
    error = _unknown(
        connect(serve(answer(200, json.dumps(record), [("Content-Encoding", encoding)]))), address
    )
    assert (error.cause, error.exchange.header) == ("unreadable", f"Content-Encoding: {encoding}")


def test_a_compressed_body_cut_off_or_followed_by_more_is_unknown(
    serve, connect, address, record
) -> None:
    packed = gzip.compress(json.dumps(record).encode())
    for data in (packed[:-12], packed[:-4], packed + packed):
        server = serve(answer(200, data, [("Content-Encoding", "gzip")]))
        assert _unknown(connect(server), address).cause == "unreadable"


@pytest.mark.parametrize("results", [None, {}, "rows", 5])
def test_a_list_without_results_is_unknown(serve, connect, results) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(says({"total": 5, "results": results}))).appointments(INSTALL)
    assert caught.value.cause == "no-list"
