"""The file `.env`: whatever of it can’t be read is told by its line, and never repeated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env_file
from tests.support.practice_processes import ROOT

SECRET = "a-secret-that-nobody-may-see"
STRANGE = [
    *(f"SECRET_KEY = {SECRET}", f" SECRET_KEY={SECRET}", f"SECRET_KEY= {SECRET}\0", SECRET),
    *(f"set SECRET_KEY={SECRET}", f"1KEY={SECRET}", f"SECRET_KEY: {SECRET}", f"{SECRET}=="),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_variables_are_read_as_they_were_and_what_is_set_stays(file: Path) -> None:
    lines = ["# a remark", "  # another", "", "   ", "export A=1", "B='two words'"]
    lines += ['C="a\\"b\\n"', "D=x#y ", "E=", "A=1"]
    file.write_text("\n".join(lines))
    found = {"A": "1", "B": "two words", "C": 'a"b\\n', "D": "x#y ", "E": ""}
    assert env_file.read(file) == found
    environment = {"D": "set"}
    env_file.load(file, environment)
    assert environment == found | {"D": "set"}


def test_the_mark_of_an_editor_hides_no_variable(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfPRACTICE=off\r\nDEBUG=off\r\n")
    assert env_file.read(file) == {"PRACTICE": "off", "DEBUG": "off"}


def test_without_a_file_nothing_is_set(file: Path) -> None:
    assert env_file.read(file) == {}


@pytest.mark.parametrize("line", STRANGE)
def test_a_line_that_can_not_be_read_is_told_by_its_number(file: Path, line: str) -> None:
    file.write_text(f"DEBUG=on\n{line}\n")
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"Line 2 of {file} can’t be")) as told:
        env_file.read(file)
    assert SECRET not in str(told.value)


def test_a_variable_that_is_set_twice_is_told(file: Path) -> None:
    file.write_text(f"SECRET_KEY={SECRET}\nDEBUG=off\nSECRET_KEY=another\n")
    with pytest.raises(ImproperlyConfigured, match=r"Line 3 of .* sets SECRET_KEY once") as told:
        env_file.read(file)
    assert SECRET not in str(told.value)


def test_a_file_that_is_no_text_or_no_file_is_told(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"DEBUG=on\n\xff")
    with pytest.raises(ImproperlyConfigured, match=r"save it as UTF-8\. Byte 10 "):
        env_file.read(file)
    with pytest.raises(ImproperlyConfigured, match=r"can’t be read \(Is a directory\)"):
        env_file.read(tmp_path)


def test_the_program_says_so_in_one_line_and_prints_no_secret(tmp_path: Path) -> None:
    for name in ("portal", "scheduling"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".env").write_text(f"SECRET_KEY = {SECRET}\n")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=tmp_path,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
    )
    said = f"The portal was not started. Line 1 of {tmp_path / '.env'} can’t be read: "
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said) and done.stderr.count("\n") == 1
    assert SECRET not in done.stderr
