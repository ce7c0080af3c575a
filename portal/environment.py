"""Values of environment variables, read strictly: one that can't be read stops the start, and what
is said then names the variable and what it may be. A blank one counts as not set.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
import ssl
import sys
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"on", "true", "yes", "y", "1", "ok"})
DATABASES = frozenset({"sqlite", "postgres", "postgresql", "psql", "pgsql"})
TRANSACTION_MODES = frozenset({"DEFERRED", "IMMEDIATE", "EXCLUSIVE"})
OFF = frozenset({"off", "false", "no", "n", "0"})
MOST = 10_000_000  # of whatever is counted; in seconds a third of a year
GREATEST_PORT = 65_535
LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*")
# What Django compares a Host header with: everything, a domain with all below it, one host.
SERVED = re.compile(rf"\*|\.?{HOST.pattern}|\[[0-9a-f]*:[0-9a-f:.]+\]")
ORIGIN = re.compile(
    rf"https?://(?:(?:\*\.)?{HOST.pattern}|\[[0-9a-f]*:[0-9a-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?"
)
# As people write them: what else Python reads as a number, such as 1_0, may be a slip.
WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
EMAIL = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")


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

    def whole(self, name: str, default: int, *, least: int = 0, most: int = MOST) -> int:
        text = self._text(name)
        if not text:
            return default
        # Of more digits than anything counts Python makes no number.
        number = int(text) if WHOLE.fullmatch(text) else least - 1
        if not least <= number <= most:
            _refuse(name, text, f"a whole number from {least} to {most}")
        return number

    def number(self, name: str, default: float, *, least: float = 0) -> float:
        """A number of seconds, or of something else of which there are no more than MOST."""
        text = self._text(name)
        return _number(name, text, least) if text else default

    def numbers(self, name: str, default: list[float], *, least: float = 0) -> list[float]:
        """A comma list of numbers; at least one."""
        text = self._text(name)
        return [_number(name, one.strip(), least) for one in text.split(",")] if text else default

    def text(self, name: str, default: str = "") -> str:
        return self._text(name) or default

    def texts(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A comma list; what is blank in it is left out, and a list of that alone is not set."""
        found = [one.strip() for one in self._text(name).split(",") if one.strip()]
        return found or list(default)

    def hosts(self, name: str, default: Sequence[str]) -> list[str]:
        """A comma list of names of hosts in small letters, without a port or a path."""
        found = [one.lower() for one in self.texts(name, default)]
        return _all_like(HOST, name, found, "names of hosts alone, such as api.example.edu")

    def served_hosts(self, name: str, default: Sequence[str]) -> list[str]:
        """A comma list of the names that this program is asked by: with a dot before it a domain
        with all below it, * for whatever name.
        """
        wanted = "names of hosts alone, such as portal.example.edu, and IPv6 addresses in brackets"
        return _all_like(SERVED, name, [one.lower() for one in self.texts(name, default)], wanted)

    def origins(self, name: str) -> list[str]:
        """A comma list of origins, with *. for all below a domain."""
        wanted = "origins without a path, such as https://portal.example.edu"
        found = _all_like(ORIGIN, name, [one.lower() for one in self.texts(name)], wanted)
        for one in found:
            if (named := ORIGIN.fullmatch(one)) and not _is_port(named["port"] or "443"):
                _refuse(name, one, f"a port from 1 to {GREATEST_PORT}")
        return found

    def email_addresses(self, name: str) -> list[str]:
        """A comma list of plain addresses."""
        wanted = "email addresses alone, such as records@example.edu"
        return _all_like(EMAIL, name, self.texts(name), wanted)

    def system_log(self, name: str) -> str:
        """Where a system log listens, host:port or the path of its socket; "" for nowhere."""
        text = self._text(name)
        host, _, port = text.rpartition(":")
        if text and not text.startswith("/") and not (host and _is_port(port)):
            _refuse(name, text, "host:port, or the path of a socket")
        return text

    def word(self, name: str, default: str, *, among: Sequence[str]) -> str:
        """One of these words in capital letters, however it is written."""
        text = self._text(name).upper() or default
        if text not in among:
            _refuse(name, self._text(name), f"{', '.join(among[:-1])} or {among[-1]}")
        return text

    def path(self, name: str, default: Path) -> Path:
        text = self.whole_path(name)
        return Path(text) if text else default

    def folder(self, name: str, default: Path) -> Path:
        """As `path`, of one that may not be there yet, but can be asked about."""
        path = self.path(name, default)
        try:
            os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:  # it is shut to the account, or too long
            _refuse(name, str(path), f"a path that can be reached ({error.strerror})")
        return path

    def whole_path(self, name: str) -> str:
        """A path from the root on; "" where none is named. Another would be another place to each
        program, by where it was started.
        """
        text = self._text(name)
        if text and not Path(text).is_absolute():
            _refuse(name, text, "a whole path, such as /var/lib/portal")
        return text

    def authorities(self, name: str) -> str:
        """The path of a file with certificates to trust; "" where none is named."""
        text = self.whole_path(name)
        if text and not os.path.isfile(text):  # False also where it is shut, or too long
            _refuse(name, text, "a file that is there, or leave it out")
        try:
            ssl.create_default_context(cafile=text or None)
        except OSError:  # of TLS too
            _refuse(name, text, "a PEM file of certificates that can be read, or leave it out")
        return text

    def sender(self, name: str, default: str) -> str:
        """The address that mail comes from, with or without a name before it."""
        text = self._text(name) or default
        address = parseaddr(text)[1]
        is_one = EMAIL.fullmatch(address) and text.endswith((f"<{address}>", address))
        if not is_one or not text.isprintable():
            wanted = "an email address, such as records@example.edu"
            _refuse(name, text if text.isprintable() else ascii(text), wanted)
        return text

    def mail_server(self, name: str, default: str) -> dict[str, Any]:
        """A mail server's address as Django's settings have it."""
        try:
            found: dict[str, Any] = environ.Env.email_url_config(self._text(name) or default)
        except (ImproperlyConfigured, ValueError):
            found = {}
        port = found.get("EMAIL_PORT")
        is_server = "smtp" in found.get("EMAIL_BACKEND", "") and found.get("EMAIL_HOST")
        if not is_server or not (port is None or _is_port(str(port))):
            # Not repeated: it holds the account's password. Of what is no mail server, mail would
            # count as sent that nobody gets.
            raise ImproperlyConfigured(
                f"{name} is no mail server: set it to smtp://host:25 or"
                " smtp+tls://user:password@host:587."
            )
        return found

    def redis(self, name: str) -> str:
        """The address of a Redis; "" where none is named."""
        text = self._text(name)
        if text and not _is_redis(text):
            # Not repeated: it may hold a password.
            raise ImproperlyConfigured(
                f"{name} is no address of a Redis: set it to redis://host:6379/0."
            )
        return text

    def database(self, name: str, default: str) -> dict[str, object]:
        """A database's address as Django wants it."""
        text = self._text(name) or default
        try:
            if text.partition("://")[0] in DATABASES:
                read: dict[str, object] = environ.Env.db_url_config(text)
                if _is_kept(read) and _is_opened(read):
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


