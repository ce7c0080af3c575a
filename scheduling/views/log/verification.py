"""Pages that verify the log: the walk through it and what it found, codes noted earlier, and
checking one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling import tasks
from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access, name_of
from scheduling.audit import verification_jobs
from scheduling.audit.codes import code_check, code_comparison, codes_file, short_code
from scheduling.audit.codes.code_check import CodeCheck
from scheduling.audit.codes.short_code import LogCode
from scheduling.forms.log.verification import CodeForm
from scheduling.log.search import suggestions
from scheduling.models import Verification
from scheduling.models.columns.kept_moments import is_within
from scheduling.session_commands import LONGEST_NAME
from scheduling.spoken_time import SpokenTime, say

SHOWN = 12
SOMEBODY = "somebody else"  # at another institution, or called otherwise since
# How what a walk found looks, and the mark before it, by its color.
LOOKS = {
    code_comparison.GREEN: ("verify__held", "●"),
    code_comparison.AMBER: ("outcome--unknown", "◐"),
    code_comparison.RED: ("outcome--refused", "✕"),
}
SHOWN_STATE = "Shown-State"  # in which the page that asks again shows the walk


class WalkState(StrEnum):
    """How a walk stands; gone is a log that held and is now another."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    UNBEGUN = "unbegun"
    HELD = "held"
    GONE = "gone"
    BROKEN = "broken"


class Proven(StrEnum):
    """What the last walk adds to a look at a code's one event."""

    HELD = "held"
    BROKEN = "broken"  # before it
    LATER = "later"  # after it


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the log in words. `asked_by` names nobody whose events the person is not
    shown.
    """

    row: Verification
    state: WalkState
    asked_by: str
    started: SpokenTime
    finished: SpokenTime | None
    left: int
    rate: int  # events a second, 0 where it can't be told yet
    time_left: str

    @property
    def color(self) -> str:
        """Green only where the codes were compared and nothing is to be explained."""
        if self.row.beside:
            return code_comparison.RED
        return str(self.row.codes.get("color", code_comparison.AMBER))

    @property
    def css_class(self) -> str:
        return LOOKS[self.color][0]

    @property
    def mark(self) -> str:
        return LOOKS[self.color][1]

    @property
    def is_under_way(self) -> bool:
        return self.state in (WalkState.WAITING, WalkState.RUNNING)

    @property
    def is_left(self) -> bool:
        """Whether nobody walks, though it did not come to its end: it may yet."""
        return self.state in (WalkState.STOPPED, WalkState.UNBEGUN)

    def is_left_as(self, shown: str | None) -> bool:
        """Whether it is so still, which is not read out again."""
        return self.is_left and self.state == shown


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET shows; with `code` what became of what that code was made from, once the person had it
    checked.

    POST checks `code`, or starts a walk.
    """
    if not request.access.is_inspector:
        raise PermissionDenied("Only auditors and administrators can verify the log.")
    if request.method == "POST":
        return _asked(request)
    form = CodeForm(request.GET) if request.GET.get("code") else None
    context = _context(request, form)
    only_part = request.htmx and not request.htmx.boosted
    walk: Walk | None = context["walk"]
    if only_part and walk and walk.is_left_as(request.headers.get(SHOWN_STATE)):
        return HttpResponse(status=204)
    # What the walk found changes what the frame warns of.
    context["out_of_band"] = only_part and not (walk and walk.is_under_way)
    template = (
        "scheduling/log/verification_panel.html"
        if only_part
        else "scheduling/log/verification.html"
    )
    return render(request, template, context)


def _asked(request: PortalRequest) -> HttpResponse:
    """Check a code where one was sent, and let the worker walk through the log either way."""
    query, person = "", request.actor
    if "code" in request.POST:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return render(
                request, "scheduling/log/verification.html", _context(request, form), status=422
            )
        query = "?" + urlencode({"code": form.cleaned_data["code"]})
        code_check.check(code=form.cleaned_data["code"], actor=person)
    row = verification_jobs.start(actor=person)
    if not verification_jobs.has_begun(row):
        tasks.verify_log(row.pk)
    return HttpResponseRedirect(reverse("verification") + query)


