"""The page of a person's own private calendars: make one, see its address once, revoke it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from scheduling.access import calendar_feeds
from scheduling.access.calendar_feeds import MOST, MadeAlready, TooManyCalendars
from scheduling.access.granting_rules import get_person
from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions import feed_sessions
from scheduling.forms.exam_sessions.calendar_feeds import FeedForm
from scheduling.models import CalendarFeed
from scheduling.spoken_time import say
from scheduling.views.kept_place import kept_place_of
from scheduling.views.notice import Notice

TOO_MANY = Notice(
    "No calendar was made.", f"You have {MOST}. Revoke one that you no longer use first."
)
MADE_ALREADY = Notice(
    "That calendar was made already.",
    "Its address can’t be shown again. If you did not keep it, revoke it and make another.",
)
REVOKED = "The calendar was revoked. Nobody can read it any more."


@require_http_methods(["GET", "POST"])
@sensitive_variables("secret", "url")
def calendars(request: PortalRequest) -> HttpResponse:
    """GET shows them; POST makes one, and shows its address, this once."""
    if request.method == "GET":
        return _page(request, _fresh(request))
    form = FeedForm(request.access.institutions, request.POST.dict())
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted = form.wanted
    try:
        secret = calendar_feeds.make(
            person=get_person(request.user.pk),
            wanted=wanted,
            form_id=form.cleaned_data["form_id"],
            actor=request.actor_at(wanted.institution),
        )
    except TooManyCalendars:
        return _page(request, form, notice=TOO_MANY, status=422)
    except MadeAlready:
        return _page(request, _fresh(request), notice=MADE_ALREADY, status=409)
    url = request.build_absolute_uri(reverse("calendar_feed", args=(secret,)))
    return _page(request, _fresh(request), url=url)


@require_POST
def revoke(request: PortalRequest, feed_id: int) -> HttpResponse:
    """Revoke one of the person's own; one that was revoked already is that still."""
    feed = calendar_feeds.made_by(get_person(request.user.pk), feed_id)
    if feed is None:
        raise Http404("There is no such calendar.")
    calendar_feeds.revoke(feed=feed, actor=request.actor_at(feed.institution))
    messages.success(request, REVOKED)
    return HttpResponseRedirect(reverse("calendars"))


def _fresh(request: PortalRequest) -> FeedForm:
    return FeedForm(request.access.institutions, initial={"form_id": uuid4()})


def _page(
    request: PortalRequest,
    form: FeedForm,
    *,
    notice: Notice | None = None,
    url: str = "",
    status: int = 200,
) -> HttpResponse:
    zone = kept_place_of(request).time_zone
    theirs = calendar_feeds.of_person(get_person(request.user.pk))
    unread = _unread(one for one in theirs if one.institution in request.access.institutions)
    feeds = [(one, _made(one, zone), unread.get(one.institution_id, 0)) for one in theirs]
    context = {"form": form, "notice": notice, "url": url, "feeds": feeds}
    context["back_and_ahead"] = feed_sessions.BACK_AND_AHEAD
    return render(request, "scheduling/exam_sessions/calendars.html", context, status=status)


def _unread(feeds: Iterable[CalendarFeed]) -> dict[int | None, int]:
    """How many sessions may be at a location of each institution: nobody has read where they are.
    By its primary key, for those whose locations have a calendar.
    """
    now = timezone.now()
    institutions = {one.institution for one in feeds if one.institution}
    return {one.pk: feed_sessions.unread_by_day(one, now=now).total() for one in institutions}


def _made(feed: CalendarFeed, zone: str) -> str:
    """To the second: several may be made of one thing, and nothing else tells them apart."""
    made = say(feed.made_at, zone)
    return f"{made.dated} ({made.local:%S} s)"
