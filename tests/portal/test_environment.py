"""Variables that can’t be read: named, with what they may be, and without a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import certifi
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Variables
from tests.support.practice_processes import ROOT, own_environment

GUNICORN = ("-m", "gunicorn", "--config", "python:portal.gunicorn_conf", "--check-config")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("WEB_THREADS", "two", "a whole number from 1 to 1000"),
        ("WEB_THREADS", "0", "a whole number from 1 to 1000"),
        ("WEB_THREADS", "1.5", "a whole number from 1 to 1000"),
        ("WEB_THREADS", "1001", "a whole number from 1 to 1000"),
        ("API_TIMEOUT", "1e308", "a number from 0.1, up to 10000000"),
        ("READ_BACK_PAUSES", "1e18,2", "a number from 0.01, up to 10000000"),
        ("API_TIMEOUT", "20s", "a number from 0.1, up to 10000000"),
        ("API_TIMEOUT", "0", "a number from 0.1, up to 10000000"),
        ("API_TIMEOUT", "nan", "a number from 0.1, up to 10000000"),
        ("READ_BACK_PAUSES", "1,,3", "a number from 0.01, up to 10000000"),
        ("API_TIMEOUT", "1e-300", "a number from 0.1, up to 10000000"),
        ("READ_BACK_PAUSES", "0", "a number from 0.01, up to 10000000"),
        ("READ_BACK_PAUSES", "1,-3", "a number from 0.01, up to 10000000"),
        ("SECURE_COOKIES", "yess", "on or off"),
    ],
)
def test_a_value_that_can_t_be_read_names_its_variable(name: str, text: str, wanted: str) -> None:
    read = Variables({name: text})
    kinds = {
        "WEB_THREADS": lambda: read.whole(name, 16, least=1, most=1000),
        "API_TIMEOUT": lambda: read.number(name, 20.0, least=0.1),
        "READ_BACK_PAUSES": lambda: read.numbers(name, [1.0], least=0.01),
        "SECURE_COOKIES": lambda: read.switch(name, True),
    }
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is “.*”: set it to {wanted}\.$"):
        kinds[name]()


def test_lists_and_texts_are_read_without_what_is_blank() -> None:
    read = Variables({"A": " a , ,b ", "B": " ", "C": ",", "D": " /d "})
    assert [read.texts(name, ["x"]) for name in "ABC"] == [["a", "b"], ["x"], ["x"]]
    assert [read.text(name, "x") for name in "BD"] == ["x", "/d"]
    assert [str(read.path(name, Path("/x"))) for name in "BD"] == ["/x", "/d"]


def test_a_blank_variable_is_one_that_is_not_set() -> None:
    read = Variables({"WEB_THREADS": " ", "DEBUG": "", "API_TIMEOUT": "", "READ_BACK_PAUSES": ""})
    assert read.whole("WEB_THREADS", 16) == 16
    assert (read.switch("DEBUG", True), read.number("API_TIMEOUT", 20.0)) == (True, 20.0)
    assert read.numbers("READ_BACK_PAUSES", [1.0, 2.0]) == [1.0, 2.0]


def test_a_folder_that_can_not_be_asked_about_is_refused_and_one_that_is_not_there_is_not() -> None:
    long, new = f"/{'x' * 300}", "/not/there/yet"
    with pytest.raises(ImproperlyConfigured, match=r"^VAR_DIR is .* \(File name too long\)\.$"):
        Variables({"VAR_DIR": long}).folder("VAR_DIR", Path("/x"))
    assert Variables({"VAR_DIR": new}).folder("VAR_DIR", Path("/x")) == Path(new)


@pytest.mark.parametrize("text", ["nonsense", "http://127.0.0.1/", "postgres//portal:pw@host/x"])
def test_an_address_of_a_database_that_is_none_is_not_repeated(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL is no database address") as told:
        Variables({"DATABASE_URL": text}).database("DATABASE_URL", "sqlite:////x")
    assert text not in str(told.value)


@pytest.mark.long
@pytest.mark.parametrize(
    "command", [("manage.py", "migrate"), ("manage.py", "work"), GUNICORN], ids=" ".join
)
def test_a_program_that_was_not_started_says_why_in_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=own_environment(tmp_path, WEB_WORKERS="two"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "The portal was not started. WEB_WORKERS is “two”: set it to a whole number from 1 to 1000."
    )


NO_HOSTS = "set it to names of hosts alone, such as api.example.edu."
# Options that SQLite does not take, and a folder.
NOT_OPENED = (
    *("sqlite:////tmp/x?timeout=abc", "sqlite:////tmp/x?no_such_option=1", "sqlite:////tmp"),
    "sqlite:////tmp/x?transaction_mode=SOON",
)
UNREADABLE = [
    *(
        (name, text, f"{name} is “{text}”: set it to a whole number from {bounds}.")
        for name, text, bounds in (
            ("SESSION_COOKIE_AGE", "99999999999999", "60 to 31622400"),
            ("RETENTION_SESSIONS_DAYS", "1000000000", "0 to 36500"),
            ("READ_AHEAD_DAYS", "99999999999", "0 to 366"),
            ("TRUSTED_PROXIES", "99", "0 to 20"),
        )
    ),
    ("WORKER_GRACE", "1e308", "WORKER_GRACE is “1e308”: set it to a number from 0, up to"),
    *(
        ("ANCHORS_SYSLOG", text, f"ANCHORS_SYSLOG is “{text}”: set it to host:port, or the path")
        for text in ("host:99999", "host:", ":514", "host")
    ),
    *(
        ("API_HOSTS", text, f"API_HOSTS is “{text}”: {NO_HOSTS}")
        for text in ("http://x/y", "api.example.edu:443")
    ),
    ("ANCHOR_EVERY_EVENTS", "abc", "ANCHOR_EVERY_EVENTS is “abc”: set it to a whole number"),
    ("RETENTION_WORDS_DAYS", "30d", "RETENTION_WORDS_DAYS is “30d”: set it to a whole number"),
    ("RETENTION_DRAFTS_DAYS", "-1", "RETENTION_DRAFTS_DAYS is “-1”: set it to a whole number"),
    (
        "LOG_LEVEL",
        "loud",
        "LOG_LEVEL is “loud”: set it to CRITICAL, ERROR, WARNING, INFO or DEBUG.",
    ),
    ("EMAIL_URL", "mail.example.edu", "EMAIL_URL is no mail server"),
    ("EMAIL_URL", "smtp://me:secret@", "EMAIL_URL is no mail server"),
    ("EMAIL_URL", "smtp://mail.example.edu:port", "EMAIL_URL is no mail server"),
    ("REDIS_URL", "127.0.0.1:6379", "REDIS_URL is no address of a Redis"),
    *(
        ("REDIS_URL", text, "REDIS_URL is no address of a Redis")
        for text in (
            *("redis://:secret@h:abc/0", "redis://h:99999", "redis://h:6379/notanumber"),
            *("redis://h:6379/0?socket_timeout=abc", "redis://h:6379/0?no_such_option=1"),
        )
    ),
    *(
        ("DATABASE_URL", text, "DATABASE_URL is no database address")
        for text in ("sqlite://", "sqlite://:memory:", "postgres://", "postgres://me:secret@host")
    ),
    *(("DATABASE_URL", text, "DATABASE_URL is no database address") for text in NOT_OPENED),
    *(
        ("EMAIL_FROM", text, "EMAIL_FROM is “")
        for text in ("records", "Records <>", "a@b, c@d e", "a@example.edu\nBcc: b@example.edu")
    ),
    ("API_CA_BUNDLE", "/etc/hostname", "API_CA_BUNDLE is “/etc/hostname”: set it to a PEM file"),
    *(
        ("ALLOWED_HOSTS", text, f"ALLOWED_HOSTS is “{text}”: set it to names of hosts alone")
        for text in ("http://x", "x:8000", "::1", "x/", "a..b", "my_host", "*.example.edu")
    ),
    *(
        ("CSRF_TRUSTED_ORIGINS", text, f"CSRF_TRUSTED_ORIGINS is “{text}”: set it to origins")
        for text in ("https://", "x.example.edu", "https://x/y", "ftp://x", "https://x:port")
    ),
    *(
        ("ANCHORS_EMAIL", text, f"ANCHORS_EMAIL is “{text}”: set it to email addresses")
        for text in ("not an address", "records", "Ana <ana@example.edu>")
    ),
    ("API_HOSTS", "a..b", f"API_HOSTS is “a..b”: {NO_HOSTS}"),
    *(("ANCHORS_KEYS", text, "ANCHORS_KEYS begins with a weak key") for text in ("a", "a" * 60)),
    *(
        ("SECRET_KEY_FALLBACKS", text, "SECRET_KEY_FALLBACKS holds a weak key")
        for text in ("a", "a" * 67, "".join(map(chr, range(60, 115))) + ",short")
    ),
    ("API_CA_BUNDLE", "/no/such.pem", "API_CA_BUNDLE is “/no/such.pem”: set it to a file that is"),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "text", "said"), UNREADABLE)
def test_no_variable_ends_in_a_traceback(name: str, text: str, said: str, tmp_path: Path) -> None:
    done = _checked(tmp_path, name, text)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The portal was not started. {said}"), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


def _checked(folder: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=own_environment(folder, **{name: text}),
        capture_output=True,
        text=True,
        timeout=60,
    )


RIGHT = [
    ("ALLOWED_HOSTS", "*,.example.edu,Portal.Example.edu,[::1],[fe80::1],127.0.0.1,localhost"),
    ("CSRF_TRUSTED_ORIGINS", "https://portal.example.edu,https://*.example.edu:8443,http://[::1]"),
    ("ANCHORS_EMAIL", "records@example.edu, o'neil+codes@localhost"),
    ("ANCHORS_KEYS", "".join(map(chr, range(60, 115))) + ",short"),
    ("REDIS_URL", "redis://:p%40ss@h:6379/2?socket_timeout=3"),
    ("REDIS_URL", "unix:///run/redis.sock?db=1"),
    ("API_TIMEOUT", "0.1"),
    ("EMAIL_FROM", "Records of Northfield <records@example.edu>"),
    ("API_CA_BUNDLE", certifi.where()),
    ("DATABASE_URL", "sqlite:////tmp/no-such-database?timeout=10&transaction_mode=IMMEDIATE"),
    ("DATABASE_URL", "sqlite:////tmp/no-such-database?transaction_mode=immediate"),
]


@pytest.mark.long
@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_what_may_well_be_meant_is_taken(name: str, text: str, tmp_path: Path) -> None:
    done = _checked(tmp_path, name, text)
    assert (done.returncode, done.stderr) == (0, "")


SHOWN = """
import json
from portal import settings
print(json.dumps({name: str(getattr(settings, name)) for name in dir(settings) if name.isupper()
and name != "HUEY"}))
"""
BLANK = [
    *("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "REDIS_URL", "ANCHORS_FILE"),
    *("ANCHORS_KEYS", "ANCHOR_EVERY_EVENTS", "ANCHORS_EMAIL", "ANCHORS_SYSLOG", "ANCHORS_FOLDER"),
    *("RETENTION_SESSIONS_DAYS", "RETENTION_SIGN_INS_DAYS", "RETENTION_WORDS_DAYS"),
    *(
        "RETENTION_DRAFTS_DAYS",
        "RETENTION_OTHERS_DAYS",
        "EMAIL_URL",
        "EMAIL_FROM",
        "API_HOSTS",
        "API_CA_BUNDLE",
    ),
    *("LOG_LEVEL", "STRIPE_PUBLISHABLE_KEY", "STRIPE_JS_URL", "SECRET_KEY_FALLBACKS"),
    *("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "PORT", "SANDBOX_PORT", "DATABASE_URL"),
]


def test_every_blank_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    def shown(blank: str | None) -> dict[str, str]:
        own = own_environment(tmp_path, DEBUG="on")
        for name in BLANK:
            own.pop(name, None)
            if blank is not None:
                own[name] = blank
        done = subprocess.run(
            [sys.executable, "-c", SHOWN],
            cwd=ROOT,
            env=own,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, str] = json.loads(done.stdout)
        return found

    without = shown(None)
    assert shown("") == without
    assert shown("  ") == without
    assert without["API_HOSTS"] == "['api.smarterproctoring.com', 'api.smarterservices.com']"


def test_a_secret_key_is_what_stands_there_whatever_it_begins_with(tmp_path: Path) -> None:
    key = "$HOME" + "".join(map(chr, range(60, 110)))
    done = subprocess.run(
        [sys.executable, "-c", SHOWN],
        cwd=ROOT,
        env=own_environment(tmp_path, SECRET_KEY=key),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["SECRET_KEY"] == key


@pytest.mark.parametrize("name", ["portal.sqlite3", "var/queue.sqlite3", "var/outcomes.spool"])
def test_the_codes_of_the_log_go_into_no_other_file_of_the_portal_s(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / "var" / ".." / name
    done = _checked(tmp_path, "ANCHORS_FILE", str(file))
    assert done.returncode == 1
    assert done.stderr == (
        f"The portal was not started. ANCHORS_FILE is {file}, in which the portal keeps something"
        " else: set it to a file for the codes alone.\n"
    )
