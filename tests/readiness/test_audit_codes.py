"""Codes of the log whose key is not here any more are told."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from pytest_django import Settings

from scheduling.audit.codes import delivery
from scheduling.readiness import all_checks, deploy_check
from tests.support.codes_file import FILE, lines, note_codes
from tests.support.portal_server import Portal
from tests.support.readiness_answers import readyz


def test_codes_that_fit_no_key_any_more_are_told_before_the_next_verification_is_red(
    portal: Portal, settings: Settings
) -> None:
    note_codes(3)
    assert readyz(portal) == (200, "ready\n")
    was = settings.SECRET_KEY
    settings.SECRET_KEY = "another secret that is long enough to be one"
    settings.SECRET_KEY_FALLBACKS = [was]
    assert readyz(portal) == (200, "ready\n")
    settings.SECRET_KEY_FALLBACKS = []
    note_codes(1)  # with the new key: what stands before it fits none all the same
    status, told = readyz(portal)
    assert (status, told.splitlines()[0]) == (503, "not ready")
    assert "with a key that is not here any more" in told and "ANCHORS_KEYS" in told
    assert "with a key that is not here any more" in "".join(
        fault.in_full for fault in all_checks.find()
    )
    settings.ANCHORS_KEYS = [was]
    assert readyz(portal) == (200, "ready\n")
    FILE.write_text("".join(lines()[:1]))
    settings.ANCHORS_KEYS = []
    assert readyz(portal)[0] == 503


def told_at_deployment() -> list[str]:
    return [f"{one.msg} {one.hint}" for one in deploy_check.check(None)]


@pytest.mark.parametrize("kind", ["folder", "pipe", "file"])
def test_a_file_in_the_folder_for_codes_that_takes_nothing_is_told_at_deployment(
    database: Path, tmp_path: Path, settings: Settings, kind: str
) -> None:
    settings.ANCHORS_FOLDER = str(tmp_path)
    assert told_at_deployment() == []
    file = delivery.file_in_folder()
    {"folder": file.mkdir, "pipe": lambda: os.mkfifo(file), "file": file.touch}[kind]()
    told = told_at_deployment()
    assert [("ANCHORS_FOLDER" in one, str(tmp_path) in one) for one in told] == [(True, True)] * (
        kind != "file"
    )


def test_a_system_log_that_nobody_listens_at_is_told_at_deployment(
    database: Path, settings: Settings
) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        settings.ANCHORS_SYSLOG = f"{folder}/log"
        [gone] = told_at_deployment()
        listening.bind(settings.ANCHORS_SYSLOG)
        [deaf] = told_at_deployment()
        listening.listen()
        assert told_at_deployment() == []
        settings.ANCHORS_SYSLOG = "/dev/null"
        [none] = told_at_deployment()
    assert ["the system log of ANCHORS_SYSLOG (" in one for one in (gone, deaf, none)] == [True] * 3


def test_a_place_that_can_not_be_asked_about_hides_nothing_else_at_deployment(
    database: Path, settings: Settings
) -> None:
    settings.ANCHORS_SYSLOG = "/" + "x" * 300  # longer than any socket's path
    settings.SECURE_COOKIES = settings.PRACTICE = False
    [place, cookies] = told_at_deployment()
    assert ("ANCHORS_SYSLOG (" in place, "SECURE_COOKIES" in cookies) == (True, True)
