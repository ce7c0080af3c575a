"""What the portal's programs print: nothing of a card number or of a calendar's key, wherever in a
request it stood, and no traceback of what is no fault of theirs.
"""

from __future__ import annotations

import contextlib
import io
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError

from portal.command_trouble import exit_with_storage_trouble
from portal.log_redaction import WithoutSecrets
from scheduling.card_numbers import contains_card_number
from scheduling.management.repeated_log_lines import calm_down
from tests.support.fault_processes import ROOT, environment
from tests.support.polling import until
from tests.support.raw_http import listen

CARD = "4000056655665556"
KEY = "k" * 43
CLOSE = "Connection: close\r\n"
WELL = f"Host: 127.0.0.1\r\n{CLOSE}"
# What is sent, and what the log says of it: that it was looked at.
REQUESTS = {
    "host": (f"GET / HTTP/1.1\r\n{CLOSE}Host: {CARD}.example\r\n", "Invalid HTTP_HOST header"),
    "two hosts": (f"GET / HTTP/1.1\r\nHost: x\r\nHost: {CARD}\r\n", ""),
    "target": (f"GET {CARD} HTTP/9.9\r\n{WELL}", "Invalid request from"),
    "method": (f"get{CARD} / HTTP/1.1\r\n{WELL}", "Invalid HTTP method"),
    "version": (f"GET / HTTP/{CARD}\r\n{WELL}", "Invalid HTTP Version"),
    "name of a header": (f"GET / HTTP/1.1\r\n{WELL}X {CARD}: y\r\n", "Invalid HTTP header name"),
    "value of a header": (f"GET / HTTP/1.1\r\n{WELL}X: \0{CARD}\r\n", "Invalid HTTP Header:"),
    "length": (f"POST / HTTP/1.1\r\n{WELL}Content-Length: {CARD}x\r\n", "Invalid HTTP Header:"),
    "coding": (f"POST / HTTP/1.1\r\n{WELL}Transfer-Encoding: {CARD}\r\n", ""),
    "expectation": (f"GET / HTTP/1.1\r\n{WELL}Expect: {CARD}\r\n", ""),
    "path": (f"GET /{CARD}/x HTTP/1.1\r\n{WELL}", ""),
    "calendar": (f"GET /calendars/{KEY}.ics HTTP/1.1\r\n{WELL}", "Not Found: /calendars/….ics"),
    "calendar cut": (f"GET /calendars/{KEY} HTTP/1.1\r\n{WELL}", ""),
    "calendar nowhere": (f"GET x/calendars/{KEY}.ics HTTP/1.1\r\n{WELL}", "x/calendars/….ics"),
}

SETTINGS = {"ALLOWED_HOSTS": "127.0.0.1", "WEB_WORKERS": "1", "LOG_LEVEL": "DEBUG"}


class Program:
    """gunicorn as it is started in earnest, with all that it prints."""

    def __init__(self, port: int, printed: Path) -> None:
        self.port, self.printed = port, printed

    def answers(self, request: str) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as sock:
            sock.sendall(f"{request}\r\n".encode("latin-1"))
            return listen(sock).head

    def said(self) -> str:
        return self.printed.read_text()


@pytest.fixture
def program(database: Path, tmp_path: Path) -> Iterator[Program]:
    printed = tmp_path / "printed"
    with socket.create_server(("127.0.0.1", 0)) as listener, printed.open("w") as file:
        running = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn_conf"),
                *("--bind", f"fd://{listener.fileno()}", "--access-logfile", "-"),
            ],
            cwd=ROOT,
            env=environment(database) | SETTINGS,
            pass_fds=[listener.fileno()],
            stdout=file,
            stderr=file,
        )
        made = Program(listener.getsockname()[1], printed)
        try:
            until(lambda: "Booting worker" in made.said())
            yield made
        finally:
            running.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(30)
            running.kill()
            running.wait()


def test_nothing_that_a_request_holds_stands_in_the_log(program: Program) -> None:
    for where, (request, told) in REQUESTS.items():
        before = len(program.said())
        assert program.answers(request)[:9] == "HTTP/1.1 ", where
        until(lambda told=told, before=before: told in program.said()[before:])
    said = program.said()
    assert said.count('"GET ') > 3  # requests are told, as they were asked to be
    assert not contains_card_number(said)
    assert KEY not in said


def test_a_refusal_of_a_host_is_one_line(program: Program) -> None:
    request, _ = REQUESTS["host"]
    assert program.answers(request).split()[1] == "400"
    until(lambda: "Invalid HTTP_HOST header: '….example'" in program.said())
    assert program.said().count("Invalid HTTP_HOST header") == 1
    assert "Traceback" not in program.said()


def test_a_traceback_keeps_what_it_tells_but_for_a_card_number() -> None:
    try:
        raise ValueError(f"no such thing: {CARD} here")
    except ValueError:
        exc_info = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "odd: %s", (CARD,), exc_info)
    assert WithoutSecrets().filter(record)
    text = logging.Formatter().format(record)
    assert text.startswith("odd: …\nTraceback (most recent call last):\n")
    assert text.endswith("ValueError: no such thing: … here")


ROW = (
    'null value in column "sid" violates not-null constraint\n'
    "DETAIL:  Failing row contains (12, null, Jane\nDoe, jane.doe@example.edu)."
)
KEY_OF_ROW = (
    'duplicate key value violates unique constraint "auth_user_username_key"\n'
    "DETAIL:  Key (username)=(jane.doe) already exists.\nCONTEXT:  a statement"
)


@pytest.mark.parametrize("said", [ROW, KEY_OF_ROW])
def test_a_row_that_the_database_did_not_take_is_not_repeated(said: str) -> None:
    try:
        try:
            raise ValueError(said)
        except ValueError as error:
            raise KeyError("what came of it") from error
    except KeyError:
        exc_info = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "odd: %s", (said,), exc_info)
    assert WithoutSecrets().filter(record)
    text = logging.Formatter().format(record)
    assert not any(one in text for one in ("Jane", "Doe", "doe"))
    assert text.count("DETAIL:  …") == 2
    assert text.count("violates") == 2
    assert text.endswith("KeyError: 'what came of it'")
    assert ("CONTEXT:  a statement" in text) == ("CONTEXT" in said)


def test_a_command_does_not_repeat_it_either() -> None:
    with pytest.raises(SystemExit) as told:
        exit_with_storage_trouble(IntegrityError(ROW))
    assert "violates not-null constraint DETAIL: …" in str(told.value)
    assert "Doe" not in str(told.value)


@pytest.mark.parametrize("args", [(1, 2), (), ("x",)])
def test_a_line_that_can_not_be_put_together_stops_nobody(args: tuple[object, ...]) -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, f"{CARD} %d", args, None)
    assert WithoutSecrets().filter(record)
    assert not contains_card_number(record.getMessage())


def test_what_the_worker_s_trouble_says_in_one_line_is_looked_at_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(WithoutSecrets())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    calm_down()
    try:
        raise ValueError(f"no such thing: {CARD}")
    except ValueError:
        logging.getLogger("scheduling.worker.loop").critical("the loop went on", exc_info=True)
    assert handler.stream.getvalue() == "the loop went on: ValueError: no such thing: …\n"
