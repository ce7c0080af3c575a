"""Codes of the log whose key is not here any more are told."""

from __future__ import annotations

from pytest_django import Settings

from scheduling.readiness import all_checks
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
