"""The file that keeps the log's codes outside the database."""

from __future__ import annotations

import fcntl
import io
import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.codes import code_lines, codes_file
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.event_writer import Entry
from scheduling.models import AuditEvent, ChainHead
from scheduling.readiness import files
from scheduling.session_commands import PORTAL
from scheduling.worker.steps import note_head
from tests.support.audit_log import SOME_KIND
from tests.support.client import Desk

ROOT = Path(__file__).resolve().parents[3]
FILE = Path(settings.ANCHORS_FILE)
TITLE = "The log’s codes are not being saved"


@pytest.fixture(autouse=True)
def file(database: Path) -> Path:
    FILE.unlink(missing_ok=True)
    return FILE


def note() -> int:
    return event_writer.record(Entry(kind=SOME_KIND, sentence="Something happened.", actor=PORTAL))


def test_the_file_is_read_from_its_end() -> None:
    numbers = []
    for _ in range(3):
        numbers.append(note())
        codes_file.write(reason="a test,\nof two lines")
    newest = codes_file.recent(2)
    assert [log_code.number for log_code in newest] == numbers[:0:-1]
    assert newest[0].hash == AuditEvent.objects.get(pk=numbers[2]).hash
    assert newest[0].reason == "a test, of two lines"
    assert codes_file.at_or_after(numbers[0] + 1).number == numbers[1]
    assert codes_file.at_or_after(numbers[2] + 1) is None


def test_a_long_file_with_half_a_line_in_it_is_read_all_the_same(file: Path) -> None:
    note()
    codes_file.write(reason="first")
    line = file.read_text()
    file.write_text(line * 400 + "2026-12-09T17:0")
    codes_file.write(reason="after the power cut")
    read = codes_file.recent(10_000)
    assert (len(read), read[0].reason) == (401, "after the power cut")


def test_lines_that_broke_at_the_end_are_read_past(file: Path) -> None:
    number = note()
    codes_file.write(reason="whole")
    with file.open("a") as lines:
        lines.write("half a line\n" * (codes_file.DAMAGED - 1))
    assert [log_code.number for log_code in codes_file.recent(1)] == [number]


