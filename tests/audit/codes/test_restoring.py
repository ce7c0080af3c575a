"""A database that was restored from a backup: recorded, the log goes on, and the gap stays told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from scheduling.audit import verification_jobs
from scheduling.audit.codes import codes_file
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import LogVerdict, verify
from scheduling.models import AuditEvent, ChainHead
from tests.support.audit_log import ANA, without_triggers
from tests.support.client import Desk
from tests.support.codes_file import FILE, note, note_codes
from tests.support.database_file import use_database


@pytest.fixture(autouse=True)
def file(database: Path) -> Path:
    FILE.unlink(missing_ok=True)
    return FILE


@pytest.fixture
def restore(database: Path, tmp_path: Path) -> Callable[[], None]:
    """A backup of the database as it is now with one code, and what puts it back."""
    note_codes(1)
    connections.close_all()
    backup = tmp_path / "backup.sqlite3"
    shutil.copy(database, backup)

    def put_back() -> None:
        connections.close_all()
        for name in ("", "-wal", "-shm"):
            Path(f"{database}{name}").unlink(missing_ok=True)
        shutil.copy(backup, database)
        use_database(database)

    return put_back


def verified() -> LogVerdict:
    return verification_jobs.against_the_file(verify())


def test_what_was_lost_is_recorded_and_the_log_goes_on(
    restore: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    here = ChainHead.objects.get(pk=1).number
    note_codes(3)
    restore()
    assert verified().why.startswith("the end is missing from here on")
    call_command("audit_restored", "the backup of May 2")
    said = f"Events {here + 1} to {here + 3} are lost. Recorded as event {here + 1}.\n"
    assert capsys.readouterr().out == said
    event = AuditEvent.objects.first()
    assert (event.kind, event.outcome) == (Kind.RESTORED, "alarm")
    assert event.sentence == (
        "the command line recorded that the database was restored from the backup of May 2:"
        f" events {here + 1} to {here + 3} are lost."
    )
    note_codes(2)
    verdict = verified()
    assert verdict.codes
    assert (verdict.is_intact, verdict.codes.color, verdict.codes.compared) == (True, "green", 3)
    gap = f"restored before event {here + 1}: events {here + 1} to {here + 3} were lost."
    assert gap in " ".join(verification_jobs.in_words(verdict))


def test_what_was_written_before_it_was_recorded_makes_the_gap_begin_at_the_last_code_that_fits(
    restore: Callable[[], None],
) -> None:
    here = ChainHead.objects.get(pk=1).number
    note_codes(3)
    restore()
    note()
    note()
    call_command("audit_restored", "yesterday’s backup")
    assert f"events {here + 1} to {here + 3} are lost" in AuditEvent.objects.first().sentence
    assert verified().is_intact


def test_a_cut_after_it_is_found_as_ever(restore: Callable[[], None]) -> None:
    note_codes(3)
    restore()
    call_command("audit_restored", "the backup")
    cut = note_codes(2)[1]
    without_triggers()
    AuditEvent.objects.filter(number__gte=cut).delete()
    left = AuditEvent.objects.first()
    ChainHead.objects.update(number=left.number, hash=left.hash)
    assert (verified().broken_at, verified().is_intact) == (cut, False)


def test_where_no_code_is_lost_that_is_recorded_too_and_a_missing_file_is_said() -> None:
    with pytest.raises(CommandError, match="can’t be read"):
        call_command("audit_restored", "the backup")
    note_codes(1)
    call_command("audit_restored", "the backup")
    assert "no saved code names an event that is lost" in AuditEvent.objects.first().sentence
    assert verified().codes.color == "green"


def test_the_page_tells_of_the_gap(restore: Callable[[], None], auditor: Desk) -> None:
    here = ChainHead.objects.get(pk=1).number
    note_codes(1)
    codes_file.write(reason="once more")
    call_command("audit_restored", "tape 7")
    verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    page = auditor.get("/audit/verify/").text
    assert "The database was restored from tape 7" in page
    assert here
