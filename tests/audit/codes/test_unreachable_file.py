"""A codes file that can't be asked about is told, with the variable, and stops no page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.support.client import Desk
from tests.support.portal_server import Portal
from tests.support.readiness_answers import readyz

TOO_LONG = Path(f"/{'x' * 300}")  # as a folder that is shut, it can't be asked about, also by root


@pytest.mark.parametrize("path", ["/", "/audit/", "/audit/verify/", "/audit/codes/", "/admin/"])
def test_pages_go_on(administrator: Desk, settings: Settings, path: str) -> None:
    settings.ANCHORS_FILE = TOO_LONG
    assert administrator.get(path).status_code == 200


def test_the_page_of_the_codes_says_why(administrator: Desk, settings: Settings) -> None:
    settings.ANCHORS_FILE = TOO_LONG
    page = administrator.get("/audit/verify/").text
    assert "The file for the log’s codes can’t be written: File name too long." in page


def test_readiness_goes_on_for_pages(portal: Portal, settings: Settings) -> None:
    settings.ANCHORS_FILE = TOO_LONG
    assert readyz(portal, "?pages")[0] == 200
