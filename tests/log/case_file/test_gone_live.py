"""Case files of an institution that was one for practice, and is one no more."""

from __future__ import annotations

from pathlib import Path

from scheduling.models import Institution
from tests.support.case_file_checker import Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk

REAL = "https://api.smarterproctoring.example"


def test_what_was_practice_is_told_as_practice_and_holds(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    Institution.objects.filter(sid=asked["install"]).update(base_url=REAL)
    count = len(numbers_of(asked))
    page = made(auditor, asked, "html")
    code, printed = check(tmp_path, page)
    assert (code, printed.count("  PRACTICE\n")) == (0, count), printed
    assert "Everything in this file is practice." in page.decode()

    page = made(auditor, asked, "html")  # with the event about the first file, which is real
    code, printed = check(tmp_path, page)
    assert (code, printed.count("  PRACTICE\n")) == (0, count), printed
    assert "Some events in this file are practice." in page.decode()
    assert "Everything in this file is practice." not in page.decode()
    assert "about no real learner" not in page.decode()
