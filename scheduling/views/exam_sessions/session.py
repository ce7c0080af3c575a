"""One exam session: how it stands, what happened, what can be done now and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.views.decorators.http import require_GET, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import administrators_of
from scheduling.booking import queries
from scheduling.booking.outcome_panel import sentences
from scheduling.booking.outcome_panel.panel import panel_of, why_held_back
from scheduling.booking.outcome_panel.parts import NextStep, OutcomePanel, Reader
from scheduling.booking.permitted_actions import why_no_booking, why_no_cancel, why_no_move
from scheduling.exam_sessions import accommodations, outside_changes, worklist
from scheduling.exam_sessions.refresh import RefreshedSession, refresh_session
from scheduling.exam_sessions.successors import successor
from scheduling.forms.booking.asked_before import AGAIN
from scheduling.institutions import heartbeat
from scheduling.models import Attempt, ExamSession
from scheduling.session_types.registry import type_label
from scheduling.time_zones.zone_names import words_for
from scheduling.views.exam_sessions import (
    accommodation,
    calendar_file,
    confirmation,
    learner_script,
    list_address,
    other_sessions,
    payment_summary,
    switch_words,
)
from scheduling.views.exam_sessions.session_rows import state_of
from scheduling.views.foreign_names import set_apart
from scheduling.views.log import event_rows
from scheduling.views.url_lookup import (
    bookable_session_from_url,
    session_from_url,
    session_url,
)
from scheduling.wall_time import SpokenTime, say, say_difference

NOT_FOUND = "SmarterProctoring can’t find this session."


@require_GET
def session(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The session's page, read afresh from the provider where it answers in time."""
    seen = refresh_session(session_from_url(request, install_sid, exam_sid, session_sid))
    outcome = _outcome_context(request, seen.session)
    context = outcome | {
        "problem": seen.problem,
        "is_unknown": seen.is_unknown,
        "what_is_known": _what_is_known(seen.session, is_unknown=seen.is_unknown),
        "looked_url": session_url(seen.session, "look_at_change"),
        "outside_changes": event_rows.of(
            outside_changes.unlooked(seen.session), zone=str(seen.session.zone)
        ),
        "history": _history(seen.session),
        "to_send": None if seen.problem else confirmation.of(seen.session),
        "calendar_url": "" if seen.problem else calendar_file.url_of(seen.session),
        "others": other_sessions.of(request, seen.session),
        "actions": _actions(request, seen, outcome["successor_url"]),
        "named": _named(seen.session, queries.asked_in_all(seen.session)),
        "clock": _clock(seen.session),
        "payment": payment_summary.of(seen.session),
        "accommodation": accommodation.told_of(seen.session) if seen.session.pk else None,
        "may_change_accommodation": request.access.may_book(seen.session.institution),
        "overridden": queries.overridden_warnings(seen.session),
        "came_from": list_address.came_from(request),
        "next_url": _next_url(request, seen.session),
        "type_label": type_label(seen.session.session_type),
        "support_words": _support_words(seen.session),
        "current_institution": seen.session.institution,
    }
    return render(request, "scheduling/exam_sessions/session.html", context)


def _next_url(request: PortalRequest, shown: ExamSession) -> str:
    """The next session to book at the same institution, for whoever books and is done with this."""
    is_done = shown.pk and not shown.needs_proctor
    if not is_done or not request.access.may_book(shown.institution):
        return ""
    following = worklist.next_to_book(shown)
    return session_url(following) if following else ""


def _what_is_known(shown: ExamSession, *, is_unknown: bool) -> str:
    """What the page shows of a session that could not be read just now, in a sentence."""
    if shown.status:
        ago = f", {timesince(shown.refreshed_at)} ago" if shown.refreshed_at else ""
        return f"This page shows what we last knew{ago}."
    if shown.learner_name:
        return "Its status is not known."
    if is_unknown:
        return ""
    return "We only know this session’s SIDs so far. You can still fill in the form."


def _clock(shown: ExamSession) -> str:
    """Whose clock the page goes by: “Arizona (Phoenix), 1 hour behind Central (Chicago)”."""
    zone, own = str(shown.zone), shown.institution.time_zone
    apart = say_difference(shown.appointment_at or timezone.now(), zone, own)
    of = " of" if apart.endswith("ahead") else ""
    return f"{words_for(zone)}, {apart}{of} {words_for(own)}" if apart else words_for(zone)


def _history(shown: ExamSession) -> list[event_rows.Story]:
    told = event_rows.folded(event_rows.of(queries.history(shown), zone=str(shown.zone)))
    return event_rows.with_looks(told, queries.vain_looks(shown))


