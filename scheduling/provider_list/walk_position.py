"""Where a walk through the provider's list goes next: a value that pages are shown to.

The list moves while it is walked: sessions come and leave, and those behind them change their
places. So full pages overlap, and where a page and the one before it have no row in common the walk
steps back. It ends at an empty page, as in the vendor's own loop, whatever the `total` says. What
can't be read is narrowed down to the single row, which is skipped and told of.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.proctoring_api.list_rows import PAGE_SIZE, BadRow, Page

OVERLAP = 10
NARROWED_BY = 8  # four requests from a whole page to the one row that spoils it
MOST_SKIPPED_IN_A_ROW = 3
MOST_SESSIONS = 5_000_000
CANT_BE_READ = "it can't be read"


@dataclass(slots=True)
class WalkPosition:
    """The place in the list: `offset` and `limit` are what to ask for next."""

    offset: int = 0
    limit: int = PAGE_SIZE
    is_at_end: bool = False
    goes_round: bool = False  # whatever the offset, the same rows come back, in whatever order
    _before: list[str] = field(default_factory=list)
    _skipped: int = 0
    _stepped_back: bool = False

    def turn(self, page: Page) -> None:
        """Go on behind a page that was read."""
        sids = [row.sid for row in page.rows]
        self._skipped = 0
        if not page.fetched:
            self.is_at_end = True
        elif sids and sorted(sids) == sorted(self._before) and not self._stepped_back:
            self.is_at_end = self.goes_round = True
        elif self._has_gap(sids):
            self.offset, self._stepped_back = max(0, self.offset - PAGE_SIZE), True
        else:
            self._go_on(page, sids)
        self.limit = min(PAGE_SIZE, self.limit * NARROWED_BY)

    def _has_gap(self, sids: list[str]) -> bool:
        """Whether nothing of the page before is on this one, though they were to overlap."""
        behind = self._before[-OVERLAP:] if len(self._before) >= PAGE_SIZE else []
        return bool(
            behind and sids and not self._stepped_back and not set(behind).intersection(sids)
        )

    def _go_on(self, page: Page, sids: list[str]) -> None:
        is_full = self.limit == PAGE_SIZE and page.fetched >= PAGE_SIZE
        self.offset += page.fetched - (OVERLAP if is_full else 0)
        self._before, self._stepped_back = sids, False

    def narrow(self) -> BadRow | None:
        """Ask for less of what could not be read; the row that it comes down to is skipped.

        Raises ValueError where one row after the other can't be read: then it is not the rows.
        """
        if self.limit > 1:
            self.limit = max(1, self.limit // NARROWED_BY)
            return None
        self._skipped += 1
        if self._skipped > MOST_SKIPPED_IN_A_ROW:
            raise ValueError("nothing of the list can be read")
        self.offset += 1
        return BadRow(self.offset - 1, "", CANT_BE_READ)
