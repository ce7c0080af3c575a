"""Folders, disks and a queue that take nothing are told."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from pytest_django import Settings

from scheduling.readiness import all_checks, files
from tests.support.portal_server import Portal
from tests.support.readiness_answers import readyz
from tests.support.redis_answers import redis_that_says


def test_a_folder_for_temporary_files_that_takes_nothing_is_told(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [*files.faults()] == []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    [fault] = files.faults()
    assert "temporary files can’t be written (No such file or directory)" in fault.said
    assert ("TMPDIR" in fault.mend, fault.stops_pages) == (True, False)


TAKES_ALL = {"LLEN": ":0", "LPUSH": ":1", "DEL": ":1"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, ""),
        (
            {"LPUSH": "-OOM command not allowed when used memory > 'maxmemory'."},
            "command not allowed",
        ),
        ({"LPUSH": "-READONLY You can't write against a read only replica."}, "read only replica"),
        (
            {"LLEN": "-WRONGTYPE Operation against a key holding the wrong kind of value"},
            "wrong kind",
        ),
    ],
)
def test_a_redis_that_answers_and_takes_nothing_is_told(
    database: Path, settings: Settings, answers: dict[str, str], said: str
) -> None:
    with redis_that_says(TAKES_ALL | answers) as address:
        settings.REDIS_URL = address
        settings.HUEY = {"connection": {"url": address}}
        told = [one.for_operators for one in all_checks.find() if "The queue" in one.for_operators]
    assert (len(told), said in " ".join(told)) == (bool(said), True)


def test_a_disk_that_is_full_under_the_codes_file_alone_is_told(
    portal: Portal, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANCHORS_FILE = tmp_path / "anchors.txt"
    settings.ANCHORS_FILE.write_text("")
    usual, full = os.statvfs, list(os.statvfs(tmp_path))
    full[4] = 0  # f_bavail: the blocks that are free
    monkeypatch.setattr(
        os,
        "statvfs",
        lambda at: os.statvfs_result(full) if at == settings.ANCHORS_FILE else usual(at),
    )
    status, told = readyz(portal)
    assert (status, "No space left on device" in told, "ANCHORS_FILE" in told) == (503, True, True)
