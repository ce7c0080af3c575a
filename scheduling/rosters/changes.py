"""What differs between two states of a roster, such as a print and now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from scheduling.rosters.prints import PrintedRow


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows that came, that went, and that are otherwise (before, after)."""

    added: Sequence[PrintedRow]
    gone: Sequence[PrintedRow]
    changed: Sequence[tuple[PrintedRow, PrintedRow]]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    @property
    def rows(self) -> int:
        """How many lines tell of them."""
        return len(self.added) + len(self.gone) + len(self.changed)

    @property
    def words(self) -> str:
        """“2 added, 1 changed, 1 no longer here”; “no changes”. Counts people: who may come at
        either of two times has two rows.
        """
        counted = (
            (self.added, "added"),
            ([now for _, now in self.changed], "changed"),
            (self.gone, "no longer here"),
        )
        told = [(len({one.session_id for one in rows}), word) for rows, word in counted]
        return ", ".join(f"{many} {word}" for many, word in told if many) or "no changes"


def between(before: Iterable[PrintedRow], after: Iterable[PrintedRow]) -> Changes:
    """What came, went or changed, each by its start. A session may have two rows while a move of it
    is being checked: those of one start and place belong together, then whatever is left.
    """
    old, new = _by_session(before), _by_session(after)
    found = [_paired(old.get(key, []), new.get(key, [])) for key in old | new]
    pairs = [pair for one in found for pair in one]
    changed = [(was, now) for was, now in pairs if was and now and _reads_otherwise(was, now)]
    return Changes(
        added=_by_start(now for was, now in pairs if now and not was),
        gone=_by_start(was for was, now in pairs if was and not now),
        changed=sorted(changed, key=lambda pair: (pair[1].start, pair[1].session_id)),
    )


def _reads_otherwise(before: PrintedRow, after: PrintedRow) -> bool:
    """Whether a row differs; what is not known of one of the two is not compared."""
    pairs = ((before.given, after.given), (before.doubt, after.doubt))
    return (
        before != after
        or has_other_name(before, after)
        or any(one != other for one, other in pairs if one is not None and other is not None)
    )


def has_other_name(before: PrintedRow, after: PrintedRow) -> bool:
    """Whether the learner has another name by now, where both are known."""
    return None not in (marks := {before.name_mark, after.name_mark}) and len(marks) > 1


def _by_session(rows: Iterable[PrintedRow]) -> dict[int, list[PrintedRow]]:
    found: dict[int, list[PrintedRow]] = {}
    for row in _by_start(rows):
        found.setdefault(row.session_id, []).append(row)
    return found


def _paired(
    old: Sequence[PrintedRow], new: Sequence[PrintedRow]
) -> list[tuple[PrintedRow | None, PrintedRow | None]]:
    """The rows of one session, each beside what it is now."""
    by_seat = {_seat(row): row for row in new}
    same = {row: by_seat.pop(seat) for row in old if (seat := _seat(row)) in by_seat}
    left = zip_longest((row for row in old if row not in same), by_seat.values())
    return [*same.items(), *left]


def _seat(row: PrintedRow) -> tuple[datetime, str]:
    return row.start, row.location_sid


def _by_start(rows: Iterable[PrintedRow]) -> list[PrintedRow]:
    return sorted(rows, key=lambda row: (row.start, row.session_id))
