"""Troubles that break the answer's bytes: the booking took effect, the answer is no use."""

from __future__ import annotations

import base64
import email.utils
import json
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from portal.sandbox.server import Sandbox
from tests.support.raw_http import request_bytes, talk
from tests.support.sandbox_bookings import BODY, Trial


def test_truncated_json_is_whole_http_with_half_the_json(trial: Trial) -> None:
    heard = trial("truncated_json")
    assert len(heard.body) == int(heard.header("Content-Length"))
    with pytest.raises(ValueError):
        _ = heard.json
    assert trial.effects == ["scheduled"]


@pytest.mark.parametrize(("rst", "end"), [(False, "eof"), (True, "reset")])
def test_cut_body_promises_more_than_it_sends(trial: Trial, rst: bool, end: str) -> None:
    heard = trial("cut_body", rst=rst)
    assert (heard.end, trial.effects) == (end, ["scheduled"])
    assert len(heard.body) < int(heard.header("Content-Length"))


def test_cut_chunk_ends_inside_a_chunk(trial: Trial) -> None:
    heard = trial("cut_chunk")
    size, _, data = heard.body.partition(b"\r\n")
    assert heard.header("Transfer-Encoding") == "chunked"
    assert (0 < len(data) < int(size, 16), heard.end, trial.effects) == (True, "eof", ["scheduled"])


def test_empty_200_and_no_content(sandbox: Sandbox, url: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    sandbox.trouble("empty_200")
    sandbox.trouble("no_content")
    heard = talk("POST", url(first), BODY)
    assert (heard.status, heard.body) == (200, b"")
    heard = talk("POST", url(second), BODY)
    assert (heard.status, heard.body) == (204, b"")
    assert len(sandbox.bookings()) == 2


@pytest.mark.parametrize("part", ["headers", "body"])
def test_slow_drip_comes_in_small_pieces(trial: Trial, part: str) -> None:
    heard = trial("slow_drip", part=part, bytes=400, interval=0.03)
    assert heard.seconds >= 0.2
    assert (heard.json["status"], trial.effects) == ("Scheduled", ["scheduled"])


def test_slow_drip_outlasts_any_timeout_per_read(trial: Trial) -> None:
    trial.sandbox.trouble("slow_drip", part="headers", bytes=1, interval=0.05)
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=30) as sock:
        sock.sendall(request_bytes("POST", trial.url, BODY))
        begun, head = time.monotonic(), b""
        while len(head) < 10:
            head += sock.recv(10)
    assert head.startswith(b"HTTP/1.1 2") and time.monotonic() - begun >= 0.4


def test_endless_body_never_ends(trial: Trial) -> None:
    heard = trial("endless_body", bytes=60_000, interval=0.001, listening={"limit": 1_000_000})
    assert len(heard.body) >= 900_000 and heard.header("Transfer-Encoding") == "chunked"


def test_huge_body_is_as_huge_as_asked_and_still_json(trial: Trial) -> None:
    heard = trial("huge_body", size=1_500_000)
    assert (len(heard.body), heard.json["status"]) == (1_500_000, "Scheduled")


def test_gzip_bomb_is_small_on_the_wire_and_large_unpacked(trial: Trial) -> None:
    heard = trial("gzip_bomb", size=20_000_000)
    assert heard.header("Content-Encoding") == "gzip" and len(heard.body) < 50_000
    text = gunzip(heard.body)
    assert len(text) >= 20_000_000 and json.loads(text)["status"] == "Scheduled"


def test_gzip_lie_is_plain(trial: Trial) -> None:
    heard = trial("gzip_lie")
    assert (heard.header("Content-Encoding"), heard.json["status"]) == ("gzip", "Scheduled")


def test_raw_body_is_sent_to_the_byte(trial: Trial) -> None:
    data = b'{"sid": "\xff"}'
    heard = trial(
        "raw_body", base64=base64.b64encode(data).decode(), code=201, content_type="text/x"
    )
    assert (heard.status, heard.body, heard.header("Content-Type")) == (201, data, "text/x")
    assert trial.effects == ["scheduled"]


STRANGE = {
    "nan": b":NaN",
    "infinity": b":-Infinity",
    "duplicate_keys": b'"status":"Needs Proctor"}',
    "deep": b"[" * 100_000,
    "huge_int": b"9" * 5000,
    "bad_utf8": b"\xff\xfe",
    "bom": b"\xef\xbb\xbf{",
    "null": b"null",
    "list": b"[]",
    "string": b'"Scheduled"',
    "number": b"200",
    "trailing": b"}}",
    "lone_surrogate": b"\\ud800",
}


@pytest.mark.parametrize("which", STRANGE)
def test_strange_json(trial: Trial, which: str) -> None:
    heard = trial("strange_json", which=which)
    assert STRANGE[which] in heard.body
    assert (heard.status, trial.effects) == (200, ["scheduled"])


def test_content_type_and_date_can_lie(sandbox: Sandbox, url: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    sandbox.trouble("content_type", value="text/html")
    heard = talk("POST", url(first), BODY)
    assert (heard.header("Content-Type"), heard.json["status"]) == ("text/html", "Scheduled")
    sandbox.trouble("date_skew", seconds=-7200)
    date = email.utils.parsedate_to_datetime(
        talk("POST", url(second), BODY).header("Date")
    ).timestamp()
    assert abs(time.time() - 7200 - date) < 60


def gunzip(data: bytes) -> bytes:
    text = b""
    while data:
        unpacker = zlib.decompressobj(31)
        text += unpacker.decompress(data)
        data = unpacker.unused_data
    return text
