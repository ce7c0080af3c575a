"""Pages of whole stories out of the log: everything about one request, one session or one learner,
in order of time.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.booking import switches
from scheduling.exam_sessions.search import learners, session_queries
from scheduling.log import learner_lookups, learner_periods
from scheduling.log.search import event_search, suggestions
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.event_search import EventPage
from scheduling.models import ExamSession, Institution
from scheduling.time_zones.zone_names import words_for
from scheduling.views.log import event_rows
from scheduling.views.log.cases import case_file
from scheduling.views.log.events import number_in, visible, zone_of
from scheduling.views.log.filter_chips import linked
from scheduling.views.sealed_query import query_of
from scheduling.views.search_text import free_text
from scheduling.views.url_lookup import institution_from_url


@require_GET
def attempt(request: PortalRequest, attempt_id: UUID) -> HttpResponse:
    """Everything that happened about one request to the provider, and the others of its switch."""
    same = switches.attempts_beside(attempt_id)
    wanted = EventQuery(institutions=visible(request.access), attempts=tuple(same))
    if not event_search.is_there(wanted):
        raise Http404("There is no such request.")
    filters = {"request": str(attempt_id)}
    title = "One request" if len(same) == 1 else "One switch"
    return _told(request, wanted, filters, {"title": title, "sub": str(attempt_id)[:8]})


@require_GET
def session(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """Everything that happened with one exam session at its institution, whichever of its exams the
    address names: it may have been another's before.
    """
    institution = institution_from_url(request, install_sid, retired_too=True)
    wanted = EventQuery(institutions=(institution.sid,), sessions=(session_sid,))
    known = session_queries.session_by_sid(institution, session_sid)
    head = {
        "title": _whose(known) or "One exam session",
        "sub": known.exam_title if known and known.exam_title else session_sid,
        "back": _way_back(institution, known.exam_sid if known else exam_sid, session_sid),
        "zone": str(known.zone) if known else institution.time_zone,
        "case_query": case_file.query_for(request, institution, session=session_sid),
    }
    return _told(request, wanted, {"session": session_sid, "install": install_sid}, head)


def _whose(session: ExamSession | None) -> str:
    """Of whose session the history is, in words; "" where that is not known."""
    if session is None:
        return ""
    here = (session.sid, session.institution.sid)
    is_of_several = learner_periods.was_of_others(*here, session.learner_key)
    return "One exam session, of several learners" if is_of_several else session.learner_name


def _way_back(institution: Institution, exam_sid: str, session_sid: str) -> tuple[str, str] | None:
    """To the session's page, while there is one:
    nothing is shown of an institution that is out of use but its log.
    """
    address = reverse("session", args=(institution.sid, exam_sid, session_sid))
    return (address, "The session’s page") if institution.is_active else None


@require_GET
def learner(request: PortalRequest) -> HttpResponse:
    """Everything that happened with a learner’s exam sessions at one institution.

    Reading it is an event itself.
    """
    institution = institution_from_url(request, free_text(request.GET, "install"), retired_too=True)
    said = free_text(request.GET, "learner") or free_text(request.GET, "name")
    found = learners.named(said, free_text(request.GET, "email"), institution)
    if len(found) > 1:
        asked = {"install": institution.sid, "learner": said}
        return HttpResponseRedirect(f"{reverse('audit_list')}?{query_of(asked)}")
    periods = [period for one in found for period in learner_periods.of(one.key, institution.sid)]
    if not periods:
        raise Http404("This learner has no exam sessions here.")
    [one] = found
    wanted = EventQuery(
        institutions=(institution.sid,),
        sessions=learner_periods.sessions(periods),
        periods=tuple(periods),
    )
    actor = request.actor_at(institution)
    learner_lookups.note(actor=actor, institution=institution, learner=one)
    same_name = learners.namesakes(one, institution)
    head = {
        "title": one.name,
        "sub": one.email or institution.name,
        "zone": institution.time_zone,
        "case_query": case_file.query_for(request, institution, learner=one.key),
        "namesakes": linked(suggestions.learner_choices(same_name, [institution])),
        "namesakes_of": one,
    }
    return _told(request, wanted, {"install": institution.sid, "learner": one.key}, head)


def _told(
    request: PortalRequest, wanted: EventQuery, filters: dict[str, str], head: dict[str, Any]
) -> HttpResponse:
    """A page of the story, oldest first:
    from its beginning, from `?after=N` on, or up to `?before=N`.
    """
    before, after = number_in(request, "before"), number_in(request, "after")
    found = event_search.page(
        wanted, before=before, after=None if before is not None else after or 0
    )
    shown = event_search.events(found.numbers[::-1])
    zone = head.get("zone") or next(
        filter(None, map(event_rows.zone_of, shown)), zone_of(request.access, shown)
    )
    earlier, later = _ways(found, before, after)
    asked = {name: text for name, text in filters.items() if text}
    context = head | {
        "rows": event_rows.folded(event_rows.of(shown, zone=zone)),
        "clock": zone,
        "zone_words": words_for(zone),
        "earlier": _page_url(request, "before", earlier),
        "later": _page_url(request, "after", later),
        "list_url": f"{reverse('audit_list')}?{query_of(asked)}",
    }
    return render(request, "scheduling/log/timeline.html", context)


def _ways(found: EventPage, before: int | None, after: int | None) -> tuple[int | None, int | None]:
    """Before which number the earlier page ends, and after which the later one begins;
    None where there is none.
    """
    newest, oldest = (found.numbers[0], found.numbers[-1]) if found.numbers else (None, None)
    if before is not None:
        return (found.looked_to or oldest) if found.has_more else None, newest or before - 1
    earlier = (oldest or after + 1) if after else None
    return earlier, (found.looked_to or newest) if found.has_more else None


def _page_url(request: PortalRequest, name: str, number: int | None) -> str:
    if number is None:
        return ""
    kept = {key: text for key, text in request.GET.items() if key not in ("before", "after")}
    return f"?{query_of(kept | {name: str(number)})}"
