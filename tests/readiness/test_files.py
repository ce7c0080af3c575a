"""Folders, disks and a queue that take nothing are told."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.core import checks
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


@pytest.mark.parametrize("name", ["ANCHORS_FILE", "ANCHORS_FOLDER"])
def test_a_path_that_can_not_be_asked_about_is_told_beside_the_others(
    database: Path, settings: Settings, name: str
) -> None:
    setattr(settings, name, Path("/tmp") / ("x" * 300))
    told = [*files.faults(), *files.missing_folder()]
    assert [name in f"{one.said} {one.mend}" for one in told] == [True]


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


@pytest.mark.parametrize("mode", [0o666, 0o646, 0o602])
def test_a_codes_file_that_any_account_can_write_is_told(
    portal: Portal, settings: Settings, mode: int
) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own lets nobody in
        Path(name).chmod(0o711)
        settings.ANCHORS_FILE = Path(name) / "anchors.txt"
        settings.ANCHORS_FILE.write_text("")
        settings.ANCHORS_FILE.chmod(0o644)
        assert [*files.faults()] == []
        settings.ANCHORS_FILE.chmod(mode)
        status, told = readyz(portal)
        assert (status, "chmod o-w on the file of ANCHORS_FILE" in told) == (503, True)
        assert readyz(portal, "?pages")[0] == 200
        Path(name).chmod(0o700)
        assert [*files.faults()] == []


def test_a_folder_in_which_any_account_can_replace_the_codes_is_told(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as name:
        settings.ANCHORS_FILE = Path(name) / "anchors.txt"
        Path(name).chmod(0o777)
        [fault] = files.faults()
        assert (fault.where, fault.stops_pages) == (f"It is {name}.", False)
        Path(name).chmod(0o1777)  # as /tmp is
        assert [*files.faults()] == []


@pytest.mark.parametrize("kind", ["nothing", "file"])
def test_a_folder_for_the_codes_that_is_none_is_told_at_deployment(
    database: Path, tmp_path: Path, settings: Settings, kind: str
) -> None:
    def told() -> list[str]:
        found = checks.run_checks(include_deployment_checks=True)
        return [str(one.hint) for one in found if str(one.id).startswith("portal")]

    settings.ANCHORS_FOLDER = str(tmp_path)
    assert told() == []
    settings.ANCHORS_FOLDER = str(tmp_path / "away")
    if kind == "file":
        (tmp_path / "away").write_text("")
    assert told() == ["Make it, mount it, or set ANCHORS_FOLDER."]


@pytest.mark.parametrize("name", ["outcomes.lock", "outcomes.spool"])
def test_a_file_of_the_outcome_spool_that_takes_nothing_is_told(
    database: Path, tmp_path: Path, settings: Settings, name: str
) -> None:
    settings.VAR_DIR = tmp_path
    assert [*files.faults()] == []
    (tmp_path / name).mkdir()
    [fault] = files.faults()
    assert (f"{name} in VAR_DIR can’t be written" in fault.said, fault.stops_pages) == (True, False)


def test_a_codes_file_of_a_name_too_long_hides_nothing_and_stops_no_page(
    database: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.ANCHORS_FILE = tmp_path / ("x" * 300)
    [fault] = files.faults()
    assert "ANCHORS_FILE (File name too long)" in fault.said
    assert ("ANCHORS_FILE" in fault.mend, fault.stops_pages) == (True, False)
