"""One exam session: how it stands, what happened, what can be done now and why not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries, read_back
from scheduling.booking.comparison.asked_and_stored import to_review
from scheduling.booking.events import session_history
from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.exam_sessions.lists import to_book
from scheduling.exam_sessions.outside_changes import reviews, unread_answers
from scheduling.exam_sessions.session_refresh import RefreshedSession, refresh_session
from scheduling.models import ExamSession
from scheduling.session_types.registry import type_label
from scheduling.views.exam_sessions import (
    attendance_words,
    confirmation,
    onboarding_link,
    other_sessions,
    payment_summary,
)
from scheduling.views.exam_sessions.calendars import session_file
from scheduling.views.exam_sessions.session_parts import (
    actions,
    decision,
    detail_values,
    list_navigation,
    no_show_set,
    state_header,
)
from scheduling.views.exam_sessions.session_parts.detail_labels import LABELS, SUPPORT_LABELS
from scheduling.views.log import event_rows
from scheduling.views.url_lookup import (
    book_next_url,
    bookable_session_from_url,
    known_session_from_url,
    session_from_url,
    session_url,
)


@require_GET
def session(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The session's page, read afresh from the provider where it answers in time."""
    seen = refresh_session(session_from_url(request, install_sid, exam_sid, session_sid))
    if seen.record:
        read_back.make_next_look_due(seen.session, seen.record)
    outcome, way = state_header.of(request, seen.session), list_navigation.of(request, seen.session)
    context = (
        outcome
        | _as_seen(request, seen, outcome)
        | _booking(seen.session, outcome)
        | _visit(request, seen.session)
        | {
            "decision": decision.of(request, outcome["attempt"]),
            "others": other_sessions.of(request, seen.session),
            "way": way,
            "no_show_set": no_show_set.back_from(request, seen.session),
            "next_url": _next_url(request, seen.session),
            "current_institution": seen.session.institution,
        }
    )
    asked = urlencode({"shown": session_history.newest_number(seen.session)})
    context |= {
        "age_url": f"{session_url(seen.session, 'session_age')}?{asked}",
        "as_of": detail_values.as_of(seen.session),
        "is_day_ahead": detail_values.is_day_ahead(seen.session),
        "on_paper": detail_values.on_paper(seen.session),
    }
    response = render(request, "scheduling/exam_sessions/session.html", context)
    way.keep(response)
    return response


def _as_seen(
    request: PortalRequest, seen: RefreshedSession, outcome: dict[str, Any]
) -> dict[str, Any]:
    """What this look at it found, and what can be done after it."""
    # Settled while this page is made, it is told as confirmed on the next one.
    told = outcome["accommodation"]
    is_unsure = bool(seen.problem) or not outcome["is_state_of_status"]
    is_unsure = is_unsure or bool(told and told.holds_news_back)
    is_unsure = is_unsure or unread_answers.has_any(seen.session) or bool(outcome["pending_move"])
    changes = reviews.unreviewed_events(seen.session)
    return {
        "problem": seen.problem,
        "is_unknown": seen.is_unknown,
        "unread": unread_answers.in_words_with_next(seen.session),
        "what_is_known": detail_values.what_is_known(seen.session, is_unknown=seen.is_unknown),
        "looked_url": session_url(seen.session, "look_at_change"),
        "outside_changes": event_rows.of(changes, zone=str(seen.session.zone)),
        "to_send": None if is_unsure else confirmation.of(seen.session),
        "calendar_url": "" if is_unsure else session_file.url_of(seen.session),
        "onboarding_url": "" if seen.problem else onboarding_link.url_of(request, seen.session),
        "actions": actions.of(request, seen, outcome),
    }


def _booking(shown: ExamSession, outcome: dict[str, Any]) -> dict[str, Any]:
    """What is booked, how it came to that, and what was paid."""
    return {
        "history": detail_values.history(shown),
        "named": detail_values.named(shown, asked_in_all(shown)),
        "starts": detail_values.starts(shown, outcome["attempt"]),
        "location_shown": detail_values.location_shown(shown, outcome["attempt"]),
        "no_booking": detail_values.no_booking(shown, outcome["attempt"]),
        "clock": detail_values.clock(shown),
        "payment": payment_summary.of(shown),
        "overridden": attempt_queries.overridden_warnings(shown),
        "type_label": type_label(shown.session_type),
        "labels": LABELS,
        "support_labels": SUPPORT_LABELS,
        "support_words": detail_values.support_words(shown),
    }


def _visit(request: PortalRequest, shown: ExamSession) -> dict[str, Any]:
    """What the learner needs there, and whether they came."""
    return {
        "may_change_accommodation": request.access.may_book(shown.institution),
        "attendance": attendance_words.attendance_summary(request, shown),
    }


def _next_url(request: PortalRequest, shown: ExamSession) -> str:
    """The form of the next session to book at the same institution, for whoever books and is done
    with this.
    """
    is_done = shown.pk and not shown.needs_proctor
    if not is_done or not request.access.may_book(shown.institution):
        return ""
    following = to_book.following(shown)
    return book_next_url(following, shown) if following else ""


@require_POST
def acknowledge_change(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """Somebody who books here has looked at what was changed outside this portal, or else at what
    was stored otherwise than asked: where both are shown, the first was.
    """
    shown = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    actor = request.actor_at(shown.institution)
    if shown.changed_event is not None:
        reviews.acknowledge(session=shown, actor=actor)
        return redirect(session_url(shown))
    latest = attempt_queries.latest_attempt(shown)
    if latest and (labels := to_review(latest, shown)):
        reviews.acknowledge_differences(session=shown, attempt=latest, labels=labels, actor=actor)
    return redirect(session_url(shown))


@require_GET
def age(request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str) -> HttpResponse:
    """Whether anything happened to the session since its page was shown: then that is fetched anew,
    so that nobody reads or copies what held before. The provider is not asked.
    """
    shown = known_session_from_url(request, install_sid, exam_sid, session_sid)
    has_changed = request.GET.get("shown", "") != str(session_history.newest_number(shown))
    return HttpResponse(headers={"HX-Refresh": "true"} if has_changed else {})


@require_GET
def outcome_part(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """The part that updates by itself while an attempt is checked; once it is settled, or waits for
    a person, the whole page is fetched anew.
    """
    shown = session_from_url(request, install_sid, exam_sid, session_sid)
    context = state_header.of(request, shown)
    response = render(request, "scheduling/booking/outcome_panel.html", context)
    if not (context["panel"] and context["panel"].updates):
        response["HX-Refresh"] = "true"
    return response
