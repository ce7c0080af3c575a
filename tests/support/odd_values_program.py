"""A program that gives every address of the portal odd values, for each name that it asks its
query, its form or its path for, and tells where it answered with a fault of its own.

It runs against the database that DATABASE_URL names: SQLite takes what PostgreSQL does not.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# As in service: a connection for each request costs PostgreSQL as much as all that a page asks it.
os.environ["CONN_MAX_AGE"] = "600"
django.setup()

from django.http import QueryDict  # noqa: E402

from portal.sandbox.server import Sandbox  # noqa: E402
from scheduling.practice.loading import load_catalogue, load_people  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402
from tests.support import url_walk  # noqa: E402
from tests.support.client import Desk  # noqa: E402
from tests.support.people import NORTHFIELD  # noqa: E402
from tests.support.portal_server import Portal  # noqa: E402

NUL, SURROGATE = "a%00b", "%ED%A0%80"
GREAT, LONG = "9" * 30, "x" * 5000
VALUES = (
    *(NUL, SURROGATE, "%FF%FE", GREAT, f"-{GREAT}", "9223372036854775808", "2147483648", LONG),
    *("-1", "%C2%B2", "%D9%A3", "1e400", "NaN", "9999-12-31", "0001-01-01", "2027-02-30"),
)
WORST = (NUL, SURROGATE, GREAT, LONG)
# Of paths; what is a word there may be one of these too.
IN_PATHS = ("99999999999999999999999", "9223372036854775808", "2147483648", "0", NUL, "%C3%BC" * 90)
NUMBERS = ("number", "print_id", "rescue_id", "handover", "view_id", "feed_id", "content_type_id")
# What every list of the admin site goes through, whatever it finds in its query. One list gets
# every fourth value of each, the next list the ones after: all of them took a third of an hour.
SHARES = 4
OF_LISTS = (
    *("q", "o", "p", "all", "e", "before", "_to_field", "_popup", "institution__id__exact"),
    *("location__id__exact", "kind__exact", "where__exact", "is_active__exact", "pk__in"),
)
LEFT_OUT = ("account_logout", "delete", "jsi18n", "afresh")


class Asked:
    """The names that are asked for while a page is made, of the query or the form alike."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        for how in ("get", "getlist", "__getitem__", "__contains__"):
            self._watch(how)

    def _watch(self, how: str) -> None:
        plain = getattr(QueryDict, how)

        def watched(query: QueryDict, name: Any, *default: Any) -> Any:
            self.names.add(str(name))
            return plain(query, name, *default)

        setattr(QueryDict, how, watched)

    def by(self, ask: Any) -> list[str]:
        """What is asked for in answering this."""
        self.names = set()
        ask()
        return sorted(self.names - {"csrfmiddlewaretoken"})


def main(only: str = "") -> dict[str, int]:
    asked, faults = Asked(), dict[str, int]()
    with Sandbox(seed=1) as sandbox, Portal() as portal:
        load_catalogue(catalogue=sandbox.catalogue(), base_url=sandbox.url, actor=PORTAL)
        load_people(actor=PORTAL)
        with Desk(portal.url, "coordinator") as desk, Desk(portal.url, "administrator") as boss:
            place = url_walk.furnish(desk, sandbox)[NORTHFIELD]
            for told, status in _answers(boss, asked, place, only):
                if status >= 500 and status != 503:
                    faults[told] = status
                    print(status, told, file=sys.stderr, flush=True)
    return faults


def _answers(
    desk: Desk, asked: Asked, place: dict[str, Any], only: str
) -> Iterator[tuple[str, int]]:
    for turn, address in enumerate(url_walk.addresses()):
        if any(part in address.name for part in LEFT_OUT) or not re.search(only, address.name):
            continue
        path = address.path(place)
        yield from _in_its_query(desk, asked, path, turn)
        yield from _in_its_form(desk, asked, path)
        yield from _in_its_path(desk, address, place)


def _in_its_query(desk: Desk, asked: Asked, path: str, turn: int) -> Iterator[tuple[str, int]]:
    if desk.get(path).status_code == 405:
        return
    of_lists = OF_LISTS if path.startswith("/admin/") else ()
    own = [name for name in asked.by(lambda: desk.get(path)) if name not in of_lists]
    shares = {name: VALUES[(turn + at) % SHARES :: SHARES] for at, name in enumerate(of_lists)}
    for name, values in (dict.fromkeys(own, VALUES) | shares).items():
        for value in values:
            there = f"{path}?{quote(name)}={value}"
            yield there[:200], desk.get(there).status_code


def _in_its_form(desk: Desk, asked: Asked, path: str) -> Iterator[tuple[str, int]]:
    if desk.post(path, {}).status_code == 405:
        return
    names = asked.by(lambda: desk.post(path, {}))
    for value in VALUES:
        yield _sent(desk, path, names, value)
    for name in names:
        for value in WORST:
            yield _sent(desk, path, [name], value)


def _sent(desk: Desk, path: str, names: list[str], value: str) -> tuple[str, int]:
    body = "&".join(f"{quote(name)}={value}" for name in names)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status = desk.post(path, body, headers=form).status_code
    return f"POST {path} {', '.join(names)[:60]}={value[:20]}", status


def _in_its_path(
    desk: Desk, address: url_walk.Address, place: dict[str, Any]
) -> Iterator[tuple[str, int]]:
    for name in address.asks:
        if name not in (*NUMBERS, "object_id", "secret"):
            continue
        mark = 7_777_777
        path = address.path(place | {name: mark, "objects": {}} if name != "object_id" else place)
        if name == "object_id":
            here = str(url_walk._value(address.name, name, place))
            path = path.replace(f"/{here}/", f"/{mark}/")
        for value in IN_PATHS:
            there = path.replace(str(mark), value)
            yield there[:200], desk.get(there).status_code


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
