"""A case file in a real browser:
downloaded, opened from the disk without the portal, and checked with the program.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.sandbox.server import Sandbox
from tests.support.axe import findings, findings_at
from tests.support.booking_actions import book, move
from tests.support.browser_windows import Windows
from tests.support.client import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
CHECKER = Path(__file__).resolve().parent.parent.parent / "docs/verify_case.py"


def test_the_file_is_read_and_checked_without_the_portal(
    windows: Windows, desk: Desk, sandbox: Sandbox, tmp_path: Path
) -> None:
    where = book(desk, sandbox)
    move(desk, where)
    page = windows.open("auditor")
    address = f"/audit/case/?install={where['installSid']}&session={where['sessionSid']}"
    found = findings_at(
        page, ["/audit/case/", address, "/audit/case/?session=ES0", "/audit/export/"]
    )

    session = "/".join(where[name] for name in ("installSid", "examSid", "sessionSid"))
    page.goto(f"/audit/story/session/{session}/")
    page.get_by_role("link", name="Case file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for reading").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.context.set_offline(True)
    page.goto(file.as_uri())

    expect(page.get_by_role("complementary", name="Practice")).to_contain_text("PRACTICE.")
    articles = page.get_by_role("article")
    expect(articles).to_have_count(4)
    expect(articles.last).to_contain_text("Ana Ruiz moved ")
    expect(articles.last).to_contain_text(
        "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC) → Friday, January 15, 2027"
    )
    page.get_by_text("verify_case.py", exact=True).last.click()
    expect(page.locator("pre")).to_have_text(CHECKER.read_text(), use_inner_text=True)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found + findings(page) == []

    checked = subprocess.run(
        [sys.executable, "-I", CHECKER, file], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, "HOLDS up to event" in checked.stdout) == (0, True), checked.stdout
