"""Words that a command is to record are recorded whole, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scheduling.audit.codes import codes_file
from scheduling.models import AuditEvent

LONGEST = "the backup of May 2 ".ljust(199, "x") + "."


@pytest.mark.parametrize(
    ("given", "kind"),
    [(["audit_restored"], "restored"), (["audit_anchor", "--reason"], "code_noted")],
)
def test_what_is_too_long_is_not_cut_off(database: Path, given: list[str], kind: str) -> None:
    codes_file.write(reason="hourly")
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match="at most 200 characters"):
        call_command(*given, f"{LONGEST}.")
    assert AuditEvent.objects.count() == before
    call_command(*given, LONGEST)
    assert LONGEST[:-1] in AuditEvent.objects.get(kind=kind).sentence


def test_a_reason_stands_whole_in_the_file_of_codes(database: Path) -> None:
    call_command("audit_anchor", "--reason", LONGEST)
    assert codes_file.recent(1)[0].reason == LONGEST
