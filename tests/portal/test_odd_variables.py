"""Variables that other programs would take, and that make no sense here: each is refused at the
start by its name.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Variables
from tests.support.long_cases import mostly_long
from tests.support.practice_processes import ROOT, own_environment

Reader = Callable[[Variables], object]
READERS: dict[str, Reader] = {
    "EMAIL_URL": lambda read: read.mail_server("EMAIL_URL", "smtp://127.0.0.1:25"),
    "CSRF_TRUSTED_ORIGINS": lambda read: read.origins("CSRF_TRUSTED_ORIGINS"),
    "ANCHORS_SYSLOG": lambda read: read.system_log("ANCHORS_SYSLOG"),
    "VAR_DIR": lambda read: read.path("VAR_DIR", Path("/x")),
    "ANCHORS_FILE": lambda read: read.path("ANCHORS_FILE", Path("/x")),
    "ANCHORS_FOLDER": lambda read: read.whole_path("ANCHORS_FOLDER"),
    "API_CA_BUNDLE": lambda read: read.authorities("API_CA_BUNDLE"),
    "API_TIMEOUT": lambda read: read.number("API_TIMEOUT", 20.0, least=0.1),
    "READ_BACK_PAUSES": lambda read: read.numbers("READ_BACK_PAUSES", [1.0], least=0.01),
    "WEB_THREADS": lambda read: read.whole("WEB_THREADS", 16, least=1, most=1000),
    "DATABASE_URL": lambda read: read.database("DATABASE_URL", "sqlite:////x"),
}
ODD = [
    *(
        ("EMAIL_URL", text, "EMAIL_URL is no mail server: set it to smtp://")
        for text in (
            *("dummymail://", "consolemail://", "memorymail://", "filemail:////tmp/mail"),
            *("smtp://mail.example.edu:99999", "smtp://mail.example.edu:0"),
        )
    ),
    *(
        ("CSRF_TRUSTED_ORIGINS", text, f"CSRF_TRUSTED_ORIGINS is “{text}”: set it to a port from 1")
        for text in ("https://portal.example.edu:65536", "https://[::1]:99999", "http://x:0")
    ),
    *(
        ("ANCHORS_SYSLOG", text, f"ANCHORS_SYSLOG is “{text}”: set it to host:port")
        for text in ("log.example.edu:65536", "log.example.edu:٣")
    ),
    *(
        (name, text, f"{name} is “{text}”: set it to a whole path")
        for name in ("VAR_DIR", "ANCHORS_FILE", "ANCHORS_FOLDER", "API_CA_BUNDLE")
        for text in ("var", "./var", "~/var")
    ),
    *(
        ("API_TIMEOUT", text, f"API_TIMEOUT is “{text}”: set it to a number from 0.1")
        for text in ("1_0", "٣", "+-1", "infinity", "1e", "0x10")
    ),
    ("READ_BACK_PAUSES", "1,2_0", "READ_BACK_PAUSES is “2_0”: set it to a number from"),
    *(
        ("WEB_THREADS", text, f"WEB_THREADS is “{text}”: set it to a whole number from 1 to 1000")
        for text in ("1_0", "٣", "9" * 30)
    ),
    *(
        ("DATABASE_URL", text, "DATABASE_URL is no database address: set it to sqlite:////folder")
        for text in ("sqlite:///db.sqlite3", "postgres://me:secret@host:99999/portal")
    ),
]


@pytest.mark.parametrize(("name", "text", "said"), ODD)
def test_it_is_refused_by_its_name(name: str, text: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        READERS[name](Variables({name: text}))
    assert str(refused.value).startswith(said)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("API_TIMEOUT", "+.5", 0.5),
        ("API_TIMEOUT", "20.", 20.0),
        ("API_TIMEOUT", "1e2", 100.0),
        ("WEB_THREADS", "+8", 8),
        ("WEB_THREADS", "08", 8),
        ("VAR_DIR", "/var/lib/portal", Path("/var/lib/portal")),
        ("ANCHORS_FOLDER", "", ""),
        (
            "CSRF_TRUSTED_ORIGINS",
            "https://x:65535,https://[::1]",
            ["https://x:65535", "https://[::1]"],
        ),
        ("ANCHORS_SYSLOG", "/dev/log", "/dev/log"),
    ],
)
def test_what_is_meant_is_taken(name: str, text: str, value: object) -> None:
    assert READERS[name](Variables({name: text})) == value


@pytest.mark.parametrize("server", ["smtp://mail", "smtp+tls://me:pw@mail:587", "smtps://mail"])
def test_a_mail_server_is_taken(server: str) -> None:
    assert Variables({"EMAIL_URL": server}).mail_server("EMAIL_URL", "")["EMAIL_HOST"] == "mail"


def started(folder: Path, *command: str, **own: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=own_environment(folder, **own),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [("VAR_DIR", "var"), ("ANCHORS_FOLDER", "codes"), ("EMAIL_URL", "dummymail://")],
)
def test_no_program_starts_with_it(name: str, text: str, tmp_path: Path) -> None:
    done = started(tmp_path, "check", **{name: text})
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"The portal was not started. {name} is ")


@pytest.mark.parametrize(
    "typed", mostly_long(["0", "٣", "1_0", "-1", "1001", "four", ""], everyday=3)
)
def test_a_worker_takes_no_number_of_threads_that_is_none(typed: str, tmp_path: Path) -> None:
    done = started(tmp_path, "work", f"--threads={typed}")
    said = f"“{typed}” is no number of threads. Give a whole number from 1 to 1000, such as 4."
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.endswith(f"argument --threads: {said if typed else NOTHING}")


NOTHING = "nothing stands there. Is the variable that it comes from set?"
