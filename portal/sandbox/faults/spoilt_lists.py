"""Trouble in a list alone: one row that can't be used, a wrong total, rows on the move."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from portal.sandbox.answers import Reply
from portal.sandbox.connection import Way
from portal.sandbox.faults.registry import Act, kind

Row = dict[str, Any]
_SECOND = '"exam": {"title": "Said first", "title": "Said second"}'
# What stands in the place of the row, as JSON text.
SPOILT_ROWS: dict[str, Callable[[Row], str]] = {
    "blank_session": lambda row: json.dumps(row | {"sid": ""}),
    "blank_exam": lambda row: json.dumps(_of_exam(row, "")),
    "odd_session": lambda row: json.dumps(row | {"sid": "ES-17"}),
    "odd_exam": lambda row: json.dumps(_of_exam(row, "EX17")),
    "half_character": lambda row: json.dumps(_titled(row, "Half \ud83d title")),
    "nan": lambda row: json.dumps(row | {"duration": float("nan")}),
    "doubled_key": lambda row: f"{json.dumps(row | {'exam': {}})[:-1]}, {_SECOND}}}",
    "doubled_sid": lambda row: f'{json.dumps(row)[:-1]}, "sid": "ES{"f" * 32}"}}',
    "huge": lambda row: json.dumps(_titled(row, "x" * 4_000_000)),
    "deep": lambda row: f'{json.dumps(row)[:-1]}, "deep": {"[" * 100_000}{"]" * 100_000}}}',
    "broken": lambda row: json.dumps(row)[:-20],
    "no_object": lambda row: '"a row"',
}


@kind
def bad_row(way: Way, act: Act, which: str = "blank_exam", place: int = 3) -> None:
    """The list with one row that can't be used, at this place of the whole list: blank_session,
    blank_exam, odd_session, odd_exam, half_character, nan, doubled_key, doubled_sid, huge, deep,
    broken, no_object."""
    reply = act()
    rows = _rows(reply)
    here = place - int(reply.data.get("offset") or 0) if rows else -1
    if not 0 <= here < len(rows):
        way.send(reply)
        return
    texts = [json.dumps(row) for row in rows]
    texts[here] = SPOILT_ROWS[which](rows[here])
    way.send(_with_rows(reply, texts))


@kind
def odd_rows(way: Way, act: Act, rows: dict[str, Any] | None = None) -> None:
    """The list with these rows otherwise, each by its session's SID or its place in the whole list:
    a `which` of bad_row, fields to put into the row, or a list of such fields, for the same session
    once with each of them."""
    reply = act()
    asked, offset = rows or {}, int(reply.data.get("offset") or 0) if _rows(reply) else 0
    texts = []
    for place, row in enumerate(_rows(reply), offset):
        texts += _otherwise(row, asked.get(row["sid"], asked.get(str(place), {})))
    way.send(_with_rows(reply, texts) if texts else reply)


@kind
def moving_rows(
    way: Way, act: Act, leave: list[str] | None = None, come: list[str] | None = None
) -> None:
    """The list while it moves: sessions that `leave` are on the first page and in no list of which
    another page is asked for, sessions that `come` the other way round."""
    reply = act()
    if not isinstance(reply.data, dict) or "results" not in reply.data:
        way.send(reply)
        return
    offset, asked = int(reply.data["offset"]), len(reply.data["results"])
    whole = act(query={"offset": "0", "limit": "1000000"}).data["results"]
    away = (leave if offset else come) or []
    there = [row for row in whole if row["sid"] not in away]
    rows = there[offset : offset + asked]
    reply.data |= {"total": len(there), "count": len(rows), "results": rows}
    way.send(reply)


@kind
def wrong_total(way: Way, act: Act, value: Any = "count") -> None:
    """The list with this total; "count" is the page's own count."""
    reply = act()
    if isinstance(reply.data, dict) and "results" in reply.data:
        own = len(reply.data["results"])
        reply.data["total"] = own if value == "count" else value
    way.send(reply)


@kind
def no_rows(way: Way, act: Act, value: Any = None) -> None:
    """The first page of the list with this in the place of its rows; the others are empty."""
    reply = act()
    if isinstance(reply.data, dict) and "results" in reply.data:
        reply.data["results"] = [] if reply.data.get("offset") else value
    way.send(reply)


@kind
def drop_rows(way: Way, act: Act, sids: list[str] | None = None) -> None:
    """The list without these sessions, whatever their status."""
    reply = act()
    if rows := _rows(reply):
        reply.data["results"] = [row for row in rows if row["sid"] not in (sids or [])]
    way.send(reply)


def _rows(reply: Reply) -> list[Row]:
    rows = reply.data.get("results") if isinstance(reply.data, dict) else None
    return rows if reply.status == 200 and isinstance(rows, list) else []


def _with_rows(reply: Reply, texts: list[str]) -> Reply:
    """The page with these rows, as JSON texts."""
    around = json.dumps(reply.data | {"results": []})
    body = around.replace('"results": []', f'"results": [{", ".join(texts)}]')
    return Reply(200, body=body.encode(), content_type="application/json")


def _otherwise(row: Row, asked: str | Row | list[Row]) -> list[str]:
    """The JSON texts that stand in the place of a row."""
    if isinstance(asked, str):
        return [SPOILT_ROWS[asked](row)]
    each = asked if isinstance(asked, list) else [asked]
    return [json.dumps(_merged(row, fields)) for fields in each]


def _merged(row: Row, fields: Row) -> Row:
    """The row with these fields, those inside of objects too."""
    inside = {
        name: _merged(row[name], value)
        for name, value in fields.items()
        if isinstance(value, dict) and isinstance(row.get(name), dict)
    }
    return row | fields | inside


def _titled(row: Row, title: str) -> Row:
    return row | {"exam": {**row["exam"], "title": title}}


def _of_exam(row: Row, sid: str) -> Row:
    return row | {"examSid": sid, "exam": {**row["exam"], "sid": sid}}
