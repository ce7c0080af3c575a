"""Files that are sent: only where a page asks for one, within its size, and never on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk

PAGE = "/audit/case/check/"


@pytest.fixture
def no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was put aside on disk would fail the request."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))


def test_the_page_that_asks_for_a_file_keeps_it_in_memory(
    auditor: Desk, no_temporary_files: None
) -> None:
    auditor.get(PAGE)
    large = b"x" * 5_000_000
    assert auditor.post(PAGE, {}, files={"file": ("case.json", large)}).status_code == 200


def test_one_that_is_too_large_is_refused_before_it_is_read(
    auditor: Desk, settings: Settings
) -> None:
    settings.LARGEST_UPLOADS = {PAGE: 1_000_000}
    auditor.get(PAGE)
    large = b"x" * 1_100_000
    assert auditor.post(PAGE, {}, files={"file": ("case.json", large)}).status_code == 400


def test_no_other_page_takes_a_file(desk: Desk, sandbox: Sandbox, no_temporary_files: None) -> None:
    path = f"{session_path(sandbox.needs_proctor()[0])}schedule/"
    desk.get(path)
    for content in (b"x", b"x" * 5_000_000):
        answer = desk.post(path, booking(), files={"notes": ("notes.txt", content)})
        assert answer.status_code == 400
    assert (sandbox.requests("POST"), Attempt.objects.count()) == ([], 0)