def _number(name: str, text: str, least: float) -> float:
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if not least <= number <= MOST:
        _refuse(name, text, f"a number from {least:g}, up to {MOST}")
    return number


def _all_like(shape: re.Pattern[str], name: str, found: list[str], wanted: str) -> list[str]:
    for one in found:
        if not shape.fullmatch(one):
            _refuse(name, one, wanted)
    return found


def _is_port(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,5}", text)) and 0 < int(text) <= GREATEST_PORT


def _is_redis(text: str) -> bool:
    """Whether redis itself makes a connection of it, without connecting."""
    scheme, _, rest = text.partition("://")
    number = rest.partition("?")[0].partition("/")[2]
    if scheme not in ("redis", "rediss", "unix"):
        return False
    if scheme != "unix" and number and not (number.isascii() and number.isdigit()):
        return False
    from redis import ConnectionPool

    try:
        ConnectionPool.from_url(text).make_connection()
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _is_kept(database: dict[str, object]) -> bool:
    """Whether it is a database of a name that all programs share: one in memory is each its own."""
    name, options = str(database.get("NAME") or ""), database.get("OPTIONS")
    is_service = isinstance(options, dict) and "service" in options
    return is_service or (name not in ("", ":memory:") and "mode=memory" not in name)


def _is_opened(database: dict[str, Any]) -> bool:
    """Whether SQLite takes its options, and it is no folder; PostgreSQL tells at the first call."""
    if "sqlite" not in database["ENGINE"]:
        return True
    options = dict(database.get("OPTIONS") or {})
    if str(options.pop("transaction_mode", "IMMEDIATE")).upper() not in TRANSACTION_MODES:
        return False
    options.pop("init_command", None)
    name = str(database["NAME"])
    try:
        sqlite3.connect(":memory:", **options).close()
    except (TypeError, ValueError, sqlite3.Error):
        return False
    return Path(name.removeprefix("file:")).is_absolute() and not os.path.isdir(name)


def _refuse(name: str, text: str, wanted: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} is “{text[:40]}”: set it to {wanted}.")


def stop(refused: ImproperlyConfigured) -> NoReturn:
    """End the program with what is wrong, where a traceback would bury it."""
    sys.exit(f"The portal was not started. {refused}")
