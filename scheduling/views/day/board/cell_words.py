"""A cell of the day board: what it says in words of a half hour, and how full that is."""

from __future__ import annotations

from scheduling.exam_sessions.moments.seat_load import BoardPlace, Cell, Load

TOO_MANY = "{count} too many"
NOBODY = "nobody"
LOADS = {
    Load.CLOSED: "closed",
    Load.EMPTY: NOBODY,
    Load.SOME: "",
    Load.NEARLY: "nearly full",
    Load.FULL: "full",
}


def cell_words(place: BoardPlace, cell: Cell, time: str, nobody: str) -> str:
    """“10:00 AM, 38 of 40, nearly full”; of a half hour in which nobody sits there, that."""
    more = f", {cell.unsure} more not certain" if cell.unsure else ""
    of = f" of {place.seats}" if place.seats is not None else ""
    said = f"{cell.taken}{of}{more}" if cell.taken or cell.unsure else ""
    load = nobody if cell.load is Load.EMPTY else LOADS[cell.load]
    load = TOO_MANY.format(count=many) if (many := over(place, cell)) else load
    shut = LOADS[Load.CLOSED]
    closed = f"{shut}: {place.special_reason}" if place.special_reason else shut
    told = ([load] if load != shut else []) + ([] if cell.is_open else [closed])
    return ", ".join(part for part in (time, said, *told) if part)


def over(place: BoardPlace, cell: Cell) -> int:
    """How many sit there for whom it has no seat."""
    return 0 if place.seats is None else max(0, cell.taken - place.seats)


def tenths(place: BoardPlace, cell: Cell) -> int:
    """How full it is; a seat that is taken is seen."""
    taken = cell.taken + cell.unsure
    if not place.seats or not taken:
        return 0
    return min(10, max(1, round(10 * taken / place.seats)))