def _named(shown: ExamSession, asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whom and where the booking named, for reading it back: label and words."""
    location = ("address1", "address2", "place", "region", "postalCode", "country")
    rows = (
        (
            "Named in the booking",
            " ".join(asked.get(name, "") for name in ("firstName", "lastName")).strip(),
        ),
        ("Organization", asked.get("company", "")),
        ("Email", asked.get("email", "")),
        ("Phone", asked.get("phone", "")),
        ("Address", ", ".join(asked[name] for name in location if asked.get(name))),
        ("Instructor time slot", learner_script.slot_named(shown, asked)),
        ("Notes", asked.get("notes", "")),
    )
    return [(label, words) for label, words in rows if words]


def _support_words(shown: ExamSession) -> list[tuple[str, str]]:
    """What the provider calls the things that the page names in our words, for support calls."""
    rows = (
        ("Type", shown.session_type),
        ("Status", shown.status),
        ("Time zone", str(shown.zone)),
    )
    return [(label, words) for label, words in rows if words]


@require_POST
def look_at_change(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """Somebody who books here has looked at what was changed outside this portal."""
    shown = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    actor = request.actor_at(shown.institution)
    outside_changes.acknowledge(session=shown, actor=actor)
    return redirect(session_url(shown))


@require_GET
def outcome_part(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The part that updates by itself while an attempt is open;
    once it is settled the whole page is fetched anew.
    """
    shown = session_from_url(request, install_sid, exam_sid, session_sid)
    context = _outcome_context(request, shown)
    response = render(request, "scheduling/booking/outcome_panel.html", context)
    if queries.open_attempt(shown) is None:
        response["HX-Refresh"] = "true"
    return response


def _outcome_context(request: PortalRequest, shown: ExamSession) -> dict[str, Any]:
    attempt, successor_url = queries.latest_attempt(shown), _successor_url(shown)
    panel = _panel(request, shown, attempt, bool(successor_url)) if attempt else None
    return {
        "session": shown,
        "state": state_of(shown, attempt),
        "is_state_of_status": not (attempt and attempt.is_open),
        "attempt": attempt,
        "stored": _spoken(shown.appointment_at, str(shown.zone)),
        "until": _until(shown),
        "panel": panel,
        "said": _said(panel, shown, attempt) if panel and attempt else {},
        "panel_links": (
            _links(request, shown, attempt, panel, successor_url) if panel and attempt else ()
        ),
        "to_read": learner_script.script(shown) if panel and panel.is_read_aloud else None,
        "panel_url": session_url(shown, "outcome_panel"),
        "successor_url": successor_url,
        "switches": switch_words.of(
            shown, attempt, may_book=request.access.may_book(shown.institution)
        ),
    }


def _said(
    panel: OutcomePanel, shown: ExamSession, attempt: Attempt
) -> dict[str, SafeString | list[SafeString]]:
    """The panel's sentences with the names in them set apart."""
    names = {shown.learner_name, shown.exam_title, shown.location_name, shown.status}
    names |= {shown.status_reason, attempt.actor_name, attempt.settled_by, attempt.reason}
    for difference in attempt.differences:
        names |= {difference.get("asked", ""), difference.get("stored", "")}
    several = {"lines": panel.lines, "notes": panel.notes, "differences": panel.differences}
    return {
        "title": set_apart(panel.title, names),
        **{name: [set_apart(one, names) for one in said] for name, said in several.items()},
    }


def _panel(
    request: PortalRequest, shown: ExamSession, attempt: Attempt, has_new_session: bool
) -> OutcomePanel:
    may_settle = request.access.may_settle(shown.institution)
    names_others = attempt.is_open and attempt.needs_person and not may_settle
    reader = Reader(
        user_id=request.actor.user_id,
        may_settle=may_settle,
        deciders=administrators_of(shown.institution) if names_others else (),
    )
    now = timezone.now()
    panel = panel_of(shown, attempt, reader=reader, now=now, has_new_session=has_new_session)
    silence = heartbeat.silence() if attempt.state == Attempt.State.UNCONFIRMED else None
    if silence is None or not panel.updates:
        return panel
    ago = timesince(silence.since) if silence.since else ""
    unheard = sentences.UNHEARD_FOR.format(ago=ago) if ago else sentences.NEVER_HEARD
    return replace(panel, lines=(sentences.NOBODY_CHECKS.format(unheard=unheard),))


def _links(
    request: PortalRequest,
    shown: ExamSession,
    attempt: Attempt,
    panel: OutcomePanel,
    successor_url: str,
) -> list[tuple[str, str]]:
    """What the panel offers to do: label and address."""
    answers = urlencode({"type": attempt.session_type, AGAIN: str(attempt.attempt_id)})
    urls = {
        NextStep.SETTLE: reverse("settle", args=(attempt.attempt_id,)),
        NextStep.BOOK_AGAIN: f"{session_url(shown, 'schedule')}?{answers}",
        NextStep.OPEN_NEW_SESSION: successor_url,
    }
    may_book = request.access.may_book(shown.institution)
    offered = [step for step in panel.actions if may_book or step != NextStep.BOOK_AGAIN]
    return [(str(step), urls[step]) for step in offered]


def _successor_url(shown: ExamSession) -> str:
    instead = successor(shown)
    return session_url(instead) if instead else ""


def _spoken(at: Any, zone: str) -> SpokenTime | None:
    return say(at, zone) if at else None


def _until(shown: ExamSession) -> str:
    if not shown.appointment_at:
        return ""
    return accommodations.sitting_of(shown).hours(shown.appointment_at, str(shown.zone))


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done with the session now, or the reason why it can't."""

    label: str
    url: str = ""
    why_not: str = ""
    is_main: bool = False
    key: str = ""  # that presses it


def _actions(request: PortalRequest, seen: RefreshedSession, successor_url: str) -> list[Action]:
    shown = seen.session
    blocked = NOT_FOUND if seen.is_unknown else _blocked(request, shown)
    book = Action(
        "Book this session",
        session_url(shown, "schedule"),
        blocked or why_no_booking(shown),
        is_main=True,
        key="b",
    )
    if successor_url:
        book = Action("Open the learner’s new session", successor_url, is_main=True)
    return [
        book,
        Action(
            "Move to another time",
            session_url(shown, "reschedule"),
            blocked or why_no_move(shown),
            key="m",
        ),
        Action(
            "Switch type or place", session_url(shown, "switch"), blocked or why_no_cancel(shown)
        ),
        Action(
            "Cancel the booking",
            session_url(shown, "cancel"),
            blocked or why_no_cancel(shown),
            key="c",
        ),
    ]


def _blocked(request: PortalRequest, shown: ExamSession) -> str:
    if not request.access.may_book(shown.institution):
        return "Your role here is read-only."
    attempt = queries.open_attempt(shown)
    return why_held_back(attempt, request.actor.user_id) if attempt else ""
