"""Each kind of trouble does what it says: on the wire, and in what took effect."""

from __future__ import annotations

import base64
import email.utils
import json
import socket
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.sandbox.answers import Refusal
from portal.sandbox.kinds import KINDS
from portal.sandbox.server import Sandbox

from .conftest import PLACE, START
from .wire import Heard, listen, request_bytes, talk

BODY = {"type": "smarter-scheduling", "appointmentDateTime": START, "proctorLocationSid": PLACE, "amount": 20}


class Trial:
    """Books one session under one trouble over a bare socket."""

    def __init__(self, sandbox: Sandbox, url: Callable, waiting: dict) -> None:
        self.sandbox, self.where, self.url = sandbox, waiting, url(waiting)

    def __call__(self, kind: str, *, listening: dict | None = None, **params: Any) -> Heard:
        self.sandbox.trouble(kind, **params)
        heard = talk("POST", self.url, BODY, **(listening or {}))
        wait_for(lambda: self.sandbox.requests() and self.sandbox.requests()[-1]["trouble"] == kind)
        return heard

    @property
    def effects(self) -> list[str]:
        return [b["effect"] for b in self.sandbox.bookings(self.where["sessionSid"])]

    @property
    def stored(self) -> dict[str, Any]:
        return self.sandbox.session(self.where["sessionSid"])


@pytest.fixture
def trial(sandbox: Sandbox, url: Callable, waiting: dict) -> Trial:
    return Trial(sandbox, url, waiting)


# Silence and hanging up


@pytest.mark.parametrize(("rst", "end"), [(False, "eof"), (True, "reset")])
def test_drop_before_closes_without_a_word_or_an_effect(trial: Trial, rst: bool, end: str) -> None:
    heard = trial("drop_before", rst=rst)
    assert (heard.head, heard.end, trial.effects) == ("", end, [])


@pytest.mark.parametrize(("rst", "end"), [(False, "eof"), (True, "reset")])
def test_drop_after_books_and_closes_without_a_word(trial: Trial, rst: bool, end: str) -> None:
    heard = trial("drop_after", rst=rst)
    assert (heard.head, heard.end, trial.effects) == ("", end, ["scheduled"])
    assert trial.sandbox.requests()[-1]["status"] is None


def test_hang_before_says_nothing_and_does_nothing(trial: Trial) -> None:
    heard = trial("hang_before", listening={"patience": 0.2})
    assert (heard.head, heard.end, trial.effects) == ("", "timeout", [])


def test_hang_after_books_and_says_nothing(trial: Trial) -> None:
    heard = trial("hang_after", listening={"patience": 0.2})
    assert (heard.head, heard.end) == ("", "timeout")
    wait_for(lambda: trial.effects == ["scheduled"])


def test_a_hang_ends_by_hanging_up(trial: Trial) -> None:
    heard = trial("hang_before", seconds=0.1)
    assert (heard.head, heard.end) == ("", "eof")


def test_late_effect_hangs_up_first_and_books_later(trial: Trial) -> None:
    heard = trial("late_effect", seconds=0.2)
    assert (heard.head, trial.effects) == ("", [])
    wait_for(lambda: trial.effects == ["scheduled"])


def test_latency_late_takes_effect_at_the_end(trial: Trial) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(trial, "latency", ms=300)
        wait_for(lambda: trial.sandbox.requests())
        assert trial.effects == []
        assert answer.result().seconds >= 0.3
    assert trial.effects == ["scheduled"]


def test_latency_early_takes_effect_at_once(trial: Trial) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(trial, "latency", ms=300, effect="early")
        wait_for(lambda: trial.effects == ["scheduled"])
        assert not answer.done()
        assert (answer.result().status, trial.stored["status"]) == (200, "Scheduled")


def test_base_latency_holds_for_every_call(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    sandbox.set_latency(120)
    assert talk("GET", url(waiting)).seconds >= 0.1


def test_stale_keepalive_answers_first_and_hangs_up_on_the_second(trial: Trial) -> None:
    trial.sandbox.trouble("stale_keepalive")
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=2) as sock:
        sock.sendall(request_bytes("GET", trial.url))
        assert listen(sock).status == 200
        sock.sendall(request_bytes("POST", trial.url, BODY))
        assert (second := listen(sock)).head == "" and second.end == "eof"
    assert trial.effects == []


