"""Recording that the database was restored from a backup: which events were lost, by the codes.

The event excuses the codes of the lost events that were written until then, and no later ones; the
log goes on from where the backup ended, and every verification tells of the gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scheduling.audit import event_writer
from scheduling.audit.codes import code_comparison, codes_file
from scheduling.audit.codes.code_comparison import RestoreGap
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import reason_with_edges
from scheduling.session_commands import Actor


class FileUnreadable(Exception):
    """The codes file is missing or can't be read, so nothing can be said of what was lost."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The event that tells of it, and which events were lost; 0 where the codes name none."""

    event: int
    first: int
    last: int


def record(*, source: str, actor: Actor) -> Restored:
    """Record a restoration from `source`, in words. Raises FileUnreadable."""
    try:
        found = codes_file.examined()
    except OSError as error:
        raise FileUnreadable(str(error)) from error
    if found is None:
        raise FileUnreadable("there is none")
    gaps = code_comparison.gaps()
    codes = code_comparison.of_this_log(found.codes)
    lost = [one for one in code_comparison.misfits_among(codes) if not _is_in(one, gaps)]
    first, last = _range(lost, codes) if lost else (0, 0)
    line = found.last_keyed
    what = _events(first, last) if lost else "no saved code names an event that is lost"
    named = reason_with_edges(source)
    said = f"{actor.name} recorded that the database was restored from {named}: {what}."
    facts: dict[str, Any] = {"restored_from": source, "lost_first": first, "lost_last": last}
    entry = event_writer.Entry(
        kind=Kind.RESTORED,
        outcome="alarm",
        sentence=event_writer.escape_braces(said),
        actor=actor,
        details=facts | {"codes_until": line.nth if line else 0},
    )
    return Restored(event_writer.record(entry), first, last)


def _is_in(code: LogCode, gaps: Iterable[RestoreGap]) -> bool:
    return any(one.excuses(code) for one in gaps)


def _range(lost: list[LogCode], codes: list[LogCode]) -> tuple[int, int]:
    """The first and the last event that was lost: from the end of the backup on, or where events
    were written since, from the last code on that fits.
    """
    numbers = {one.number for one in lost}
    head, first = codes_file.head().number, min(numbers)
    fitting = [one.number for one in codes if one.number < first]
    return (head if head < first else max(fitting, default=0)) + 1, max(numbers)


def _events(first: int, last: int) -> str:
    return f"event {first} is lost" if first == last else f"events {first} to {last} are lost"
