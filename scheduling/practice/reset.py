"""Reset of the practice provider's week. The portal's own record stays: no log is emptied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from django.conf import settings
from django.db import transaction

from scheduling import date_formats
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import mirror
from scheduling.models import ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import Actor

PATIENCE = 10.0  # seconds for the stand-in to fill itself anew
FETCHING = 20.0  # seconds for each institution's list
# What is known of a session by reading it. After a fresh start none of it is known any more.
FORGOTTEN = mirror.NOT_KNOWN | {"refreshed_at": None, "listed_at": None}


@dataclass(frozen=True, slots=True)
class Afresh:
    """What came of it: `said` in words, for people."""

    works: bool
    said: str


def may_start_afresh(institution: Institution) -> bool:
    """Only where nothing real can happen: practice is on, and the provider is this very machine."""
    return bool(settings.PRACTICE) and institution.is_practice


def neighbours(institution: Institution) -> list[Institution]:
    """The institutions that the same stand-in plays: they all start afresh."""
    return [
        one
        for one in Institution.objects.filter(is_active=True)
        if _root(one) == _root(institution)
    ]


def start_afresh(*, institution: Institution, actor: Actor) -> Afresh:
    """Ask the stand-in to start its week afresh, and read the lists again. Raises PermissionError
    elsewhere.

    The request is an event before it is made, the outcome another. Sessions that the stand-in no
    longer has stay with their history; what was known of where they stand is forgotten.
    """
    if not may_start_afresh(institution):
        raise PermissionError("only a practice institution can be restarted")
    names = " and ".join(one.name for one in neighbours(institution))
    _note(
        f"{actor.name} restarted the practice week of {names}.",
        institution,
        actor,
        "",
    )
    try:
        _ask(institution)
    except (OSError, ValueError):
        said = "The practice provider did not answer correctly. Nothing was changed here."
        _note(f"{said} ({names})", institution, actor, "unreachable")
        return Afresh(False, said)
    sessions = date_formats.counted(_read_again(neighbours(institution)), "session")
    _note(
        f"The practice week of {names} was restarted: {sessions}.",
        institution,
        actor,
        "accepted",
    )
    return Afresh(
        True,
        f"{names}: the practice week was restarted with {sessions}. The log was not changed.",
    )


def _root(institution: Institution) -> str:
    """The address of whatever answers for the institution, without a path:
    the same port of another machine is not it.
    """
    parts = urlsplit(institution.base_url)
    host = parts.hostname or ""
    host = "127.0.0.1" if host == "localhost" else f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}:{parts.port or 80}"


def _ask(institution: Institution) -> None:
    """Raises OSError or ValueError unless a stand-in says that it did."""
    request = Request(
        f"{_root(institution)}/_control/reset",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
        json.loads(answer.read(10_000))["seed"]


def _read_again(institutions: list[Institution]) -> int:
    """How many sessions are listed then.

    A list that can't be fetched now is fetched by the worker.
    """
    with transaction.atomic():
        ExamSession.objects.filter(institution__in=institutions).update(**FORGOTTEN)
        Institution.objects.filter(pk__in=[one.pk for one in institutions]).update(synced_at=None)
    for one in institutions:
        list_fetching.refresh_list(one, patience=FETCHING)
    return ExamSession.objects.filter(institution__in=institutions, listed_at__isnull=False).count()


def _note(said: str, institution: Institution, actor: Actor, outcome: str) -> None:
    entry = event_writer.Entry(
        kind=Kind.PRACTICE_RESET,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=institution.sid,
        outcome=outcome,
    )
    event_writer.record(entry)
