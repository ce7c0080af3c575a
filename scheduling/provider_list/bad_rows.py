"""Rows of the provider's list of which something can't be used: named to administrators once; what
does not name a session is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import Institution, ListWalk
from scheduling.proctoring_api.lists.list_page import BadRow
from scheduling.proctoring_api.parsing import is_sid
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
MOST = 50  # of those whose sessions are taken, and of the others
NAMED = 3
TAKEN = "taken"

Named = dict[str, str]


@dataclass(frozen=True, slots=True)
class NamedRows:
    """Why rows whose sessions are taken were named, by SID; whether all that there were are."""

    why: Mapping[str, str] = field(default_factory=dict)
    is_all: bool = False


NOTHING_TOLD = NamedRows()


def note(institution: Institution, walk: ListWalk, found: Iterable[BadRow]) -> None:
    """Add what a page had to the walk's, and write an event about those nobody was told of yet.

    The caller saves the walk.
    """
    fresh = [_named(row) for row in found]
    fresh = [one for one in fresh if one not in walk.bad_rows]
    taken, left_out = (_of_kind(walk.bad_rows, is_taken=one) for one in (True, False))
    fresh = [
        *_of_kind(fresh, is_taken=False)[: MOST - len(left_out)],
        *_of_kind(fresh, is_taken=True)[: MOST - len(taken)],
    ]
    walk.bad_rows = [*walk.bad_rows, *fresh]
    if news := [one for one in fresh if one not in walk.told_bad_rows]:
        _tell(institution, news)


def named_rows(walk: ListWalk) -> NamedRows:
    """Why each was named in the last walk, and in the one that is under way."""
    why: dict[str, str] = {}
    for one in _of_kind(all_of(walk), is_taken=True):
        why[one["sid"]] = f"{why.get(one['sid'], '')}, {one['why']}"
    return NamedRows(why, is_all=len(_of_kind(walk.told_bad_rows, is_taken=True)) < MOST)


def has_nameless(walk: ListWalk) -> bool:
    """Whether the walk met a row that does not say which session it is, or more than are kept: it
    may be any.
    """
    left_out = _of_kind(walk.bad_rows, is_taken=False)
    return len(left_out) >= MOST or any(not is_sid(one["sid"], "ES") for one in left_out)


def _of_kind(rows: Iterable[Named], *, is_taken: bool) -> list[Named]:
    return [one for one in rows if (TAKEN in one) == is_taken]


def _named(row: BadRow) -> Named:
    """Without its place: that is another one as soon as the list moves."""
    named = {"sid": row.sid, "why": row.why} | ({TAKEN: "yes"} if row.is_taken else {})
    return named | {"described": row.described} if row.described else named


def _tell(institution: Institution, news: list[Named]) -> None:
    said = f"The list of {institution.name} has damaged rows: {sentence(news)}"
    log.error("%s: %s", institution.sid, said)
    event_writer.record(
        event_writer.Entry(
            kind=Kind.LIST_ROWS_BAD,
            sentence=event_writer.escape_braces(said),
            actor=PORTAL,
            install_sid=institution.sid,
            details={"rows": [{k: v for k, v in one.items() if k != TAKEN} for one in news]},
        )
    )


def sentence(rows: list[Named]) -> str:
    """“ES0…1 (its exam SID is blank), a row without a SID (it can't be read) and 4 more.”"""
    named = each(rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{', '.join(named)}{more}."


def each(rows: list[Named]) -> list[str]:
    """Every row by itself, as the sentence names it."""
    return [f"{_label(one)} ({one['why']})" for one in rows]


def _label(row: Named) -> str:
    """Whatever stood where the SID belongs has edges in a sentence; a row that says nothing there
    is named by what else it says.
    """
    sid, described = row["sid"], row.get("described", "")
    if not sid:
        return f"a row without a SID, of “{described}”" if described else "a row without a SID"
    return sid if is_sid(sid, "ES") else f"“{sid}”"


def sentences_by_institution(institutions: Iterable[Institution]) -> dict[int, str]:
    """What is to be said of each institution's list now, by the institution's key."""
    walks = ListWalk.objects.filter(institution__in=list(institutions)).only(
        "bad_rows", "told_bad_rows", "started_at"
    )
    found = {walk.pk: all_of(walk) for walk in walks}
    return {pk: sentence(rows) for pk, rows in found.items() if rows}


def all_of(walk: ListWalk) -> list[Named]:
    """Those of the last walk, and of the one that is under way, first those that are left out; at
    most `MOST` of each are kept.
    """
    fresh = walk.bad_rows if walk.started_at else []
    rows = [*walk.told_bad_rows, *(one for one in fresh if one not in walk.told_bad_rows)]
    return [*_of_kind(rows, is_taken=False), *_of_kind(rows, is_taken=True)]
