"""A scripted provider's list of sessions, page by page, and what became of it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scheduling.models import ExamSession, Institution
from tests.support.scripted_provider import Arrived, Link, Script, ScriptedServer, says

EXAM = "EX" + "e" * 32


def row(number: int) -> dict[str, Any]:
    return {"sid": f"ES{number:032x}", "examSid": EXAM, "status": "Scheduled"}


def listing(
    rows: Callable[[], list[dict[str, Any]]], *, total: Any = None, most: int = 1_000
) -> Script:
    """A list that is as `rows` gives it when a page of it is asked for, of no more than `most`."""

    def script(link: Link, request: Arrived) -> None:
        query = parse_qs(urlsplit(request.target).query)
        if "offset" not in query:  # a session by itself
            says({}, 500)(link, request)
            return
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        page = rows()[offset : offset + min(limit, most)]
        says({"results": page, "total": total})(link, request)

    return script


def clamped(rows: list[dict[str, Any]], *, by_page: bool) -> Script:
    """A list that gives its last rows for an offset behind them: a full page of them, or the last
    page `by_page`s that are counted from the first.
    """

    def script(link: Link, request: Arrived) -> None:
        query = parse_qs(urlsplit(request.target).query)
        if "offset" not in query:  # a session by itself
            says({}, 500)(link, request)
            return
        offset, limit = int(query["offset"][0]), int(query["limit"][0])
        last = (len(rows) - 1) // limit * limit if by_page else max(0, len(rows) - limit)
        offset = offset if offset < len(rows) else last
        says({"results": rows[offset : offset + limit], "total": len(rows)})(link, request)

    return script


def listed(institution: Institution) -> list[str]:
    rows = ExamSession.objects.filter(institution=institution, listed_at__isnull=False)
    return sorted(rows.values_list("sid", flat=True))


def offsets(server: ScriptedServer) -> list[int]:
    asked = [parse_qs(urlsplit(one.target).query) for one in server.arrived]
    return [int(one["offset"][0]) for one in asked if "offset" in one]
