"""The accommodation of one session: what its page says of it, and the form that changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION
from scheduling.accommodation_times.latest_starts import offer_latest_start
from scheduling.accommodation_times.sittings import real_minutes, say_length
from scheduling.booking import attempt_queries
from scheduling.exam_sessions import accommodations, other_bookings
from scheduling.exam_sessions.accommodations import AccommodationChangedMeanwhile
from scheduling.exam_sessions.other_bookings import HAS_ANOTHER
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.exam_sessions.accommodation import AccommodationForm, answers_of
from scheduling.models import ExamSession
from scheduling.opening_hours.hours_warnings import warnings_about
from scheduling.opening_hours.seats_warnings import about_seats
from scheduling.seats import availability
from scheduling.spoken_time import say
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.notice import STORAGE_FAILS, Notice
from scheduling.views.url_lookup import bookable_session_from_url, session_url

TEMPLATE = "scheduling/exam_sessions/accommodation.html"
SAVED = "Accommodation saved: {words}. Nothing was sent to SmarterProctoring."
TAKEN_OVER = "Taken over from the learner’s cancelled session"
UNCHANGED = "The accommodation is as it was."
NOT_STORED = Notice("Not saved.", STORAGE_FAILS)
NOT_SHOWN_YET = Notice(
    "Not saved.", "SmarterProctoring has not shown us this session yet. Try again in a moment."
)


@dataclass(frozen=True, slots=True)
class AccommodationSummary:
    """What a page says of a session's accommodation; `words` are "" where none was entered."""

    words: str
    facts: str  # “190 min (1.5× of 120 min + 10 min breaks) · Entered by Ana Ruiz, …”
    url: str
    warnings: list[str]  # what it runs into
    unchecked: list[str] = field(default_factory=list)  # what is not known to fit, nor not to
    takes_longer: bool = False  # than without it: what is warned of is what that runs into
    # Something of it nobody was told of when the booking was sent: the learner is told of no time.
    holds_news_back: bool = False


def accommodation_summary(session: ExamSession) -> AccommodationSummary:
    """The accommodation in words, and what speaks against the end of a booking that stands."""
    known = accommodations.of(session)
    url = session_url(session, "accommodation")
    warnings, unchecked = _warnings(session)
    is_new = bool(warnings) and not set(warnings) <= set(_told_before(session))
    if known is None:
        return AccommodationSummary("", "", url, warnings, holds_news_back=is_new)
    at = say(known.changed_at.replace(second=0, microsecond=0), str(session.zone)).dated
    taken_over = accommodations.is_taken_over(known)
    who = TAKEN_OVER if taken_over else f"Entered by {known.changed_by_name}"
    facts = (_length(session), f"{who}, {at}")
    return AccommodationSummary(
        words=known.value.in_words or "none",
        facts=" · ".join(one for one in facts if one),
        url=url,
        warnings=warnings,
        unchecked=unchecked,
        takes_longer=accommodations.sitting_of(session).accommodation.takes_longer,
        holds_news_back=is_new,
    )


def _told_before(session: ExamSession) -> list[str]:
    """What whoever booked or moved it was warned of, and meant all the same."""
    beside = other_bookings.beside(session, session.appointment_at, also_of_exam=False)
    latest = attempt_queries.latest_attempt(session) if beside else None
    is_meant = latest is not None and attempt_queries.was_sent_anyway(latest)
    others = [f"{HAS_ANOTHER} {one.in_words}." for one in beside] if is_meant else []
    return [*attempt_queries.overridden_warnings(session), *others]


def _length(session: ExamSession) -> str:
    sitting = accommodations.sitting_of(session)
    if not sitting.accommodation.takes_longer:
        return ""
    if not sitting.exam_minutes:
        return sitting.warning
    minutes = real_minutes(sitting.exam_minutes, sitting.accommodation)
    return f"{minutes} min ({say_length(sitting.exam_minutes, sitting.accommodation)})"


