"""Codes that are sent elsewhere: each once, in order; what fails is told and stops nothing."""

from __future__ import annotations

import os
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as portal_settings
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from scheduling.audit.codes import codes_file, delivery
from scheduling.worker.steps import send_codes
from tests.support.client import Desk
from tests.support.codes_file import FILE, note_codes

TITLE = "The log’s codes do not reach where they are to be kept"


@pytest.fixture(autouse=True)
def file(database: Path) -> Iterator[Path]:
    sent = Path(portal_settings.VAR_DIR) / "codes-sent.json"
    for one in (FILE, sent):
        one.unlink(missing_ok=True)
    yield FILE
    sent.unlink(missing_ok=True)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.ANCHORS_FOLDER = str(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def codes() -> list[str]:
    """The codes in our own file, oldest first."""
    return [one.code for one in reversed(codes_file.recent(100))]


def test_nothing_is_sent_where_nobody_asked_for_it(settings: Settings) -> None:
    note_codes(1)
    send_codes()
    assert delivery.ways() == []
    assert mail.outbox == []
    assert not (Path(settings.VAR_DIR) / "codes-sent.json").exists()


@pytest.mark.parametrize(
    "kept",
    [
        *("[]", "5", '{"folder": 5}', '{"folder": null}', '{"folder": {"at": "x"}}', "{", ""),
        *('{"folder": {"at": 5}}', '{"folder": {"at": "2026-01-01T00:00:00"}}'),
        *('{"folder": {"mac": []}}', '{"folder": {"trouble": {"a": 1}}}', '{"email": 7}'),
    ],
)
def test_a_file_of_another_shape_is_nothing_known(
    folder: Path, administrator: Desk, kept: str
) -> None:
    (Path(portal_settings.VAR_DIR) / "codes-sent.json").write_text(kept)
    assert administrator.get("/").status_code == 200
    assert delivery.trouble() == ""
    note_codes(2)
    send_codes()
    [sent] = folder.iterdir()
    assert [line.split(" ", 1)[0] for line in sent.read_text().splitlines()] == codes()
    assert administrator.get("/admin/").status_code == 200


def test_to_a_folder_each_code_goes_once_and_in_order(folder: Path) -> None:
    note_codes(2)
    send_codes()
    send_codes()
    note_codes(1)
    send_codes()
    [there] = folder.iterdir()
    assert [line.split(" ")[0] for line in there.read_text().splitlines()] == codes()


@pytest.fixture
def fills_up(folder: Path) -> Iterator[Callable[[], None]]:
    """A disk that takes half of the next line that goes to the folder; restored after the test."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def fill() -> None:
        [file] = folder.iterdir()
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 40, hard))

    yield fill
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


def test_a_disk_that_was_full_leaves_whole_lines_in_the_folder(
    folder: Path, fills_up: Callable[[], None]
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    note_codes(1)
    send_codes()
    note_codes(2)
    fills_up()
    delivery.send_new()
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    [there] = folder.iterdir()
    assert [line.split(" ")[0] for line in there.read_text().splitlines()] == codes()[:1]
    with there.open("a") as file:
        file.write("half a li")  # by a power cut
    send_codes()
    first, half, *others = there.read_text().splitlines()
    assert half == "half a li"
    assert [line.split(" ")[0] for line in (first, *others)] == codes()
    assert delivery.trouble() == ""


def test_by_email_they_go_together_and_not_every_minute(settings: Settings) -> None:
    settings.ANCHORS_EMAIL = ["chain@example.edu"]
    note_codes(2)
    send_codes()
    note_codes(1)
    send_codes()
    [first] = mail.outbox
    assert first.to == ["chain@example.edu"]
    assert [code in first.body for code in codes()] == [True, True, False]
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        send_codes()
    assert codes()[2] in mail.outbox[1].body
    assert codes()[1] not in mail.outbox[1].body


@pytest.mark.parametrize(
    ("family", "host", "written"),
    [(socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")],
)
def test_to_the_system_log_each_is_a_message(
    settings: Settings, family: socket.AddressFamily, host: str, written: str
) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as listening:
        listening.bind((host, 0))
        listening.settimeout(10)
        settings.ANCHORS_SYSLOG = f"{written}:{listening.getsockname()[1]}"
        note_codes(1)
        send_codes()
        assert codes()[0] in listening.recv(2000).decode()


def test_what_fails_stops_nothing_is_told_to_administrators_and_sent_again(
    folder: Path, administrator: Desk
) -> None:
    folder.rmdir()
    note_codes(1)
    send_codes()
    assert "No such file or directory" in delivery.trouble()
    assert TITLE in administrator.get("/").text
    folder.mkdir()
    send_codes()
    [there] = folder.iterdir()
    assert [line.split(" ")[0] for line in there.read_text().splitlines()] == codes()
    assert delivery.trouble() == ""
    assert TITLE not in administrator.get("/").text


def test_after_the_clock_was_put_back_codes_are_mailed_at_once(settings: Settings) -> None:
    settings.ANCHORS_EMAIL = ["chain@example.edu"]
    note_codes(1)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        send_codes()
    note_codes(1)
    send_codes()
    assert len(mail.outbox) == 2
    assert codes()[1] in mail.outbox[1].body


@pytest.fixture
def full_var_dir(tmp_path: Path, settings: Settings) -> Path:
    """A folder in which nothing that is written finds room."""
    settings.VAR_DIR = tmp_path / "full"
    settings.VAR_DIR.mkdir()
    (settings.VAR_DIR / "codes-sent.new").symlink_to("/dev/full")
    return Path(settings.VAR_DIR)


def test_where_it_can_t_be_kept_what_was_sent_each_code_still_goes_once(
    settings: Settings, full_var_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ANCHORS_EMAIL = ["chain@example.edu"]
    note_codes(2)
    caplog.set_level("ERROR")
    for _ in range(3):
        send_codes()
    assert len(mail.outbox) == 1
    assert "No space left on device" in caplog.text
    note_codes(1)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        send_codes()
    assert [code in mail.outbox[1].body for code in codes()] == [False, False, True]
    (full_var_dir / "codes-sent.new").unlink(missing_ok=True)
    send_codes()
    assert (full_var_dir / "codes-sent.json").exists()
    assert len(mail.outbox) == 2


def test_a_full_disk_under_what_was_sent_is_told_to_administrators(
    folder: Path, administrator: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_codes(1)
    send_codes()
    assert TITLE not in administrator.get("/").text
    full = list(os.statvfs("/"))
    full[4] = 0  # f_bavail: the blocks that are free
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(full))
    told = administrator.get("/").text
    assert TITLE in told
    assert f"can’t be kept in {portal_settings.VAR_DIR} (No space left on device)" in told
