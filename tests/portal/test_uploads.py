"""Files that are sent: only where a page asks for one, within its size, and never on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from portal.uploads import BoundedUploadHandler
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


def test_a_large_file_is_read_of_somebody_alone_who_may_check_one(
    auditor: Desk, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arrived: list[int] = []
    usual = BoundedUploadHandler.receive_data_chunk

    def counted(handler: BoundedUploadHandler, data: bytes, start: int) -> bytes | None:
        arrived.append(len(data))
        return usual(handler, data, start)

    monkeypatch.setattr(BoundedUploadHandler, "receive_data_chunk", counted)
    large = {"file": ("case.json", b"x" * 2_000_000)}
    stranger = Desk(auditor.url, "")
    stranger.get("/accounts/login/")
    told = {}
    for name, who in (("auditor", auditor), ("coordinator", desk), ("nobody", stranger)):
        arrived.clear()
        who.get(PAGE)
        answer = who.post(PAGE, {}, files=large)
        told[name] = (answer.status_code, sum(arrived))
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    assert told == {"auditor": (200, 2_000_000), "coordinator": (400, 0), "nobody": (302, 0)}
    assert answer.headers["Location"] == f"/accounts/login/?next={quote(PAGE)}"


def test_a_small_file_of_somebody_who_may_not_check_one_is_told_as_that(
    desk: Desk, auditor: Desk
) -> None:
    small = {"file": ("case.json", b"x" * 20_000)}
    desk.get("/")
    assert desk.post(PAGE, {}, files=small).status_code == 403
    auditor.get(PAGE)
    auditor.browser.cookies.pop("sessionid")
    answer = auditor.post(PAGE, {}, files=small)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_what_is_refused_for_its_size_is_told_in_one_line(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    desk.get("/")
    assert desk.post("/theme/", {"theme": "x" * 300_000}).status_code == 400
    assert [record.getMessage() for record in caplog.records] == ["Bad Request: /theme/"]
    assert [record for record in caplog.records if record.exc_info] == []


def test_no_other_page_takes_a_file(desk: Desk, sandbox: Sandbox, no_temporary_files: None) -> None:
    path = f"{session_path(sandbox.needs_proctor()[0])}schedule/"
    desk.get(path)
    for content in (b"x", b"x" * 5_000_000):
        answer = desk.post(path, booking(), files={"notes": ("notes.txt", content)})
        assert answer.status_code == 400
    assert (sandbox.requests("POST"), Attempt.objects.count()) == ([], 0)
