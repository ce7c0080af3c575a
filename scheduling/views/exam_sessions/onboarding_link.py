"""A learner's onboarding link, fetched on a press and shown once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.booking.permitted_actions import why_no_onboarding
from scheduling.exam_sessions import onboarding_link
from scheduling.exam_sessions.onboarding_link import Fetched
from scheduling.models import ExamSession
from scheduling.views.url_lookup import bookable_session_from_url, session_url

TEMPLATE = "scheduling/exam_sessions/onboarding_link.html"


def url_of(request: PortalRequest, session: ExamSession) -> str:
    """Where it is fetched; '' for who may not book there, and where no booking is known."""
    may = session.pk and request.access.may_book(session.institution)
    return session_url(session, "onboarding_link") if may and not why_no_onboarding(session) else ""


@require_POST
@sensitive_variables("found", "context")
def fetch(
    request: PortalRequest, install_sid: str, exam_sid: str, session_sid: str
) -> HttpResponse:
    """Ask the provider for the link, and show it, this once."""
    session = bookable_session_from_url(request, install_sid, exam_sid, session_sid)
    why = why_no_onboarding(session)
    actor = request.actor_at(session.institution)
    earlier = onboarding_link.earlier(session)
    found = Fetched(problem=why) if why else onboarding_link.fetch(session=session, actor=actor)
    context = {
        "session": session,
        "link": found.url,
        "problem": found.problem,
        "may_be_made": found.may_be_made,
        "earlier": earlier,
        "session_url": session_url(session),
        "current_institution": session.institution,
    }
    status = 200 if found.url else 422 if why else 502
    return render(request, TEMPLATE, context, status=status)
