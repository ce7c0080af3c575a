"""A handover's sheet as it is stored, and read again; sheets of before lack what came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields, replace
from datetime import date
from operator import index
from typing import Any
from zoneinfo import ZoneInfo

from scheduling import digit_free_digests
from scheduling.audit.chain import canonical
from scheduling.handovers.day_sheet import Item, LeftOver, Maybe, Rescue, Sheet
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.handovers.told_opening_hours import Hours
from scheduling.wall_time import moment_in

NEXT = "next_"  # before the names of what is kept of the next day
HOURS = f"{NEXT}hours"
OWN_HOURS, BEFORE = "hours", "day_before"
LATE, LIST, RENEWED = "may_be_late", "list_as_of", "list_renewed"
OF_THE_LIST = {LIST, RENEWED}
CHANGED_BEFORE = "Changed outside this portal"


def as_stored(sheet: Sheet) -> dict[str, Any]:
    """A sheet as it is stored."""
    parts = {part.value: [_item_kept(one) for one in found] for part, found in sheet.parts.items()}
    return {
        "by_type": {name: dict(counts) for name, counts in sheet.by_type.items()},
        "parts": parts,
        "next_day": sheet.next_day.isoformat() if sheet.next_day else "",
        "next_count": sheet.next_count,
        "unplaced": sheet.unplaced,
        LATE: sheet.may_be_late,
        "may_lack": _parts_kept(sheet.may_lack),
        "rescues": [[one.number, one.title, dict(one.counts)] for one in sheet.rescues],
        HOURS: [_hours_kept(one) for one in sheet.next_hours or ()],
        OWN_HOURS: [_hours_kept(one) for one in sheet.hours or ()],
        BEFORE: _left_over_kept(sheet.day_before) if sheet.day_before else [],
        LIST: sheet.list_as_of.isoformat() if sheet.list_as_of else "",
        RENEWED: sheet.is_renewed,
    } | _maybe_kept(sheet.next_maybe)


def _item_kept(one: Item) -> list[Any]:
    starts = [[start.isoformat() for start in one.starts]] if one.starts else []
    return [one.session_id, one.at.isoformat() if one.at else "", one.said, *starts]


def _item_in(pk: int, at: str, said: str, starts: Sequence[str] = ()) -> Item:
    """Sheets of before kept no starts."""
    moments = tuple(moment_in(one) for one in starts)
    return Item(index(pk), moment_in(at) if at else None, _text(said), moments)


def _of_before(one: Item) -> Item:
    """An item of a sheet that had no list of what was changed outside: such stood among what was to
    be decided, told by these words alone.
    """
    return replace(one, is_change=one.said == CHANGED_BEFORE)


def _text(kept: str) -> str:
    if not isinstance(kept, str):
        raise TypeError(kept)
    return kept


def _counts_in(kept: Mapping[str, int]) -> dict[str, int]:
    return {_text(name): index(many) for name, many in kept.items()}


def _rescue_in(number: int, title: str, counts: Mapping[str, int]) -> Rescue:
    return Rescue(index(number), _text(title), _counts_in(counts))


def _hours_kept(one: Hours) -> list[Any]:
    spans = [[moment.isoformat() for moment in span] for span in one.spans]
    maybe = [one.maybe] if one.maybe else []
    return [one.place, one.zone, one.reason, spans, one.outside, *maybe]


def _hours_in(
    place: str,
    zone: str,
    reason: str,
    spans: Sequence[Sequence[str]],
    outside: int,
    maybe: int = 0,
) -> Hours:
    times = [(moment_in(opens), moment_in(closes)) for opens, closes in spans]
    counts = index(outside), index(maybe)
    return Hours(_text(place), str(ZoneInfo(zone)), _text(reason), times, *counts)


def _all_hours_in(kept: Sequence[Sequence[Any]] | None) -> list[Hours] | None:
    """None where the sheet did not keep them."""
    return None if kept is None else [_hours_in(*one) for one in kept]


def _parts_kept(counts: Mapping[HandoverPart, int]) -> dict[str, int]:
    return {part.value: many for part, many in counts.items()}


def _parts_in(kept: Mapping[str, int]) -> dict[HandoverPart, int]:
    return {HandoverPart(name): many for name, many in _counts_in(kept).items()}


def _left_over_kept(one: LeftOver) -> list[Any]:
    return [one.day.isoformat(), _parts_kept(one.found), _parts_kept(one.not_known), one.is_signed]


def _left_over_in(
    day: str, found: Mapping[str, int], not_known: Mapping[str, int], is_signed: bool
) -> LeftOver:
    return LeftOver(
        date.fromisoformat(day), _parts_in(found), _parts_in(not_known), is_signed=bool(is_signed)
    )


def _maybe_kept(maybe: Maybe | None) -> dict[str, int]:
    return {f"{NEXT}{name}": many for name, many in asdict(maybe).items()} if maybe else {}


def _maybe_in(stored: Mapping[str, Any]) -> Maybe | None:
    """Who might come besides; None where the sheet did not keep it."""
    names = {one.name: one.default is MISSING for one in fields(Maybe)}
    if any(f"{NEXT}{name}" not in stored for name, is_always in names.items() if is_always):
        return None
    return Maybe(**{name: index(stored.get(f"{NEXT}{name}", 0)) for name in names})


def sheet_in(stored: Mapping[str, Any]) -> Sheet | None:
    """A sheet that was stored; None where it is none, as `kept` makes them."""
    try:
        return _sheet_in(stored)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _sheet_in(stored: Mapping[str, Any]) -> Sheet:
    stored_parts = stored["parts"]
    parts = {
        part: [_item_in(*one) for one in stored_parts.get(part.value, [])] for part in HandoverPart
    }
    if HandoverPart.OUTSIDE.value not in stored_parts:
        parts[HandoverPart.DECIDE] = [_of_before(one) for one in parts[HandoverPart.DECIDE]]
    next_day = stored["next_day"]
    return Sheet(
        by_type={name: _counts_in(counts) for name, counts in stored["by_type"].items()},
        parts=parts,
        next_day=date.fromisoformat(next_day) if next_day else None,
        next_count=index(stored["next_count"]),
        unplaced=index(stored["unplaced"]),
        next_maybe=_maybe_in(stored),
        next_hours=_all_hours_in(stored.get(HOURS)),
        hours=_all_hours_in(stored.get(OWN_HOURS)),
        day_before=_left_over_in(*before) if (before := stored.get(BEFORE)) else None,
        may_lack=_parts_in(stored.get("may_lack", {})),
        rescues=[_rescue_in(*one) for one in stored.get("rescues", [])],
        may_be_late=index(late) if (late := stored.get(LATE)) is not None else None,
        list_as_of=moment_in(loaded) if (loaded := stored.get(LIST)) else None,
        is_renewed=stored.get(RENEWED) is not False,
    )


def mark_of(sheet: Sheet, about: str) -> str:
    """A short mark by which it is known whether a sheet is still the one that was shown, `about`
    that place and day: two empty days are not the same. A list that was loaded again and has
    nothing new, or is not, makes no other one.
    """
    told = {name: one for name, one in as_stored(sheet).items() if name not in OF_THE_LIST}
    return digit_free_digests.mark_of(canonical([about, told]), 16)
