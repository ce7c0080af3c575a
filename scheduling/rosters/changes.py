"""What differs between two states of a roster, such as a print and now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    def words(self) -> str:
        """“2 added, 1 changed, 1 no longer here”; “no changes”."""
        counted = (
            (self.added, "added"),
            (self.changed, "changed"),
            (self.gone, "no longer here"),
        )
        return ", ".join(f"{len(rows)} {word}" for rows, word in counted if rows) or "no changes"


def between(before: Iterable[PrintedRow], after: Iterable[PrintedRow]) -> Changes:
    """What came, went or changed, each by its start."""
    old, new = ({row.session_id: row for row in rows} for rows in (before, after))
    return Changes(
        added=_by_start(row for key, row in new.items() if key not in old),
        gone=_by_start(row for key, row in old.items() if key not in new),
        changed=[
            (old[row.session_id], row)
            for row in _by_start(new.values())
            if row.session_id in old and _reads_otherwise(old[row.session_id], row)
        ],
    )


def _reads_otherwise(before: PrintedRow, after: PrintedRow) -> bool:
    """Whether a row differs; what is not known of one of the two is not compared."""
    pairs = ((before.given, after.given), (before.doubt, after.doubt))
    return before != after or any(
        one != other for one, other in pairs if one is not None and other is not None
    )


def _by_start(rows: Iterable[PrintedRow]) -> list[PrintedRow]:
    return sorted(rows, key=lambda row: (row.start, row.session_id))
