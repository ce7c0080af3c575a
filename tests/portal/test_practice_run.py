"""`make run` stopped while it starts, as a second copy, and with a program that ends by itself."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.practice_processes import (
    PATIENCE,
    ended,
    free_port,
    own_environment,
    programs_in,
    started,
)

# The stand-in may be quicker than the signal.
STAND_IN_UP = (
    "The practice provider answers at http://127.0.0.1:{SANDBOX_PORT}/ (Ctrl-C stops it).\n"
)
UP = "Ctrl-C stops everything."


def said_until_up(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith(UP):
            return said
    raise AssertionError(said)


def ports() -> dict[str, str]:
    return {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}


def stop_while(stage: str, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Start, interrupt as soon as a program with these words runs; exit code and all it said."""
    with started(environment) as process:
        while not any(stage in line for line in programs_in(folder).values()):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said


@pytest.mark.long
def test_stopped_while_it_starts_it_leaves_nothing_running(tmp_path: Path) -> None:
    chosen = ports()
    code, said = stop_while("manage.py sandbox", tmp_path, own_environment(tmp_path, **chosen))
    assert code == 0
    assert said.removeprefix(STAND_IN_UP.format(**chosen)) == "\nStopping …\n"
    assert programs_in(tmp_path) == {}


@pytest.mark.long
def test_it_comes_up_after_a_stop_and_stops_everything_where_one_program_ends_by_itself(
    tmp_path: Path,
) -> None:
    chosen = ports()
    environment = own_environment(tmp_path, **chosen)
    code, said = stop_while("manage.py migrate", tmp_path, environment)
    assert (code, said) == (0, "\nStopping …\n")
    with started(environment) as process:
        assert "coordinator    practice-desk-1" in said_until_up(process)
        [worker] = [pid for pid, line in programs_in(tmp_path).items() if "manage.py work" in line]
        os.kill(worker, signal.SIGKILL)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "manage.py work ended by itself, so everything stops." in said
    assert programs_in(tmp_path) == {}
    for number in chosen.values():
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(number))) != 0


def test_a_second_copy_with_the_same_data_is_told_where_the_first_one_answers(
    tmp_path: Path,
) -> None:
    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("http://127.0.0.1:8765")
        lock.flush()
        code, said = ended(own_environment(tmp_path, **ports()))
    assert code == 1
    assert "already running, at http://127.0.0.1:8765/. " in said
    assert said.endswith(" make run\nNothing was started.\n")
    assert not (tmp_path / "portal.sqlite3").exists()


def test_a_folder_that_is_not_for_practice_is_left_alone(tmp_path: Path) -> None:
    code, said = ended(own_environment(tmp_path, PRACTICE="off", **ports()))
    assert code == 1
    assert said == "make run is for practice, and PRACTICE is off here. Nothing was started.\n"
    assert not (tmp_path / "portal.sqlite3").exists()
