"""Programs start and go on without their queue, and say so once a minute."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduling.management.repeated_log_lines import LineAMinute
from scheduling.models import Heartbeat
from tests.support.fault_processes import ROOT, environment
from tests.support.polling import until

SERVE = """
import django
django.setup()
from django.test import Client
from scheduling import tasks
tasks.verify_log(1)
print(Client().get("/accounts/login/", SERVER_NAME="localhost").status_code)
"""


@pytest.mark.long
@pytest.mark.parametrize("trouble", ["broken file", "no folder"])
def test_a_web_process_starts_without_the_queue_s_file(
    database: Path, tmp_path: Path, trouble: str
) -> None:
    told = environment(database) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    told |= {"LOG_LEVEL": "WARNING", "VAR_DIR": str(tmp_path / "here")}
    if trouble == "no folder":
        (tmp_path / "here").write_text("a file where the folder should be")
    else:
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "queue.sqlite3").write_bytes(b"this is no database" * 500)
    done = subprocess.run(
        [sys.executable, "-c", SERVE], cwd=ROOT, env=told, capture_output=True, text=True
    )
    assert done.stdout.strip() == "200", done.stderr[-2000:]
    assert "queue.sqlite3 can't be used" in done.stderr
    assert "the next round takes it" in done.stderr


@pytest.mark.long
def test_a_worker_without_redis_works_and_fills_no_log(database: Path, tmp_path: Path) -> None:
    told = environment(database) | {"REDIS_URL": "redis://127.0.0.1:9/0", "LOG_LEVEL": "WARNING"}
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=ROOT, env=told, stderr=file
        )
        try:
            until(Heartbeat.objects.exists)
            time.sleep(2)  # four threads that ask twice a second
            assert process.poll() is None
        finally:
            process.kill()
            process.wait()
    lines = log.read_text().splitlines()
    assert any("Error reading from queue" in line for line in lines)
    assert sum("Error reading from queue" in line for line in lines) == 1
    assert "Traceback" not in log.read_text()


def test_a_line_that_repeats_itself_is_told_once_and_others_always() -> None:
    calm = LineAMinute()

    def is_told(name: str, said: str) -> bool:
        return calm.filter(logging.LogRecord(name, logging.ERROR, "", 0, said, None, None))

    assert [is_told("huey.consumer.Worker", "away") for _ in range(3)] == [True, False, False]
    assert [is_told("scheduling.worker.loop", "away"), is_told("huey", "back")] == [True, True]
    assert [is_told("scheduling.booking", "away") for _ in range(2)] == [True, True]


def test_messages_that_nobody_signed_are_one_line_however_many_there_are() -> None:
    calm = LineAMinute()
    lines = list[str]()
    for number in range(50):
        try:
            raise ValueError(f"Signature \"b'{str(number) * 900}'\" mismatch!")
        except ValueError:
            told = sys.exc_info()
        record = logging.LogRecord(
            "huey.consumer.Worker", logging.ERROR, "", 0, "Error", None, told
        )
        lines += [record.getMessage()] if calm.filter(record) else []
    assert [len(line) < 250 and "Signature" in line for line in lines] == [True]