def _warnings(session: ExamSession) -> tuple[list[str], list[str]]:
    """What the sitting of a booking runs into, where it still lies ahead: hours that were not
    asked about while its length was not known, or were changed since; a longer one, more than that.
    And apart from it, what could not be checked.
    """
    start, sitting = session.appointment_at, accommodations.sitting_of(session)
    is_ahead = start is not None and start > timezone.now() and session.known_status.is_in_place
    if not is_ahead or not sitting.minutes:
        return [], []
    zone = str(session.zone)
    location = availability.location_at(
        session.institution, session, session.location_sid, start, sitting.minutes
    )
    is_longer = sitting.accommodation.takes_longer
    found, unchecked = [], []
    if location:
        offer = offer_latest_start(location, start, sitting.minutes, zone)
        counted = location if is_longer else replace(location, seats=None)
        found = warnings_about(counted, start, sitting.minutes, zone, offer=offer)
        seats = about_seats(counted)
        unchecked = [seats.text] if seats.may_be_taken else []
    if not is_longer:
        return found, unchecked
    others = other_bookings.beside(session, start, also_of_exam=False)
    found += [f"{HAS_ANOTHER} {one.in_words}." for one in others]
    return found, unchecked


@require_http_methods(["GET", "POST"])
@keeps_draft(AccommodationForm)
def accommodation(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """GET shows the form; POST keeps what it says, and sends nothing."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    if request.method == "POST":
        return _save(request, session)
    known, draft = accommodations.of(session), restore(request)
    answers = answers_of(known.value) if known else answers_of()
    form = AccommodationForm(initial=answers | (dict(draft.answers) if draft else {}))
    context = {"draft": page_draft(request, draft)}
    return render(request, TEMPLATE, _context(session, form) | context)


def _save(request: PortalRequest, session: ExamSession) -> HttpResponse:
    form = AccommodationForm(request.POST.dict())
    if not form.is_valid():
        return _again(request, session, form, 422)
    if session.pk is None:
        refresh_session(session)
    if session.pk is None:
        return _again(request, session, form, 502, NOT_SHOWN_YET)
    try:
        is_changed = accommodations.change(
            session=session,
            accommodation=form.accommodation,
            shown_event=_number(request.POST.get("shown", "")),
            actor=request.actor_at(session.institution),
        )
    except AccommodationChangedMeanwhile:
        return _again(request, session, form, 409, _changed_notice(session))
    except DatabaseError:
        return _again(request, session, form, 502, NOT_STORED)
    words = form.accommodation.in_words or "none"
    messages.success(request, SAVED.format(words=words) if is_changed else UNCHANGED)
    return HttpResponseRedirect(session_url(session))


def _number(shown: str) -> int:
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 19 else 0


def _changed_notice(session: ExamSession) -> Notice:
    known = accommodations.of(session)
    words = (known.value if known else NO_ACCOMMODATION).in_words or "none"
    by = f" by {known.changed_by_name}" if known else ""
    return Notice(
        f"Changed since you opened it{by}: it is now {words}.",
        "Nothing was saved. Check your answers below, then save them again.",
    )


def _again(
    request: PortalRequest,
    session: ExamSession,
    form: AccommodationForm,
    status: int,
    notice: Notice | None = None,
) -> HttpResponse:
    """The form as it was filled in."""
    context = {"draft": page_draft(request), "notice": notice}
    return render(request, TEMPLATE, _context(session, form) | context, status=status)


def _context(session: ExamSession, form: AccommodationForm) -> dict[str, object]:
    known, shown = accommodations.of(session), session.duration_minutes
    exam_minutes = accommodations.sitting_of(session).exam_minutes
    start, zone = session.appointment_at, str(session.zone)
    return {
        "stands": say(start, zone) if start else None,
        "hours": accommodations.sitting_of(session).hours(start, zone) if start else "",
        "session": session,
        "form": form,
        "known": known.value.in_words if known else "",
        "shown": known.event_number if known else 0,
        "exam_minutes": exam_minutes,
        "whole_minutes": shown if shown != exam_minutes else None,
        "is_named": known is not None and shown == known.whole_minutes,
        "session_url": session_url(session),
        "current_institution": session.institution,
    }
