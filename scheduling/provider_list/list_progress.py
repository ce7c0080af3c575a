"""How far the provider's list has been fetched, and what holds it up: what pages say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scheduling.institutions import request_budget
from scheduling.models import Institution, ListWalk, sql_statements
from scheduling.provider_list import bad_rows, list_age

# All but what may be as large as the list.
SHOWN = tuple(one.attname for one in ListWalk._meta.concrete_fields if one.name != "seen_rows")


@dataclass(frozen=True, slots=True)
class ListProgress:
    """One institution's list. `fetched` of `about` so many sessions while a walk is under way; 0
    where none is, None where nobody knows how many there are.
    """

    fetched: int = 0
    about: int | None = None
    throttled_until: datetime | None = None
    again_at: datetime | None = None  # when it is asked for next, after a failure
    bad_rows: str = ""
    has_no_end: bool = False  # so that nobody can tell what has left it
    every_bad_row: tuple[str, ...] = ()  # where the sentence does not name them all


def progress_of(institutions: Iterable[Institution]) -> dict[int, ListProgress]:
    """By the institution's key."""
    chosen = list(institutions)
    found = {walk.pk: _of(walk) for walk in _walks([one.pk for one in chosen])}
    return {one.pk: found.get(one.pk, ListProgress()) for one in chosen}


def is_renewed(institution: Institution) -> bool:
    """Whether its list is of now, the last fetch did not fail, and nothing holds it up."""
    is_held = progress_of([institution])[institution.pk].throttled_until
    return not (list_age.is_old(institution) or institution.sync_failure or is_held)


def _walks(keys: list[int]) -> list[ListWalk]:
    """Written out: every page with a list says how old it is."""
    if not keys:
        return []
    where = f"institution_id IN {sql_statements.marks(keys)}"
    return sql_statements.every(ListWalk, where, *keys, only=SHOWN)


def _of(walk: ListWalk) -> ListProgress:
    bad = bad_rows.all_of(walk)
    is_paused = request_budget.is_paused(walk, timezone.now())
    throttled = walk.pause_reason and is_paused
    known = [count for count in (walk.total, walk.sessions) if count and count > walk.fetched]
    return ListProgress(
        fetched=walk.fetched if walk.started_at else 0,
        about=known[0] if known else None,
        throttled_until=walk.paused_until if throttled else None,
        again_at=walk.paused_until if is_paused else None,
        bad_rows=bad_rows.sentence(bad) if bad else "",
        has_no_end=walk.finished_at is not None and walk.sessions is None,
        every_bad_row=tuple(bad_rows.each(bad)) if len(bad) > bad_rows.NAMED else (),
    )
