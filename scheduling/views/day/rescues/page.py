"""The pages of a rescue: how it stands, what it came to, and whom to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from scheduling import page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.audit.kinds import Kind
from scheduling.batches import batch_queries, batch_sender, progress, start_pause_stop
from scheduling.batches.progress import RowOutcome
from scheduling.exam_sessions.lists import ticked_sessions, worklist
from scheduling.models import Batch
from scheduling.rescues import candidates
from scheduling.spoken_time import say, to_minute
from scheduling.views.day.rescues import calls, question_reading
from scheduling.views.day.rescues.new_rows import beside
from scheduling.views.day.rescues.outcome_rows import (
    RescueRowLine,
    counted,
    lines_of,
    with_the_first,
)
from scheduling.views.exam_sessions.state_marks import StateMark
from scheduling.views.url_lookup import refusal_at

MOST_LISTED = page_sizes.RESCUES
STEPS: dict[str, Callable[..., bool]] = {
    "pause": start_pause_stop.pause,
    "continue": start_pause_stop.resume,
    "stop": start_pause_stop.stop,
}
BARRED = "{who} may no longer book here: another coordinator can continue it."
BEHIND = "Whoever is to have the seat of one that is being checked waits until that is known."
# What a call list says of a rescue that has not ended.
GOES_ON = dict.fromkeys(
    Batch.OPEN, "The rescue is still under way. Open this page again when it is done."
) | {Batch.State.PAUSED: "The rescue is paused. Nobody else is moved until somebody continues it."}
GOING_ON = {RowOutcome.WAITING, RowOutcome.SENDING}
STEERED = {
    Kind.BATCH_PAUSED: "Paused",
    Kind.BATCH_CONTINUED: "Continued",
    Kind.BATCH_STOPPED: "Stop pressed",
}
STATES = {
    Batch.State.RUNNING: "Running",
    Batch.State.PAUSED: "Paused: no more are sent until somebody continues it",
    Batch.State.STOPPING: "Stopping: what is being sent comes to its end",
    Batch.State.STOPPED: "Stopped",
    Batch.State.DONE: "Done",
}


@require_GET
def rescues(request: PortalRequest) -> HttpResponse:
    """The newest rescues where the person works."""
    newest = batch_queries.newest(request.access.institutions, MOST_LISTED + 1)
    found = newest[:MOST_LISTED]
    ended = progress.of_all(one for one in found if not one.is_open)
    listed = [
        (one, _at(one.begun_at, one), STATES[Batch.State(one.state)], _counts(ended.get(one.pk)))
        for one in found
    ]
    may_begin = any(request.access.may_book(one) for one in request.access.institutions)
    cut_at = MOST_LISTED if len(newest) > MOST_LISTED else 0
    context = {"rescues": listed, "may_begin": may_begin, "cut_at": cut_at}
    return render(request, "scheduling/day/rescues.html", context)


def _counts(found: progress.BatchProgress | None) -> list[tuple[StateMark, int]]:
    """How many came to which end; of one that goes on, nothing."""
    return counted(found) if found else []


@require_GET
def page(request: PortalRequest, rescue_id: int) -> HttpResponse:
    """How it stands, row by row."""
    return render(request, "scheduling/day/rescue.html", _context(request, rescue_id))


@require_GET
def part(request: PortalRequest, rescue_id: int) -> HttpResponse:
    """The part of its page that is asked for again while it goes on."""
    return render(request, "scheduling/day/rescue_part.html", _context(request, rescue_id))


@require_GET
def call_list(request: PortalRequest, rescue_id: int) -> HttpResponse:
    """Whom to call and what to say, to be printed."""
    batch = _batch(request, rescue_id)
    lines = calls.of(batch)
    context = {
        "batch": batch,
        "goes_on": GOES_ON.get(batch.state, ""),
        "lines": lines,
        "certain": sum(one.may_call and not one.is_back for one in lines),
        "back": sum(one.is_back for one in lines),
        "call_if_told": calls.CALL_IF_TOLD,
        "begun": _at(batch.begun_at, batch),
        "shown_on": say(to_minute(timezone.now()), batch.institution.time_zone).short,
    }
    return render(request, "scheduling/day/rescue_calls.html", context)


@require_POST
def steer(request: PortalRequest, rescue_id: int) -> HttpResponse:
    """Pause, continue or stop it. What can't be done any more changes nothing: the page says how
    it stands.
    """
    batch = _batch(request, rescue_id)
    if not request.access.may_book(batch.institution):
        raise PermissionDenied
    step = STEPS.get(request.POST.get("do", ""))
    if step is None:
        context = _context(request, rescue_id)
        return render(request, "scheduling/day/rescue.html", context, status=422)
    step(batch=batch, actor=request.actor_at(batch.institution))
    return HttpResponseRedirect(reverse("rescue", args=(batch.pk,)))


def _batch(request: PortalRequest, rescue_id: int) -> Batch:
    batch = batch_queries.find(rescue_id)
    if batch is None:
        raise Http404("No such rescue.")
    if batch.institution not in request.access.institutions:
        raise refusal_at(request, batch.institution)
    return batch


def _at(instant: datetime, batch: Batch) -> str:
    """To the minute, on the institution's clock."""
    return say(instant.replace(second=0, microsecond=0), batch.institution.time_zone).dated


