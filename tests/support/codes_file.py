"""The file of the log's codes as somebody might leave it who owns the machine but not the key."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file
from scheduling.audit.event_writer import Entry
from tests.support.audit_log import ANA, SOME_KIND

FILE = Path(settings.ANCHORS_FILE)


def note(said: str = "Something happened.") -> int:
    """An event; its number."""
    return event_writer.record(Entry(kind=SOME_KIND, sentence=said, actor=ANA))


def note_codes(count: int) -> list[int]:
    """Events with a code after each; their numbers."""
    numbers = []
    for _ in range(count):
        numbers.append(note())
        codes_file.write(reason="a test")
    return numbers


def lines() -> list[str]:
    return FILE.read_text().splitlines(keepends=True)


def plain(line: str) -> str:
    """A line as the portal wrote them before they had a key."""
    at, number, hash, code, *_, reason = line.split(" ", 7)
    return f"{at} {number} {hash} {code} {reason}"
