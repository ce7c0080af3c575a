"""The audit log: a list, newest first, and one event."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling.models import AuditEvent
from scheduling.services import audit
from scheduling.views import stories
from scheduling.views.frame import desk

PAGE = 50
WHOLE_SID = 34
LABELS = {
    "status": "Status",
    "milliseconds": "Answered in (ms)",
    "bytes": "Bytes of the answer",
    "digest": "SHA-256 of the answer",
    "method": "Method",
    "path": "Path",
    "detail": "In short",
    "provider_request": "Provider’s request id",
    "clock_skew_seconds": "Provider’s clock differs by (s)",
    "cause": "Cause",
    "alarm": "Alarm",
    "earlier_attempt": "Earlier request",
    "needs_person": "Waits for a person",
    "changes": "Changes",
}
SEARCHED = {"ES": "session_sid", "EX": "exam_sid", "AI": "install_sid"}
SID_START = re.compile(r"(ES|EX|AI)[a-f0-9]{1,32}")


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """A page of events by key: `?before=N` is older than N, `?after=N` newer."""
    query = request.GET.get("q", "").strip()[:40]
    by_beginning = bool(SID_START.fullmatch(query)) and len(query) < WHOLE_SID
    rows = _narrowed(_visible(request, by_another_index=by_beginning), query)
    page, newer, older = _page(rows, _number(request, "before"), _number(request, "after"))
    zone = _zone(request, page)
    context = {
        "stories": stories.of(page, zone=zone),
        "zone": zone,
        "newer": newer,
        "older": older,
        "query": query,
    }
    return render(request, "scheduling/audit_list.html", context)


@require_GET
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event: its sentence first, then everything it holds."""
    found = _visible(request).filter(number=number).first()
    if found is None:
        raise Http404("There is no such event.")
    values = audit.personal_values([number]).get(number, {})
    details = audit.details_of(found, values)
    details.pop("reason", None)
    exchange = details.pop("exchange", {})
    context = {
        "story": stories.of([found], zone=found.time_zone or _zone(request, [found]))[0],
        "event": found,
        "asked": details.pop("asked", None) or _asked(found),
        "stored": details.pop("stored", {}),
        "exchange": exchange,
        "call": _labelled(exchange),
        "differences": details.pop("differences", []),
        "details": _labelled(details),
    }
    return render(request, "scheduling/audit_event.html", context)


def _zone(request: HttpRequest, page: list[AuditEvent]) -> str:
    """One clock for a page: that of the install its newest event is about."""
    zones = {install.sid: install.time_zone for install in desk(request).installs}
    return next((zones[event.install_sid] for event in page if event.install_sid in zones), "UTC")


def _asked(found: AuditEvent) -> dict[str, Any]:
    """What the event's request had asked for, as its intent holds it."""
    same = AuditEvent.objects.filter(attempt_id=found.attempt_id, install_sid=found.install_sid, kind="intent")
    intent = same.order_by("number").first() if found.attempt_id else None
    if intent is None:
        return {}
    values = audit.personal_values([intent.number]).get(intent.number, {})
    asked: dict[str, Any] = audit.details_of(intent, values).get("asked", {})
    return asked


def _labelled(facts: dict[str, Any]) -> list[tuple[str, Any]]:
    """Facts with the words people know them by; what has none keeps its own name."""
    rows = [(LABELS.get(name, name), _readable(value)) for name, value in facts.items()]
    return sorted(rows, key=lambda row: list(LABELS.values()).index(row[0]) if row[0] in LABELS.values() else 99)


def _readable(value: Any) -> Any:
    """Before → after in words; yes and no; anything else as it is."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()):
        return "; ".join(f"{name}: {one.get('before', '')} → {one.get('after', '')}" for name, one in value.items())
    return "none" if value is None else value


def _visible(request: HttpRequest, *, by_another_index: bool = False) -> QuerySet[AuditEvent]:
    """The events of the person's installs; those of no install are for administrators.

    SQLite would take an equal install, or the order, before a range of SIDs, and walk through the whole log. As
    expressions, `by_another_index`, neither is an index to it.
    """
    here = desk(request)
    sids = [*here.sids, ""] if here.is_administrator else here.sids
    if not by_another_index:
        return AuditEvent.objects.filter(install_sid__in=sids)
    rows = AuditEvent.objects.annotate(ordered=F("number") + 0, at_install=Coalesce("install_sid", Value("")))
    return rows.filter(at_install__in=sids)


def _narrowed(rows: QuerySet[AuditEvent], query: str) -> QuerySet[AuditEvent]:
    """Events about a SID, or the beginning of one, or one attempt: ranges on indexed columns."""
    if SID_START.fullmatch(query):
        column = SEARCHED[query[:2]]
        if len(query) == WHOLE_SID:
            return rows.filter(Q(**{column: query}))
        return rows.filter(Q(**{f"{column}__gte": query, f"{column}__lte": query + "g"}))
    return rows.filter(attempt_id=query.lower()) if query else rows


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _page(
    rows: QuerySet[AuditEvent], before: int | None, after: int | None
) -> tuple[list[AuditEvent], int | None, int | None]:
    """The events of a page and the keys of its neighbours, None where there is none."""
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[: PAGE + 1])
        has_newer, page = len(found) > PAGE, found[:PAGE][::-1]
        return page, page[0].number if has_newer else None, page[-1].number if page else None
    older = rows.filter(number__lt=before) if before is not None else rows
    found = list(older.order_by("-ordered" if "ordered" in rows.query.annotations else "-number")[: PAGE + 1])
    page = found[:PAGE]
    newer = page[0].number if before is not None and page else None
    return page, newer, page[-1].number if len(found) > PAGE else None
