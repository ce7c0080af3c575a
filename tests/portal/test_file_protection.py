"""What the portal writes is its own account's alone, and what others can read stops the start."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.file_protection import open_to_others, stored_beside
from tests.support.practice_processes import ROOT, own_environment


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own lets nobody in."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=own_environment(folder, PRACTICE="off"),
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.long
def test_a_file_that_others_can_read_stops_the_start_and_the_command_that_mends_it_is_told(
    folder: Path,
) -> None:
    database = folder / "portal.sqlite3"
    database.touch(mode=0o600)
    assert manage(folder, "check").returncode == 0
    database.chmod(0o644)
    done = manage(folder, "check")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"run chmod o-rwx {database}" in done.stderr


@pytest.mark.parametrize("name", ["", "var"])
def test_a_folder_in_which_others_can_put_files_stops_the_start(folder: Path, name: str) -> None:
    (folder / "var").mkdir()
    (folder / "var").chmod(0o711)
    (folder / name).chmod(0o773)
    done = manage(folder, "check")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr.endswith(f"of the portal’s: run chmod o-w {folder / name}\n")
    (folder / name).chmod(0o1773)  # as /tmp is
    assert manage(folder, "check").returncode == 0


@pytest.mark.long
@pytest.mark.parametrize("name", ["outcomes.spool", "outcomes.spool.17", "queue.sqlite3-wal"])
def test_whatever_waits_in_var_dir_stops_the_start_where_others_can_read_it(
    folder: Path, name: str
) -> None:
    waiting = folder / "var" / name
    waiting.parent.mkdir()
    waiting.parent.chmod(0o711)
    waiting.touch()
    waiting.chmod(0o644)
    done = manage(folder, "check")
    assert done.returncode == 1
    assert f"run chmod o-rwx {waiting}" in done.stderr


def test_what_a_program_makes_is_the_owner_s_alone_whatever_the_shell_says(folder: Path) -> None:
    command = (
        f"umask 0 && exec {sys.executable} -c 'from portal import settings; open(X, chr(119))'"
    )
    made = folder / "made"
    subprocess.run(
        ["sh", "-c", command.replace("X", f'"{made}"')],
        cwd=ROOT,
        env=own_environment(folder),
        check=True,
        timeout=60,
    )
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_folder_that_lets_nobody_pass_protects_what_is_in_it(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    inner.chmod(0o711)
    file = inner / "file"
    file.touch()
    file.chmod(0o644)
    assert open_to_others([file]) == [file]
    inner.chmod(0o700)
    assert open_to_others([file]) == []


def test_the_files_beside_a_database_are_looked_at_too() -> None:
    names = [one.name for one in stored_beside(Path("/x/portal.sqlite3"))]
    beside = [f"portal.sqlite3{end}" for end in ("-wal", "-shm", "-journal")]
    assert names == ["portal.sqlite3", *beside]