def test_close_after_answer_promises_to_stay_and_goes(trial: Trial) -> None:
    trial.sandbox.trouble("close_after_answer")
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=2) as sock:
        sock.sendall(request_bytes("POST", trial.url, BODY))
        heard = listen(sock)
        assert (heard.status, heard.header("Connection")) == (200, "")
        assert sock.recv(1) == b""


# Plain refusals


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 422, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", ["json", "html", "text", "empty"])
def test_any_status_in_any_shape(trial: Trial, code: int, body: str) -> None:
    heard = trial("status", code=code, body=body, message="No <b>luck</b>", headers={"X-Odd": "1"})
    assert (heard.status, heard.header("X-Odd"), trial.effects) == (code, "1", [])
    if body == "json":
        assert heard.json == {"code": str(code), "message": "No <b>luck</b>", "status": code}
    elif body == "html":
        assert heard.body.startswith(b"<!DOCTYPE html>") and "text/html" in heard.header("Content-Type")
    else:
        assert heard.body == {"text": b"No <b>luck</b>", "empty": b""}[body]


def test_a_500_can_come_after_the_booking(trial: Trial) -> None:
    assert trial("status", code=500, effect=True).status == 500
    assert trial.effects == ["scheduled"]


def test_field_errors_name_what_they_are_told(trial: Trial) -> None:
    heard = trial("field_errors", errors={"notes": "<script>", "noSuchField": "Wrong"}, code=422)
    assert (heard.status, heard.json["code"], trial.effects) == (422, "INVALIDINPUT", [])
    assert [(e["field"], e["message"]) for e in heard.json["errors"]] == [
        ("notes", "<script>"),
        ("noSuchField", "Wrong"),
    ]


@pytest.mark.parametrize("value", ["5", "Wed, 21 Oct 2031 07:28:00 GMT", "-1", "999999", "soon", None])
def test_too_many_with_any_retry_after(trial: Trial, value: str | None) -> None:
    heard = trial("too_many", retry_after=value)
    assert (heard.status, heard.header("Retry-After"), trial.effects) == (429, value or "", [])


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_points_where_told(trial: Trial, code: int) -> None:
    heard = trial("redirect", code=code, location="http://127.0.0.1:1/x")
    assert (heard.status, heard.header("Location"), trial.effects) == (code, "http://127.0.0.1:1/x", [])


# Broken bytes: the booking took effect, the answer is no use


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
    with socket.create_connection(("127.0.0.1", trial.sandbox.port), timeout=2) as sock:
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
    heard = trial("raw_body", base64=base64.b64encode(data).decode(), code=201, content_type="text/x")
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
    date = email.utils.parsedate_to_datetime(talk("POST", url(second), BODY).header("Date")).timestamp()
    assert abs(time.time() - 7200 - date) < 60


# False words


def test_hour_off_stores_and_answers_another_time(trial: Trial) -> None:
    heard = trial("hour_off")
    assert heard.json["appointmentDate"] == trial.stored["appointmentDate"] == "2031-03-12T16:00:00.000Z"
    assert trial.sandbox.requests()[-1]["body"]["appointmentDateTime"] == START


