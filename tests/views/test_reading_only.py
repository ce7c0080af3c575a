"""Pages are read where the database takes nothing: looking writes nothing that is waited for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections

from portal.sandbox.server import Sandbox
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import READ_ONLY
from tests.support.html import words


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch, administrator: Desk, sandbox: Sandbox) -> None:
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)


def addresses(sandbox: Sandbox) -> list[str]:
    session = session_path(sandbox.needs_proctor()[0])
    pages = ["/", "/?view=all", "/?view=all&install=all", "/find/", "/board/"]
    pages += [session, f"{session}schedule/", f"{session}schedule/?type=smarter-scheduling"]
    pages += ["/audit/", "/audit/1/", "/audit/?learner=smith", "/audit/verify/", "/undecided/"]
    pages += ["/admin/", "/admin/scheduling/install/", "/admin/auth/user/", "/help/"]
    pages += ["/?q=smith", "/find/?q=smith", "/audit/?q=smith"]
    return [*pages, "/accounts/password/change/", "/accounts/login/"]


def test_every_page_opens_on_a_database_that_takes_nothing(
    administrator: Desk, sandbox: Sandbox, read_only: None
) -> None:
    answers = {path: administrator.get(path).status_code for path in addresses(sandbox)}
    assert {path: code for path, code in answers.items() if code not in (200, 302)} == {}


def test_what_is_sent_there_is_told_not_to_be_saved(administrator: Desk, read_only: None) -> None:
    answer = administrator.post("/accounts/logout/", {})
    assert answer.status_code == 503
    assert "The portal can’t reach its records" in words(answer)