def _near(instant: datetime, batch: Batch) -> str:
    """The same, without the day where that is the one it was started on."""
    zone = batch.institution.time_zone
    spoken, begun = say(to_minute(instant), zone), say(batch.begun_at, zone)
    return spoken.clock if spoken.day == begun.day else spoken.dated


def _context(request: PortalRequest, rescue_id: int) -> dict[str, Any]:
    batch = _batch(request, rescue_id)
    found = progress.of(batch)
    lines = lines_of(batch, found)
    barred, steered = _barred(batch), batch_queries.steered(batch)
    is_done = sum(not one.is_under_way for one in found.outcomes.values())
    return {
        "batch": batch,
        "begun": _at(batch.begun_at, batch),
        "shown_on": say(to_minute(timezone.now()), batch.institution.time_zone).short,
        "ended": _near(batch.ended_at, batch) if batch.ended_at else "",
        "state_words": STATES[Batch.State(batch.state)],
        "counts": with_the_first(counted(found), lines),
        "total": len(lines),
        "done": is_done,
        "lines": lines,
        "waits": _waits(batch, found),
        "barred": barred,
        "steered": [(STEERED[Kind(one.kind)], one.who, _near(one.at, batch)) for one in steered],
        "steps": _steps(batch, barred) if request.access.may_book(batch.institution) else [],
    } | (_again(request, batch, found, lines) | _besides(request, batch, lines))


def _again(
    request: PortalRequest, batch: Batch, found: progress.BatchProgress, lines: list[RescueRowLine]
) -> dict[str, Any]:
    """The way to move once more those that were not moved, once none of them is to be sent any
    more: what is being checked they need not wait for.
    """
    goes_on = not GOING_ON.isdisjoint(found.outcomes.values())
    keys = [] if goes_on else [one.session_key for one in lines if one.is_left]
    if not keys or not request.access.may_book(batch.institution):
        return {}
    known = candidates.of(ticked_sessions.at([batch.institution], keys))
    free = {one.session.pk for one in known if not one.why_not}
    left = [key for key in keys if key in free]
    return {"left": _many(left), "again_url": _url(left, batch_queries.room_of(batch))}


def _many(keys: list[int]) -> str:
    """How many an address leads on with: “130”, or “first 100 of the 130”."""
    is_cut = len(keys) > worklist.PAGE
    return f"first {worklist.PAGE} of the {len(keys)}" if is_cut else str(len(keys))


def _url(keys: list[int], room: Mapping[str, str]) -> str:
    """The address of a rescue of these; no more than a page has, or a server would not read it."""
    if not keys:
        return ""
    about = [*(("session", key) for key in keys[: worklist.PAGE]), *room.items()]
    return f"{reverse('rescue_new')}?{urlencode(about)}"


def _besides(request: PortalRequest, batch: Batch, lines: list[RescueRowLine]) -> dict[str, Any]:
    """Who else sits in the room at the time that it was about, once all has come to its end: they
    were cleared, or booked since.
    """
    room = {} if batch.is_open else batch_queries.room_of(batch)
    asked = (
        question_reading.read(request, [batch.institution], QueryDict(urlencode(room)))
        if room
        else None
    )
    if asked is None or asked.last is None or asked.last <= timezone.now():
        return {}
    mine = {one.session_key for one in lines}
    others = [one for one in asked.candidates() if one.session.pk not in mine]
    free = [one.session.pk for one in others if not one.why_not]
    is_all = len(free) == len(others) <= worklist.PAGE
    return {
        "besides": [beside(one) for one in others],
        "besides_url": _url(free, room) if request.access.may_book(batch.institution) else "",
        "besides_left": "these" if is_all else f"the {_many(free)}",
    }


def _waits(batch: Batch, found: progress.BatchProgress) -> str:
    """Why nothing of it is being sent, though it runs and some wait; '' where it goes on."""
    if batch.state != Batch.State.RUNNING:
        return ""
    if batch.wait_reason:
        return batch.wait_reason
    ends = set(found.outcomes.values())
    is_behind = {RowOutcome.WAITING, RowOutcome.CHECKING} <= ends and RowOutcome.SENDING not in ends
    return BEHIND if is_behind else ""


def _barred(batch: Batch) -> str:
    """Why a paused one does not go on in the name it was sent in; '' where it can."""
    if batch.state != Batch.State.PAUSED or batch_sender.may_book(batch):
        return ""
    return BARRED.format(who=batch_sender.of(batch).name)


def _steps(batch: Batch, barred: str) -> list[tuple[str, str]]:
    """What can be done with it now: the name and the word of each button."""
    if batch.state == Batch.State.RUNNING:
        return [("pause", "Pause"), ("stop", "Stop after these")]
    if batch.state == Batch.State.PAUSED:
        word = "Continue in your name" if barred else "Continue"
        return [("continue", word), ("stop", "Stop after these")]
    return []
