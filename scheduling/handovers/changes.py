"""What differs between a sheet as a page showed it and the sheet as it is now.

A page carries the figures of what it showed: how many of each, and a mark of which ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scheduling.audit.chain import canonical
from scheduling.audit.event_writer import storable_text
from scheduling.digit_free_digests import mark_of
from scheduling.handovers import stored_sheets
from scheduling.handovers.day_sheet import Item, Sheet
from scheduling.handovers.parts_in_order import HandoverPart

STATUS = "status:"  # before the word of how sessions of the day stand
RESCUES, NEXT = "rescues", "next"
HOURS, BEFORE = stored_sheets.OWN_HOURS, stored_sheets.BEFORE
# Of a kept sheet: not of the next day.
OF_ALL = {"parts", "by_type", "may_lack", RESCUES, HOURS, BEFORE}
APART = OF_ALL | stored_sheets.OF_THE_LIST
Marks = Mapping[int, str]  # of each session in a part: whoever has another is there otherwise
Figures = Mapping[str, tuple[int, str, Marks]]
OF_REQUESTS = (HandoverPart.DECIDE, HandoverPart.UNCONFIRMED)  # whose moment is when it was asked
OF_ANY_DAY = (*OF_REQUESTS, HandoverPart.OUTSIDE, HandoverPart.NOT_AS_ASKED, HandoverPart.NOT_MOVED)
NOTHING: tuple[int, str, Marks] = (0, "", {})
LONGEST_KEY = 18  # digits


@dataclass(frozen=True, slots=True)
class SheetChange:
    """Something of the sheet, by its name in a kept one or by a status's word, and how many it was
    and is; which sessions are in it no more (`left`), since (`came`), or otherwise (`other`), where
    the page told.
    """

    name: str
    before: int
    now: int
    left: Sequence[int] = ()
    came: Sequence[int] = ()
    other: Sequence[int] = ()


def without_other_days(sheet: Sheet, first: datetime, last: datetime) -> Sheet:
    """The sheet without the day before, and without what its lists of any day have of other days
    than that between the two: how many of those may lack, too, of which nobody knows the day.
    """
    parts = {
        part: [one for one in items if _is_of_day(part, one, first, last)]
        if part in OF_ANY_DAY
        else items
        for part, items in sheet.parts.items()
    }
    may_lack = {part: many for part, many in sheet.may_lack.items() if part not in OF_ANY_DAY}
    return replace(sheet, parts=parts, may_lack=may_lack, day_before=None)


def _is_of_day(part: HandoverPart, one: Item, first: datetime, last: datetime) -> bool:
    """Whether the exam is of the day, or may be: where nobody knows when it is, it is."""
    starts = one.starts if part in OF_REQUESTS else (one.at,)
    return not starts or any(at is None or first <= at < last for at in starts)


def figures(sheet: Sheet) -> Figures:
    """Of each part of the sheet how many it has, a mark of which ones, and one of each; with the
    rescues, and the next day with all else.
    """
    kept = stored_sheets.as_stored(sheet)
    found = {
        name: (len(items), _mark(items), _each(items)) for name, items in kept["parts"].items()
    }
    for counts in sheet.by_type.values():
        for word, many in counts.items():
            found[f"{STATUS}{word}"] = (found.get(f"{STATUS}{word}", NOTHING)[0] + many, "", {})
    rest = [kept[name] for name in sorted(kept.keys() - APART)]
    for name in (RESCUES, HOURS, BEFORE):
        found[name] = (len(kept[name]), _mark(kept[name]), {})
    return found | {NEXT: (sheet.next_count, _mark(rest), {})}


def _mark(items: object) -> str:
    return mark_of(canonical(items), 8)


def _each(items: Sequence[Sequence[Any]]) -> Marks:
    by_session: dict[int, list[Any]] = {}
    for pk, *rest in items:
        by_session.setdefault(pk, []).append(rest)
    return {pk: _mark(found) for pk, found in by_session.items()}


def token(sheet: Sheet) -> str:
    """The figures as a page carries them along."""
    return json.dumps(figures(sheet), separators=(",", ":"))


def since(shown: str, sheet: Sheet) -> list[SheetChange]:
    """What is otherwise than a page showed it; nothing where the page's figures can't be read."""
    before, now = _read(shown), figures(sheet)
    if before is None:
        return []
    # Of what a page may have sent, only what a sheet has or may have had is named.
    names = [*now, *(name for name in before if name not in now and _is_named(name))]
    pairs = ((name, before.get(name, NOTHING), now.get(name, NOTHING)) for name in names)
    return [_change(name, was, one) for name, was, one in pairs if was[:2] != one[:2]]


def _change(name: str, was: tuple[int, str, Marks], one: tuple[int, str, Marks]) -> SheetChange:
    if was[0] != len(was[2]) and not was[2]:  # a page that told no sessions
        return SheetChange(name, was[0], one[0])
    before, now = was[2], one[2]
    return SheetChange(
        name,
        was[0],
        one[0],
        left=[pk for pk in before if pk not in now],
        came=[pk for pk in now if pk not in before],
        other=[pk for pk in now if pk in before and before[pk] != now[pk]],
    )


def _is_named(name: str) -> bool:
    is_status = name.startswith(STATUS) and storable_text(name) == name
    parts = {part.value for part in HandoverPart}
    return is_status or name in {RESCUES, HOURS, BEFORE, NEXT, *parts}


def _read(shown: str) -> Figures | None:
    try:
        return {
            str(name): (int(many), str(mark), _marks(*each))
            for name, (many, mark, *each) in json.loads(shown).items()
        }
    except (ArithmeticError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _marks(each: Mapping[str, str] | None = None) -> Marks:
    return {int(pk): str(mark) for pk, mark in (each or {}).items() if len(pk) <= LONGEST_KEY}
