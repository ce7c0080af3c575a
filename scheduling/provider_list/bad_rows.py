"""Rows of the provider's list that can't be used: left out, and named to administrators once."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import Institution, ListWalk
from scheduling.proctoring_api.list_rows import BadRow
from scheduling.proctoring_api.parsing import is_sid
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
MOST = 50
NAMED = 3

Named = dict[str, str]


def note(institution: Institution, walk: ListWalk, found: Iterable[BadRow]) -> None:
    """Add what a page had to the walk's, and write an event about those nobody was told of yet.

    The caller saves the walk.
    """
    fresh = [_named(row) for row in found]
    fresh = [one for one in fresh if one not in walk.bad_rows][: MOST - len(walk.bad_rows)]
    walk.bad_rows = [*walk.bad_rows, *fresh]
    if news := [one for one in fresh if one not in walk.told_bad_rows]:
        _tell(institution, news)


def told(walk: ListWalk) -> dict[str, str]:
    """Why each of them was named, by its SID, in the last walk and in the one that is under way."""
    return {one["sid"]: one["why"] for one in all_of(walk)}


def has_nameless(walk: ListWalk) -> bool:
    """Whether the walk met a row that does not say which session it is, or more than are kept: it
    may be any.
    """
    return len(walk.bad_rows) >= MOST or any(not is_sid(one["sid"], "ES") for one in walk.bad_rows)


def _named(row: BadRow) -> Named:
    """Without its place: that is another one as soon as the list moves."""
    named = {"sid": row.sid, "why": row.why}
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
            details={"rows": news},
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


def standing(institutions: Iterable[Institution]) -> dict[int, str]:
    """What is to be said of each institution's list now, by the institution's key."""
    walks = ListWalk.objects.filter(institution__in=list(institutions)).only(
        "bad_rows", "told_bad_rows", "started_at"
    )
    found = {walk.pk: all_of(walk) for walk in walks}
    return {pk: sentence(rows) for pk, rows in found.items() if rows}


def all_of(walk: ListWalk) -> list[Named]:
    """Those of the last walk, and of the one that is under way; at most `MOST` of each are kept."""
    fresh = walk.bad_rows if walk.started_at else []
    return [*walk.told_bad_rows, *(one for one in fresh if one not in walk.told_bad_rows)]
