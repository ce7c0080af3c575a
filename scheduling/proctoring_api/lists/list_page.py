"""A page of a list: the rows that it holds, and which of them can't be used, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import starmap
from typing import Any

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.lists.row_sids import RowSids
from scheduling.proctoring_api.parsing import JsonObject, number
from scheduling.proctoring_api.redaction import cleaned, own_secrets
from scheduling.proctoring_api.responses.lenient_rows import ListBody
from scheduling.proctoring_api.responses.named_others import names_another

PAGE_SIZE = 200  # rows that are asked for at once
LISTED_TWICE = "it is listed twice, and differently"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScope:
    """What a list was asked about; "" for what is not known. A row that names another is none of
    it, whatever it says.
    """

    install_sid: str
    exam_sid: str = ""
    enrollment_sid: str = ""
    user_sid: str = ""

    def fault(self, row: Any) -> str:
        """Why the row is none of what was asked for, "" where nothing says so."""
        named: RowSids = row.named
        if names_another(self.install_sid, named.install_sids):
            return "it is another institution’s"
        if names_another(self.exam_sid, named.exam_sids):
            return "it is another exam’s"
        is_theirs = (
            (self.enrollment_sid, named.enrollment_sids),
            (self.user_sid, named.user_sids),
        )
        return "it is another learner’s" if any(starmap(names_another, is_theirs)) else ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of which something can't be used: where it stands in the list, what it said for the
    session's SID ("" for nothing), why, and what else it says of a session that it does not name;
    whether it is about another than the list was asked for, and whether the session that it names
    is known by it for one of the list.
    """

    place: int
    sid: str
    why: str
    described: str = ""
    is_another_s: bool = False
    is_taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list. `total` is what the provider gave for one, which may be wrong; None where
    it gave no number. Left out are rows that name no session; they are among the `bad` ones.

    `fetched` counts the rows as they came, readable or not: what the next page's offset is made of.
    """

    rows: list[Any]
    total: int | None
    offset: int
    fetched: int
    exchange: Exchange
    bad: tuple[BadRow, ...] = ()

    @classmethod
    def read(
        cls,
        body: ListBody,
        *,
        reader: Callable[[JsonObject], Any],
        offset: int,
        exchange: Exchange,
        scope: ListScope,
        secrets: tuple[str, ...] = (),
    ) -> ListPage:
        """The page without what must not be kept: card numbers, links, and the secrets that were
        sent, or that a row names itself: what another row says of its exam is no secret of that
        one, and a row reads the same whoever stands beside it.
        """
        rows, bad = [], []
        for place, one in enumerate(body.results):
            named = (*secrets, *own_secrets(one))
            row = _keepable(reader(one), named) if isinstance(one, dict) else None
            fault = "it is not a session" if row is None else row.fault
            is_another_s = scope.fault(row) if row is not None else ""
            if row is not None and not (fault or is_another_s):
                rows.append(row)
            flaws = (body.flaws.get(place, ""), getattr(row, "flaw", ""))
            if why := ", ".join(filter(None, (fault or is_another_s, *flaws))):
                one_bad = _bad(row, offset + place, why, is_another_s=bool(is_another_s))
                is_taken = row is not None and not (fault or is_another_s)
                bad.append(replace(one_bad, is_taken=is_taken))
        total = number(body.total)
        rows, torn = _each_once(rows)
        bad += [BadRow(offset, sid, LISTED_TWICE, is_taken=True) for sid in torn]
        return cls(
            rows=rows,
            total=int(total) if total is not None and total >= 0 else None,
            offset=offset,
            fetched=len(body.results),
            exchange=exchange,
            bad=tuple(bad),
        )


def _bad(row: Any, place: int, why: str, *, is_another_s: bool) -> BadRow:
    if row is None:
        return BadRow(place, "", why)
    described = "" if row.sid else getattr(row, "described", "")
    return BadRow(place, row.sid[:34], why, described, is_another_s)


def _each_once(rows: list[Any]) -> tuple[list[Any], list[str]]:
    """Each session once, and the SIDs of those that one page tells in several ways: which of them
    holds nobody knows, so it is taken to show nothing of what they tell differently.
    """
    first: dict[str, Any] = {}
    torn: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = first.setdefault(row.sid, row)
        if apart := {name: unsaid for name, unsaid in _unsaid(row) if _differs(known, row, name)}:
            torn[row.sid] = torn.get(row.sid, {}) | apart
    kept = [replace(row, **torn.get(sid, {})) for sid, row in first.items()]
    return kept, list(torn)


def _unsaid(row: Any) -> list[tuple[str, Any]]:
    """Each thing that a row may say, and what stands for it where it says nothing."""
    return [(one.name, one.default) for one in fields(row) if one.name != "sid"]


def _differs(first: Any, other: Any, name: str) -> bool:
    return bool(getattr(first, name) != getattr(other, name))


def _keepable(row: Any, secrets: tuple[str, ...]) -> Any:
    """The row, which is a fraction of what came, is cleaned after reading."""
    told = ((one.name, getattr(row, one.name)) for one in fields(row))
    texts = {name: value for name, value in told if value and isinstance(value, str)}
    kept = {name: cleaned(value, secrets) for name, value in texts.items()}
    return row if kept == texts else replace(row, **kept)
