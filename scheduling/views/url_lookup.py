"""From an address to an exam session that the person may see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions import mirror
from scheduling.exam_sessions.events.event_entry import address_as_known
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.forms.booking.answers import FIRST_DAY, FIRST_LOCATION
from scheduling.forms.booking.answers_in_address import LOCATION, START, TYPE_BEFORE
from scheduling.forms.booking.earlier_answers import AGAIN
from scheduling.institutions.queries import institution_by_sid
from scheduling.models import ExamSession, Institution
from scheduling.models.columns.kept_columns import is_damaged
from scheduling.session_commands import SessionAddress

SESSION_SIDS = ("install_sid", "exam_sid", "session_sid")
SID = "[A-Z]{2}[a-f0-9]{32}"
NO_SID = "XX" + "0" * 32
# In a request's META: that the session of its address is known as one of its institution's.
KNOWN_THERE = "proctor_desk.known_there"


NO_SUCH_PLACE = "There is no such institution or location among yours."
OUT_OF_USE = "the institution {} is out of use"
NOT_KNOWN_IN_USE = (
    "the portal’s record of whether the institution {} is in use is damaged, and nothing is sent"
    " for it until an administrator of all institutions says so again under Admin, Institutions"
)


class OutOfUse(PermissionDenied):
    """The institution is not in use any more, whatever the person's role.

    What it says is for people.
    """


class NotTheirs(PermissionDenied):
    """Something of an institution where the person has no role, whose SID this is; `is_named`: by a
    query or a form, not by the address itself.
    """

    def __init__(self, install_sid: str, *, is_named: bool = False) -> None:
        super().__init__()
        self.install_sid, self.is_named = install_sid, is_named


class SidConverter:
    """A vendor SID in an address. One that somebody changed into none leads to a page that says
    so, and the page with the link is shown.
    """

    regex = SID

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value if re.fullmatch(SID, value) else NO_SID


def session_from_url(request: PortalRequest, *sids: str, is_sent: bool = False) -> ExamSession:
    """The mirrored session of these SIDs (institution, exam, session).

    One that is new here is looked up at the provider, and stored once that confirms it; a form that
    `is_sent` needs a row even so, for its attempt, but where another institution has the session.
    Raises Http404 for an unknown institution or another's or another exam's session, and
    PermissionDenied where the person has no role on the institution or it is out of use.
    """
    institution, address = institution_from_url(request, sids[0]), _address(sids)
    if (known := _known(request, institution, address)) is not None:
        return known
    session = _added(institution, address) if is_sent else _unsaved(institution, address)
    if (
        session.exam_sid != address.exam_sid
    ):  # stored under another exam: whose it is, the provider knows
        session = refresh_session(_unsaved(institution, address)).session
        if session.pk is None:
            raise Http404("That exam session belongs to another exam.")
    return (
        refresh_session(session).session
        if session.pk is None and request.method == "GET"
        else session
    )


def known_session_from_url(request: PortalRequest, *sids: str) -> ExamSession:
    """Like `session_from_url`, of the mirror alone: Http404 for a session that is not in it."""
    institution = institution_from_url(request, sids[0])
    known = _known(request, institution, _address(sids))
    if known is None:
        raise Http404("That exam session is not known here yet.")
    return known


def _known(
    request: PortalRequest, institution: Institution, address: SessionAddress
) -> ExamSession | None:
    """The session in the mirror, if it is there; the request is told so."""
    known = mirror.find_session(institution=institution, address=address)
    request.META[KNOWN_THERE] = known is not None
    return known


def _address(sids: tuple[str, ...]) -> SessionAddress:
    install_sid, exam_sid, session_sid = sids
    return SessionAddress(install_sid=install_sid, exam_sid=exam_sid, session_sid=session_sid)


def known_address(asked: Mapping[str, Any]) -> SessionAddress | None:
    """The address of the exam session that a page's address names, as it is known here: anybody can
    type any exam beside it. None where no session is named, or none that is known there.
    """
    if not set(SESSION_SIDS) <= set(asked):
        return None
    return address_as_known(_address(tuple(asked[name] for name in SESSION_SIDS)))


def _unsaved(institution: Institution, address: SessionAddress) -> ExamSession:
    return ExamSession(institution=institution, exam_sid=address.exam_sid, sid=address.session_sid)


def _added(institution: Institution, address: SessionAddress) -> ExamSession:
    """A session that is new here. While the storage fails it stays unsaved:
    nothing is sent then. Of one that another institution has only the provider can tell whether it
    is of this one too: Http404 where it does not.
    """
    if mirror.is_elsewhere(institution=institution, sid=address.session_sid):
        session = refresh_session(_unsaved(institution, address)).session
        if session.pk is None:
            raise Http404("That exam session is not one of this institution’s.")
        return session
    try:
        session = mirror.find_or_add_session(institution=institution, address=address)
    except DatabaseError:
        return _unsaved(institution, address)
    session.institution = institution
    return session


def institution_from_url(
    request: PortalRequest, sid: str, *, retired_too: bool = False
) -> Institution:
    """The institution of this SID, one not in use any more only where `retired_too`.

    Raises Http404 where there is none, PermissionDenied where the person has no role or it is out
    of use.
    """
    here = request.access
    for institution in here.recorded if retired_too else here.institutions:
        if institution.sid == sid:
            return institution
    for institution in here.retired:
        if institution.sid == sid:
            raise OutOfUse(_why_out_of_use(institution))
    if institution_by_sid(sid):
        raise PermissionDenied
    raise Http404("There is no such institution here.")


def refusal_at(
    request: PortalRequest, institution: Institution, *, is_named: bool = False
) -> PermissionDenied:
    """Why nothing of an institution is shown to who does not work there now, to be raised."""
    if institution in request.access.retired:
        return OutOfUse(_why_out_of_use(institution))
    return NotTheirs(institution.sid, is_named=is_named)


def refusal_of_place(request: PortalRequest, install_sid: str) -> PermissionDenied | Http404:
    """Why a form is refused that names a place which is none of the person's, to be raised."""
    institution = institution_by_sid(install_sid)
    if institution is None or institution in request.access.institutions:
        return Http404(NO_SUCH_PLACE)
    return refusal_at(request, institution, is_named=True)