def _context(request: PortalRequest, form: CodeForm | None) -> dict[str, Any]:
    zone = zone_of(request)
    newest, finished = verification_jobs.newest(), verification_jobs.last_finished()
    names = _names_shown(request.access)
    code = form.cleaned_data["code"] if form and form.is_valid() else ""
    # Looking at a code is an event, and reading a page writes none.
    is_checked = bool(code) and code_check.was_checked(code, request.actor.user_id)
    look = code_check.check_code(short_code.read_code(code)) if is_checked else None
    held = code_check.still_held(SHOWN)
    return {
        "form": form or CodeForm(),
        "code": code,
        "unchecked": bool(code) and not is_checked,
        "zone": zone,
        "walk": _walk(newest, zone, names) if newest else None,
        "last": _walk(finished, zone, names) if finished and finished != newest else None,
        "look": look,
        "look_at": say(look.at, zone) if look and look.at else None,
        "proven": _proven(look, finished)
        if look and not (newest and verification_jobs.is_alive(newest))
        else None,
        "states": WalkState.__members__,
        "proofs": Proven.__members__,
        "finished": _walk(finished, zone, names) if finished else None,
        "log_codes": [(log_code, fits, _at(log_code, zone)) for log_code, fits in held],
        "misfits": [log_code for log_code, fits in held if not fits],
        "file_trouble": codes_file.trouble(),
        # What differs names what other institutions have.
        "sees_what_differs": request.access.inspects_all,
    }


def _proven(look: CodeCheck, finished: Verification | None) -> Proven | None:
    """What the last walk adds to a look at the code's one event, if anything."""
    if finished is None or (
        finished.broken_at is None and not verification_jobs.is_as_verified(finished)
    ):
        return None
    if finished.broken_at is not None:
        is_later = look.fits and finished.broken_at > look.log_code.number
        return Proven.LATER if is_later else Proven.BROKEN
    is_fresh = is_within(verification_jobs.FRESH_FOR, finished.finished_at, timezone.now())
    is_held = is_fresh and look.fits and (finished.head_number or 0) >= look.log_code.number
    return Proven.HELD if is_held else None


def _names_shown(here: Access) -> set[str] | None:
    """Of the staff who may be named, as the log's list of people; None for everybody."""
    if here.inspects_all:
        return None
    return {name_of(one)[:LONGEST_NAME] for one in suggestions.staff(here.recorded)}


def _walk(row: Verification, zone: str, names: set[str] | None) -> Walk:
    seconds = (row.seen_at - row.started_at).total_seconds()
    rate = round(row.events_seen / seconds) if seconds > 0 and row.events_seen else 0
    left = max(row.events_total - row.events_seen, 0)
    return Walk(
        row=row,
        state=_state(row),
        asked_by=row.asked_by if names is None or row.asked_by in names else SOMEBODY,
        started=say(row.started_at, zone),
        finished=say(row.finished_at, zone) if row.finished_at else None,
        left=left,
        rate=rate,
        time_left=_duration(left / rate) if rate else "",
    )


def _state(row: Verification) -> WalkState:
    if row.finished_at:
        if row.broken_at is not None:
            return WalkState.BROKEN
        return WalkState.HELD if verification_jobs.is_as_verified(row) else WalkState.GONE
    begun = verification_jobs.has_begun(row)
    if verification_jobs.is_alive(row):
        return WalkState.RUNNING if begun else WalkState.WAITING
    return WalkState.STOPPED if begun else WalkState.UNBEGUN


def _duration(seconds: float) -> str:
    """Roughly how long, in words."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} minutes"


def _at(log_code: LogCode, zone: str) -> SpokenTime | None:
    return say(log_code.at, zone) if log_code.at else None


def zone_of(request: PortalRequest) -> str:
    """The clock of the person's first institution."""
    return next((institution.time_zone for institution in request.access.institutions), "UTC")
