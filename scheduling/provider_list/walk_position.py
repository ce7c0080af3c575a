"""Where a walk through the provider's list goes next: a value that pages are shown to.

The list moves while it is walked: sessions come and leave, and those behind them change their
places. So full pages overlap, and where a page and the one before it have no row in common the walk
steps back. How many rows a full page has shows where another one follows it: a provider may give
fewer than it is asked for. The walk ends at an empty page, as in the vendor's own loop, whatever
the `total` says; where the same rows come again, if the last of them alone does, too; or where
behind a page that seemed the last come its last rows once more, because others came in front. What
can't be read is narrowed down to the single row, which is skipped and told of.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.proctoring_api.lists.list_page import PAGE_SIZE, BadRow, ListPage

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
    goes_round: bool = False  # whatever the offset, the same rows come back: nothing shows an end
    _before: list[str] = field(default_factory=list)
    _tail: list[str] = field(default_factory=list)  # of all rows met, as far as a page may show
    _fetched: int = 0  # rows of the page before, readable or not
    _given: int = PAGE_SIZE  # the fewest rows of a page that another one follows
    _overlap: int | None = 0  # of the next page with the one before; None where that seems the last
    _asks_for_last: bool = False
    _skipped: int = 0
    _stepped_back: bool = False

    def turn(self, page: ListPage) -> None:
        """Go on behind a page that was read."""
        sids = [row.sid for row in page.rows]
        self._skipped = 0
        if not page.fetched or self._shows_the_tail(page, sids):
            self.is_at_end = True
        elif self._asks_for_last:
            self.is_at_end, self.goes_round = True, not self._is_last(page, sids)
        elif sids and sorted(sids) == sorted(self._before) and not self._stepped_back:
            self._asks_for_last, self.limit = True, 1
            return
        elif self._is_apart(sids):
            self._step_back()
        else:
            self._go_on(page, sids)
        self.limit = min(PAGE_SIZE, self.limit * NARROWED_BY)

    @property
    def seems_behind_all(self) -> bool:
        """Whether the page before seemed the last, so that nothing may be here."""
        is_whole_page = self.limit == PAGE_SIZE and not self._asks_for_last
        return is_whole_page and self._overlap is None and bool(self._before)

    def _shows_the_tail(self, page: ListPage, sids: list[str]) -> bool:
        """Whether these are the last rows of those met, in their order: since the page before as
        many came in front, and the walk is where the list ended.
        """
        is_short = len(sids) == page.fetched < self._given
        is_part = len(sids) < len(self._tail) and self._tail[-len(sids) :] == sids
        return self.seems_behind_all and is_short and is_part

    def _is_last(self, page: ListPage, sids: list[str]) -> bool:
        """Whether a page of one row behind the list shows its end, not its beginning once more."""
        return page.fetched == 1 and sids[:1] == self._before[-1:] != self._before[:1]

    def _is_apart(self, sids: list[str]) -> bool:
        """Whether nothing of the page before is on this one: they were to overlap, or the one
        before seemed to be the last.
        """
        is_asked = self._overlap != 0 and not self._stepped_back
        return bool(is_asked and self._before and sids and not set(self._before) & set(sids))

    def _step_back(self) -> None:
        if self._overlap is None:  # so that page was a full one
            self._given, self._overlap = self._fetched, min(OVERLAP, self._fetched // 2)
            self.offset -= self._overlap
        else:
            self.offset, self._stepped_back = max(0, self.offset - PAGE_SIZE), True

    def _go_on(self, page: ListPage, sids: list[str]) -> None:
        if self.limit < PAGE_SIZE:
            self._overlap = 0
        else:
            is_full = page.fetched >= self._given
            self._overlap = min(OVERLAP, page.fetched // 2) if is_full else None
        self.offset += page.fetched - (self._overlap or 0)
        self._before, self._fetched, self._stepped_back = sids, page.fetched, False
        here = set(sids)
        self._tail = [*(one for one in self._tail if one not in here), *sids][-2 * PAGE_SIZE :]

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
