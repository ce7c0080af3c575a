"""Variables that can’t be read: named, with what they may be, and without a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Variables
from tests.support.practice_processes import ROOT, own_environment

GUNICORN = ("-m", "gunicorn", "--config", "python:portal.gunicorn_conf", "--check-config")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("WEB_THREADS", "two", "a whole number from 1 up"),
        ("WEB_THREADS", "0", "a whole number from 1 up"),
        ("WEB_THREADS", "1.5", "a whole number from 1 up"),
        ("API_TIMEOUT", "20s", "a number above 0"),
        ("API_TIMEOUT", "0", "a number above 0"),
        ("API_TIMEOUT", "nan", "a number above 0"),
        ("READ_BACK_PAUSES", "1,,3", "a number from 0 up"),
        ("READ_BACK_PAUSES", "1,-3", "a number from 0 up"),
        ("SECURE_COOKIES", "yess", "on or off"),
    ],
)
def test_a_value_that_can_t_be_read_names_its_variable(name: str, text: str, wanted: str) -> None:
    read = Variables({name: text})
    kinds = {
        "WEB_THREADS": lambda: read.whole(name, 16, least=1),
        "API_TIMEOUT": lambda: read.number(name, 20.0, is_zero_fine=False),
        "READ_BACK_PAUSES": lambda: read.numbers(name, [1.0]),
        "SECURE_COOKIES": lambda: read.switch(name, True),
    }
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is “.*”: set it to {wanted}\.$"):
        kinds[name]()


def test_a_blank_variable_is_one_that_is_not_set() -> None:
    read = Variables({"WEB_THREADS": " ", "DEBUG": "", "API_TIMEOUT": "", "READ_BACK_PAUSES": ""})
    assert read.whole("WEB_THREADS", 16) == 16
    assert (read.switch("DEBUG", True), read.number("API_TIMEOUT", 20.0)) == (True, 20.0)
    assert read.numbers("READ_BACK_PAUSES", [1.0, 2.0]) == [1.0, 2.0]


@pytest.mark.parametrize("text", ["nonsense", "http://127.0.0.1/", "postgres//portal:pw@host/x"])
def test_an_address_of_a_database_that_is_none_is_not_repeated(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL is no database address") as told:
        Variables({"DATABASE_URL": text}).database("DATABASE_URL", "sqlite:////x")
    assert text not in str(told.value)


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
        "The portal was not started. WEB_WORKERS is “two”: set it to a whole number from 1 up."
    )
