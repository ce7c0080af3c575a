"""A session beside the list: what is known of it and what can be done, without leaving the list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.session_refresh import RefreshedSession
from scheduling.models import ExamSession
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say
from scheduling.views.exam_sessions import accommodation, attendance_words
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_parts import actions, detail_values, state_header
from scheduling.views.log import event_rows
from scheduling.views.url_lookup import known_session_from_url, session_url

NEVER_READ = "Nothing was loaded from SmarterProctoring yet. Opening the session loads it."
LAST_READ = "{as_of} Opening the session checks with SmarterProctoring."


@require_GET
def panel(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The part of a session’s page that stands beside the list; the provider is not asked."""
    shown = known_session_from_url(request, install_sid, exam_sid, session_sid)
    context = state_header.of(request, shown)
    context |= {
        "own_url": session_url(shown, "session_panel"),
        "known_since": _known_since(shown),
        "looked_url": session_url(shown, "look_at_change"),
        "outside_changes": event_rows.of(reviews.unreviewed_events(shown), zone=str(shown.zone)),
        "actions": actions.of(request, RefreshedSession(shown), context),
        "facts": _facts(context, context["accommodation"]),
        "attendance": attendance_words.attendance_summary(request, shown),
        "session_url": session_url(shown),
        "of_list": came_from.list_query_of_page(request),
    }
    return render(request, "scheduling/exam_sessions/side_panel.html", context)


def _facts(
    standing_now: dict[str, Any], given: accommodation.AccommodationSummary
) -> list[tuple[str, str]]:
    """What stands below the outcome; the time only where that may have told another one."""
    shown = standing_now["session"]
    start = say(shown.appointment_at, str(shown.zone)) if shown.appointment_at else None
    is_told_here = standing_now["attempt"] and not shown.needs_proctor
    panel, place = standing_now["panel"], place_words(shown)
    fact = panel.fact if panel else None
    told_above = fact.location if fact else "" if is_told_here or not start else place
    rows = (
        ("Start", start.dated if start and is_told_here else ""),
        ("Where", place if place != told_above else ""),
        ("How", type_label(shown.session_type) if shown.session_type else ""),
        ("Accommodation", given.words),
    )
    return [(label, words) for label, words in rows if words]


def _known_since(shown: ExamSession) -> str:
    as_of = detail_values.as_of(shown)
    return LAST_READ.format(as_of=as_of) if as_of else NEVER_READ
