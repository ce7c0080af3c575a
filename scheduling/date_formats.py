"""Dates, clocks and counts in words, by the locale of the institution that is being worked for.

The locale is current for a request or a task, like Django's own time zone: `use_locale` sets it,
and what is never told to use another is en_US.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, copy_context
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import TypeVar

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

CANT_READ = "(can’t be read)"
DEFAULT_LOCALE = "en_US"
# The portal speaks English; these differ in the order of a date and in the clock's hours.
LOCALES = ("en_US", "en_AU", "en_CA", "en_GB", "en_IE", "en_IN", "en_NZ", "en_ZA")
_MONTH_FIRST = {"en_US", "en_CA"}
Said = TypeVar("Said")
_current: ContextVar[Callable[[], str]] = ContextVar("locale", default=lambda: DEFAULT_LOCALE)


def use_locale(find: Callable[[], str]) -> None:
    """Make a locale current; `find` is asked for it when something is first put in words."""
    _current.set(find)


def by_locale(locale: str, say: Callable[[], Said]) -> Said:
    """What it says by a locale, whichever is current."""
    return copy_context().run(_said_by, locale, say)


def _said_by(locale: str, say: Callable[[], Said]) -> Said:
    use_locale(lambda: locale)
    return say()


def full_day(local: date) -> str:
    """“Thursday, January 14, 2027”."""
    return _day("yMMMMEEEEd", _plain(local), _current.get()())


def day(local: date) -> str:
    """“Thu, Jan 14, 2027”."""
    return _day("yMMMEd", _plain(local), _current.get()())


def weekday(local: date) -> str:
    """“Thursday”."""
    return _day("EEEE", _plain(local), _current.get()())


def short_day(local: date) -> str:
    """“Thu, Jan 14”."""
    return _day("MMMEd", _plain(local), _current.get()())


def month_day(local: date) -> str:
    """“January 14”."""
    return _day("MMMMd", _plain(local), _current.get()())


def clock(local: datetime | time) -> str:
    """“9:30 AM”, with seconds where there are any."""
    wall = local.time() if isinstance(local, datetime) else local
    return _clock(wall.replace(microsecond=0, tzinfo=None, fold=0), _current.get()())


def has_halves(said: str) -> bool:
    """Whether a clock in words says which half of the day it means."""
    return said[-2:] in ("AM", "PM")


def month_comes_first() -> bool:
    """Whether 1/2 is the second of January, by the locale."""
    return _current.get()() in _MONTH_FIRST


def _plain(local: date) -> date:
    return local.date() if isinstance(local, datetime) else local


# A page tells of the same few days again and again, and Babel takes a tenth of a millisecond each.
@lru_cache(maxsize=2048)
def _day(skeleton: str, local: date | None, locale: str) -> str:
    """A day that can't be read is None; Babel would say today instead."""
    if local is None:
        return CANT_READ
    if skeleton == "yMMMMEEEEd":
        return format_date(local, "full", _parsed(locale))
    at = datetime(local.year, local.month, local.day)
    if skeleton == "EEEE":  # whose skeleton is that of the short name in some locales
        return format_date(at, skeleton, locale=_parsed(locale))
    return format_skeleton(skeleton, at, locale=_parsed(locale))


@lru_cache(maxsize=2048)
def _clock(wall: time, locale: str) -> str:
    said = format_time(wall, "medium" if wall.second else "short", locale=_parsed(locale))
    plain = said.replace("\u202f", " ").replace("\xa0", " ").replace(".m.", "m")  # as Canada's
    return plain.replace("am", "AM").replace("pm", "PM")


@cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def counted(number: int, one: str, more: str = "") -> str:
    """“1 session”, “1,200 sessions”; `more` is the plural where it is not `one` with an s."""
    return f"{number:,} {noun(number, one, more)}"


def noun(number: int, one: str, more: str = "") -> str:
    """What stands behind a number."""
    return one if number == 1 else more or f"{one}s"