def test_store_other_stores_and_answers_something_else(trial: Trial) -> None:
    other = f"PL{3:032x}"
    heard = trial("store_other", fields={"proctorLocationSid": other, "amount": 99, "type": "vtc"})
    assert heard.json == trial.stored
    assert (heard.json["location"]["sid"], heard.json["appointment"]["amount"]) == (other, 99)
    assert heard.json["sessionType"] == "vtc"


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("null_fields", {"fields": ["sid", "location"]}, {"sid": None, "location": None}),
        ("null_fields", {}, {"status": "Scheduled", "appointmentDate": None, "exam": None}),
        ("wrong_types", {}, {"duration": "one hour", "notes": 42}),
        ("wrong_types", {"fields": {"sid": 17}}, {"sid": 17}),
        (
            "other_fields",
            {"fields": {"appointmentDate": "2031-03-12T16:00:00.000Z"}},
            {"appointmentDate": "2031-03-12T16:00:00.000Z"},
        ),
        ("extra_fields", {}, {"newField1": 1, "newField0": None}),
        ("status_value", {"value": "Awaiting Provider"}, {"status": "Awaiting Provider"}),
        ("status_value", {"value": 3}, {"status": 3}),
    ],
)
def test_false_words_are_said_but_not_stored(trial: Trial, kind: str, params: dict, said: dict) -> None:
    answer = trial(kind, **params).json
    assert {name: answer[name] for name in said} == said
    assert (trial.effects, trial.stored["appointmentDate"], trial.stored["status"]) == (
        ["scheduled"],
        START,
        "Scheduled",
    )


def test_missing_fields_and_other_sids(sandbox: Sandbox, url: Callable) -> None:
    wheres = sandbox.needs_proctor()[:3]
    for kind in ("missing_fields", "other_session", "other_exam"):
        sandbox.trouble(kind)
    without, session, exam = (talk("POST", url(where), BODY).json for where in wheres)
    assert "sid" not in without and without["status"] == "Scheduled"
    assert session["sid"] != wheres[1]["sessionSid"] and session["sid"].startswith("ES")
    assert exam["examSid"] != wheres[2]["examSid"] and exam["sid"] == wheres[2]["sessionSid"]
    assert len(sandbox.bookings()) == 3


def test_rows_of_a_list_can_be_spoiled_too(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    sandbox.trouble("null_fields", method="GET", fields=["enrollment"])
    assert [r["enrollment"] for r in talk("GET", f"{address}?limit=3").json["results"]] == [None] * 3


def test_endless_pages_never_run_out(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    sandbox.trouble("endless_pages", method="GET", times=None)
    assert talk("GET", f"{address}?offset=90000&limit=3").json["count"] == 3


# Asking for trouble


def test_every_kind_says_what_it_does_and_is_in_the_catalogue(sandbox: Sandbox) -> None:
    assert {t["kind"] for t in sandbox.catalogue()["troubles"]} == set(KINDS)
    assert all(t["does"] for t in sandbox.catalogue()["troubles"])


def test_trouble_comes_as_often_as_asked_and_only_where_it_matches(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    sandbox.trouble("status", code=503, times=2, path_contains=waiting["sessionSid"])
    other = sandbox.needs_proctor()[1]
    assert talk("GET", url(waiting)).status == 200
    assert talk("POST", url(other), BODY).status == 200
    assert [talk("POST", url(waiting), BODY).status for _ in range(3)] == [503, 503, 200]


def test_the_first_trouble_asked_for_comes_first(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    for code in (500, 502, 503):
        sandbox.trouble("status", code=code)
    assert [talk("POST", url(waiting), BODY).status for _ in range(4)] == [500, 502, 503, 200]


def test_trouble_spares_a_request_that_is_not_sound(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    sandbox.trouble("drop_after")
    assert talk("POST", url(waiting), {"colour": 1}).status == 400
    assert talk("POST", url(waiting), BODY).head == ""


@pytest.mark.parametrize("wanted", [{"kind": "earthquake"}, {"kind": "drop_after", "size": 3}])
def test_unknown_trouble_is_refused(sandbox: Sandbox, wanted: dict) -> None:
    with pytest.raises(Refusal):
        sandbox.trouble(**wanted)


def gunzip(data: bytes) -> bytes:
    text = b""
    while data:
        unpacker = zlib.decompressobj(31)
        text += unpacker.decompress(data)
        data = unpacker.unused_data
    return text


def wait_for(condition: Callable[[], Any], seconds: float = 3) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_late_effect_does_not_outlive_a_reset(trial: Trial) -> None:
    trial("late_effect", seconds=0.1)
    trial.sandbox.reset()
    time.sleep(0.3)
    assert trial.effects == []