def test_of_a_long_file_only_the_end_is_read_and_a_line_cut_there_is_none(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(note())
        codes_file.write(reason="a test")
    longest = max(map(len, file.read_bytes().splitlines()))
    monkeypatch.setattr(code_lines, "LONGEST_LINE", longest + 10)
    monkeypatch.setattr(codes_file, "DAMAGED", 0)
    assert [log_code.number for log_code in codes_file.recent(1)] == numbers[2:]
    monkeypatch.setattr(codes_file, "MOST_LINES", 2)
    assert codes_file.at_or_after(0).number == numbers[1]


def test_several_processes_append_at_once_and_every_line_is_whole_and_in_its_place(
    file: Path,
) -> None:
    note()
    program = (
        "import django; django.setup()\n"
        "from scheduling.audit import event_writer\nfrom scheduling.audit.codes import codes_file\n"
        "from tests.support.audit_log import ANA, SOME_KIND\n"
        "entry = event_writer.Entry(kind=SOME_KIND, sentence='x', actor=ANA)\n"
        "for number in range(40):\n"
        "  event_writer.record(entry)\n"
        "  codes_file.write(reason='x' * 150)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=_environment())
        for _ in range(2)
    ]
    assert [process.wait() for process in running] == [0, 0]
    numbers = [log_code.number for log_code in codes_file.recent(1000)]
    assert len(file.read_text().splitlines()) == len(numbers) == 80
    assert numbers == sorted(numbers, reverse=True)


def test_whoever_waited_for_another_writer_names_the_newest_event(file: Path) -> None:
    note()
    with file.open("a") as other, ThreadPoolExecutor() as threads:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threads.submit(_write_and_hang_up)
        time.sleep(0.2)
        newest = note()
        fcntl.flock(other, fcntl.LOCK_UN)
        waiting.result()
    assert [log_code.number for log_code in codes_file.recent(5)] == [newest]


def test_a_lock_that_another_program_keeps_is_waited_for_with_a_limit_and_told(file: Path) -> None:
    number = note()
    with file.open("a") as other, ThreadPoolExecutor() as threads:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threads.submit(_written_while_locked)
        try:
            told = waiting.result(timeout=10)
        finally:
            fcntl.flock(other, fcntl.LOCK_UN)
    assert (told.number, told.trouble) == (number, "another program has kept it locked for 2 s")
    assert codes_file.write(reason="later").trouble == ""


def _written_while_locked() -> LogCode:
    log_code = codes_file.write(reason="waited")
    connection.close()
    return log_code


def _write_and_hang_up() -> None:
    codes_file.write(reason="waited")
    connection.close()


def _environment() -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "VAR_DIR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def test_the_worker_writes_each_hour_and_only_what_is_new() -> None:
    note()
    note_head()
    note_head()
    assert [log_code.reason for log_code in codes_file.recent(5)] == ["hourly"]
    note()
    note_head()
    assert len(codes_file.recent(5)) == 2


def test_an_export_has_a_code_made_from_its_own_event() -> None:
    call_command("audit_export", "--format", "csv", stdout=io.StringIO())
    [log_code] = codes_file.recent(5)
    assert (log_code.reason, AuditEvent.objects.get(pk=log_code.number).kind) == (
        "export",
        "exported",
    )


def test_the_command_prints_the_code_and_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_anchor")
    [log_code] = codes_file.recent(5)
    assert capsys.readouterr().out == f"{log_code.code}\n"
    assert log_code.fits(ChainHead.objects.get(pk=1).hash)


def test_a_file_that_takes_nothing_stops_nothing_and_administrators_are_told(
    file: Path, administrator: Desk
) -> None:
    assert TITLE not in administrator.get("/").text
    file.unlink()
    file.mkdir()
    try:
        assert codes_file.write(reason="x").trouble == "Is a directory"
        note_head()
        assert TITLE in administrator.get("/").text
        assert "it is not a file" in administrator.get("/audit/verify/").text
        with pytest.raises(SystemExit):
            call_command("audit_anchor", stdout=io.StringIO(), stderr=io.StringIO())
    finally:
        file.rmdir()


def test_a_full_disk_leaves_no_half_line_and_is_told(file: Path) -> None:
    codes_file.write(reason="before")
    [before], whole = codes_file.recent(5), file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 20, limits[1]))
    try:
        assert codes_file.write(reason="x").trouble == "the disk is full"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (codes_file.recent(5), file.read_bytes()) == ([before], whole)


def test_a_full_disk_is_told_before_hours_have_passed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes_file.write(reason="x")
    assert codes_file.trouble() == ""
    full = list(os.statvfs("/"))
    full[4] = 0  # f_bavail: the blocks that are free
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(full))
    assert codes_file.trouble() == (
        "The file for the log’s codes can’t be written: No space left on device."
    )


def test_administrators_are_told_when_a_log_that_grows_had_no_code_for_hours() -> None:
    codes_file.write(reason="the last one")
    assert codes_file.trouble() == ""
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert codes_file.trouble() == ""  # nothing happened since
        note()
        assert codes_file.trouble() == ""  # it is new
    with time_machine.travel(timezone.now() + timedelta(hours=6), tick=False):
        assert "No code of the log was saved" in codes_file.trouble()


def test_after_the_clock_was_put_back_missing_codes_are_told_as_soon() -> None:
    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=30), tick=False):
        codes_file.write(reason="the last one")
    with time_machine.travel(now, tick=False):
        note()
        assert codes_file.trouble() == ""
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        assert "No code of the log was saved" in codes_file.trouble()


@pytest.mark.parametrize("other", ["pipe", "device", "folder"])
def test_what_is_no_file_in_its_place_is_told_at_once_and_waited_for_by_nobody(
    file: Path, administrator: Desk, other: str
) -> None:
    note_head()
    file.unlink()
    {
        "pipe": lambda: os.mkfifo(file),
        "device": lambda: file.symlink_to("/dev/null"),
        "folder": file.mkdir,
    }[other]()
    with pytest.raises(OSError, match="it is not a file"):
        codes_file.examined()
    assert codes_file.recent(5) == []
    assert codes_file.write(reason="x").trouble
    assert any("ANCHORS_FILE" in one.said for one in files.faults())
    assert "it is not a file" in administrator.get("/audit/verify/").text
    file.rmdir() if other == "folder" else file.unlink()