def _why_out_of_use(institution: Institution) -> str:
    said = NOT_KNOWN_IN_USE if is_damaged(institution.is_active) else OUT_OF_USE
    return said.format(institution.name)


def bookable_session_from_url(
    request: PortalRequest, *sids: str, is_sent: bool = False
) -> ExamSession:
    """Like `session_from_url`, for people who may book there;
    PermissionDenied for others, before anything is stored.
    """
    if not request.access.may_book(institution_from_url(request, sids[0])):
        raise PermissionDenied
    return session_from_url(request, *sids, is_sent=is_sent)


def session_url(session: ExamSession, name: str = "session") -> str:
    """The address of a page about the session. Raises NoReverseMatch where a SID is none."""
    return _path_of(name, session.institution.sid, session.exam_sid, session.sid)


@lru_cache(maxsize=4096)  # some for each row of the lists that are looked at again and again
def _path_of(name: str, *sids: str) -> str:
    return reverse(name, args=sids)


def book_again_url(session: ExamSession, session_type: str, attempt_id: UUID) -> str:
    """The address of the booking form with the answers of an earlier try."""
    answers = urlencode({"type": session_type, AGAIN: str(attempt_id)})
    return f"{session_url(session, 'schedule')}?{answers}"


def book_next_url(following: ExamSession, booked: ExamSession) -> str:
    """The address of its booking form, which begins where the one before it was booked, with that
    type and at that time, unless it has passed.
    """
    start, begun = booked.appointment_at, {FIRST_LOCATION: booked.location_sid}
    if start is not None and start > timezone.now():
        begun |= {
            FIRST_DAY: start.astimezone(booked.zone).date().isoformat(),
            LOCATION: booked.location_sid,
            START: start.astimezone(UTC).isoformat(),
        }
    if start is None or start > timezone.now():
        begun |= {TYPE_BEFORE: booked.session_type}
    asked = urlencode({name: text for name, text in begun.items() if text})
    return f"{session_url(following, 'schedule')}{'?' * bool(asked)}{asked}"


def way_back(request: HttpRequest) -> dict[str, str]:
    """The page of the exam session that an address is about, where it is about one."""
    try:
        asked = resolve(request.path_info).kwargs
    except Resolver404:
        asked = {}
    sids = {name: asked[name] for name in SESSION_SIDS if name in asked}
    return {"session_url": reverse("session", kwargs=sids)} if len(sids) == 3 else {}


def nameable_path(request: HttpRequest) -> str:
    """The path of a request as the log may tell it: without a query, and without what is secret."""
    match = request.resolver_match
    secret = match.kwargs.get("secret", "") if match else ""
    return request.path.replace(secret, "…") if secret else request.path


def path_of_no_one(request: HttpRequest) -> str:
    """The same where it is told to others than those of whose it is: without what it names."""
    path, match = nameable_path(request), request.resolver_match
    for named in (*match.args, *match.kwargs.values()) if match else ():
        path = path.replace(f"/{named}/", "/…/")
    return path
