"""When a code is written: after so many events, and after an administrator has signed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from scheduling.audit.codes import codes_file
from scheduling.log.codes_after_sign_in import REASON
from scheduling.models import AuditEvent, ChainHead
from tests.support.client import Desk
from tests.support.codes_file import FILE, note
from tests.support.portal_server import Portal


@pytest.fixture(autouse=True)
def file(database: Path) -> Path:
    FILE.unlink(missing_ok=True)
    return FILE


def test_a_code_is_written_after_so_many_events_and_not_before_they_are_certain(
    settings: Settings,
) -> None:
    settings.ANCHOR_EVERY_EVENTS = 5
    here = ChainHead.objects.get(pk=1).number
    with transaction.atomic():
        for _ in range(5):
            note()
        assert codes_file.recent(5) == []
    [log_code] = codes_file.recent(5)
    assert (log_code.number, log_code.reason) == (here + 5, "every 5 events")
    settings.ANCHOR_EVERY_EVENTS = 0
    for _ in range(5):
        note()
    assert len(codes_file.recent(5)) == 1


def test_a_code_is_written_after_an_administrator_signed_in_and_after_nobody_else(
    portal: Portal,
) -> None:
    with Desk(portal.url, "coordinator"), Desk(portal.url, "auditor"):
        assert codes_file.recent(5) == []
    with Desk(portal.url, "administrator"):
        [log_code] = codes_file.recent(5)
    event = AuditEvent.objects.get(pk=log_code.number)
    assert (log_code.reason, event.kind) == (REASON, "signed_in")
