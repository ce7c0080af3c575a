"""Values of environment variables, read strictly: one that can't be read stops the start, and what
is said then names the variable and what it may be. A blank one counts as not set.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"on", "true", "yes", "y", "1", "ok"})
DATABASES = frozenset({"sqlite", "postgres", "postgresql", "psql", "pgsql"})
OFF = frozenset({"off", "false", "no", "n", "0"})


class Variables:
    """Reader of the variables of one environment, by kind of value."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def switch(self, name: str, default: bool) -> bool:
        """On or off. Another word is neither: taking it for off could open what was to be shut."""
        text = self._text(name).lower()
        if text and text not in ON | OFF:
            _refuse(name, text, "on or off")
        return text in ON if text else default

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        text = self._text(name)
        if not text:
            return default
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            _refuse(name, text, f"a whole number from {least} up")
        return number

    def number(self, name: str, default: float, *, is_zero_fine: bool = True) -> float:
        text = self._text(name)
        return _number(name, text, is_zero_fine=is_zero_fine) if text else default

    def numbers(self, name: str, default: list[float]) -> list[float]:
        """A comma list of numbers; at least one."""
        text = self._text(name)
        return [_number(name, one.strip()) for one in text.split(",")] if text else default

    def database(self, name: str, default: str) -> dict[str, object]:
        """A database's address as Django wants it."""
        text = self._text(name) or default
        try:
            if text.partition("://")[0] in DATABASES:
                read: dict[str, object] = environ.Env.db_url_config(text)
                return read
        except ValueError:
            pass
        # Not repeated: it holds the database's password.
        raise ImproperlyConfigured(
            f"{name} is no database address: set it to sqlite:////folder/file or"
            " postgres://user:password@host/name."
        ) from None

    def _text(self, name: str) -> str:
        return self._values.get(name, "").strip()


def _number(name: str, text: str, *, is_zero_fine: bool = True) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0 or (number == 0 and not is_zero_fine):
        _refuse(name, text, "a number from 0 up" if is_zero_fine else "a number above 0")
    return number


def _refuse(name: str, text: str, wanted: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} is “{text[:40]}”: set it to {wanted}.")


def stop(refused: ImproperlyConfigured) -> NoReturn:
    """End the program with what is wrong, where a traceback would bury it."""
    sys.exit(f"The portal was not started. {refused}")
