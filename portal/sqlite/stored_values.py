"""What SQLite's columns are read as: instants, numbers and yes or no, and what stands for a value
that is none.

SQLite takes anything in any column. What is none of its column's kind raises `Unread`, and only
then is its row read again, with a mark in its place (`NoTime`, `NoNumber`). So nothing is asked of
a value that can be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from threading import local
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime, parse_time

from scheduling.wall_time import CANT_READ, NoTime

GREATEST = 2147483647  # in a column of integers, as Django and PostgreSQL have them


class NoText(str):
    """Text with a mark for each byte that is no text. `stored` is all of them, as they stand in the
    database; saving a row with it leaves them so.
    """

    stored: bytes
    is_blob = False  # whether they stand there as bytes, and not as text


def read_text(text: bytes) -> str:
    """The text, as `NoText` where it is none."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return marked(text)


def marked(stored: bytes, *, is_blob: bool = False) -> NoText:
    """Bytes as text with marks."""
    made = NoText(stored.decode(errors="replace"))
    made.stored, made.is_blob = stored, is_blob
    return made


class NoNumber(int):
    """What stands where a number, or yes or no, has to stand and can't be read. It is not true and
    counts nothing, and never says a number. `stored` is what is there instead.
    """

    stored: bytes

    @classmethod
    def kept_as(cls, stored: bytes) -> NoNumber:
        made = cls(0)
        made.stored = stored
        return made

    def __format__(self, form: str) -> str:
        return CANT_READ

    def __str__(self) -> str:
        return CANT_READ


class NoUuid(UUID):
    """What stands where an id has to stand and can't be read: no request has it. `stored` is what
    is there instead, and what saving a row leaves there.
    """

    stored: Any

    def __init__(self, stored: Any) -> None:
        super().__init__(int=0)
        object.__setattr__(self, "stored", stored)

    @property
    def hex(self) -> Any:
        return self.stored


class Unread(ValueError):
    """A column has what is none of its kind."""


_reading = local()  # `instead`: what a thread that reads a row again takes for what is none


def read_again(fetch: Callable[[], Any], *, strictly: bool) -> Any:
    """What is fetched, with a mark for each value that is none; of the log's own tables
    (`strictly`) what SQLite gives itself, for their reader.
    """
    _reading.instead = (_of_an_event, _number_of_an_event) if strictly else MARKS
    try:
        return fetch()
    finally:
        _reading.instead = None


MARKS = (NoTime.kept_as, NoNumber.kept_as)


def _instead(which: int, stored: bytes) -> Any:
    instead: tuple[Callable[[bytes], Any], ...] | None = getattr(_reading, "instead", None)
    if instead is None:
        raise Unread
    return instead[which](stored)


def instant(stored: bytes) -> datetime | None:
    """The instant that a column of times has. Raises `Unread` for what is none."""
    return _as_written(stored) or _by_django(stored)


@lru_cache(maxsize=4096)
def _as_written(stored: bytes) -> datetime | None:
    """A time as it is written here; None for any other. A day's sessions share few starts and
    looks, and one object of each is hashed and compared quicker as well.
    """
    try:
        read = datetime.fromisoformat(f"{stored.decode()}+00:00")
    except ValueError:
        return None
    return read if read.tzinfo and b"1" < stored < b"3" else None


def _by_django(stored: bytes) -> datetime | None:
    """By Django's own rules, for what nothing here writes. What is of a day alone, or of no year
    that every zone's clock can show, is no time either.
    """
    try:
        read = parse_datetime(stored.decode()) if b":" in stored else None
    except ValueError:
        read = None
    if read and b"1" < stored < b"3":
        return read if read.tzinfo else read.replace(tzinfo=UTC)
    found: datetime | None = _instead(0, stored)
    return found


def _of_an_event(stored: bytes) -> None:
    """Nothing for text that is no time; what is no text raises, as it does in other columns."""
    stored.decode()


def _number_of_an_event(stored: bytes) -> int | str | bytes:
    try:
        text = stored.decode()
    except UnicodeDecodeError:
        return stored
    return int(text) if text.lstrip("-").isdecimal() else text


def _or_none(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    """What a column of days or clock times has; None for what is neither."""

    @lru_cache(maxsize=1024)
    def read(stored: bytes) -> Any:
        try:
            return parse(stored.decode())
        except ValueError:
            return None

    return read


class _Numbers(dict[bytes, Any]):
    """What a column of numbers has, of which none is less than 0 or more than `most`. Those up to
    the last of so many are kept: pages read some thousands, and most are small.
    """

    def __init__(self, most: int) -> None:
        super().__init__((str(one).encode(), one) for one in range(4096))
        self.most = most

    def __missing__(self, stored: bytes) -> Any:
        if stored.isdigit() and (number := int(stored)) <= self.most:
            return number
        return _instead(1, stored)


def _measure(stored: bytes) -> Any:
    """What a column of measures has: a number with a part, that has an end."""
    try:
        read = float(stored)
    except ValueError:
        return _instead(1, stored)
    return read if abs(read) < GREATEST else _instead(1, stored)


class _Truths(dict[bytes, Any]):
    def __missing__(self, stored: bytes) -> Any:
        return _instead(1, stored)


sqlite3.register_converter("datetime", instant)
sqlite3.register_converter("date", _or_none(parse_date))
sqlite3.register_converter("time", _or_none(parse_time))
_small_numbers = _Numbers(GREATEST)
sqlite3.register_converter("integer", _small_numbers.__getitem__)
sqlite3.register_converter("smallint", _small_numbers.__getitem__)
sqlite3.register_converter("bigint", _Numbers(2**63).__getitem__)
sqlite3.register_converter("real", _measure)
sqlite3.register_converter("bool", _Truths({b"1": True, b"0": False}).__getitem__)
