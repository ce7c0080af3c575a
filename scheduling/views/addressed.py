"""From an address to an exam session that the person may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.urls import reverse

from scheduling.commands import SessionAddress
from scheduling.models import ExamSession, Install
from scheduling.services import denied, mirror
from scheduling.services.look import look
from scheduling.views.frame import actor, desk


class SidConverter:
    """A vendor SID in an address."""

    regex = "[A-Z]{2}[a-f0-9]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def session_at(request: HttpRequest, install_sid: str, exam_sid: str, session_sid: str) -> ExamSession:
    """The mirrored session; made from its SIDs where it is new here, and then looked up at the provider once.

    Raises Http404 for an unknown install and PermissionDenied where the person has no role on it.
    """
    install = _install(request, install_sid)
    address = _address((install_sid, exam_sid, session_sid))
    if (known := mirror.find(install=install, address=address)) is not None:
        return known
    session = _added(request, install, address)
    if session.exam_sid != exam_sid:
        raise Http404("That exam session belongs to another exam.")
    return look(session).session if request.method == "GET" else session


def _address(sids: tuple[str, ...]) -> SessionAddress:
    install_sid, exam_sid, session_sid = sids
    return SessionAddress(install_sid=install_sid, exam_sid=exam_sid, session_sid=session_sid)


def _added(request: HttpRequest, install: Install, address: SessionAddress) -> ExamSession:
    """A session that is new here. A form sent while the storage fails gets it unsaved: nothing is sent then."""
    try:
        session = mirror.find_or_add(install=install, address=address)
    except DatabaseError:
        if request.method != "POST":
            raise
        session = ExamSession(exam_sid=address.exam_sid, sid=address.session_sid)
    session.install = install
    return session


def _install(request: HttpRequest, sid: str) -> Install:
    install = desk(request).install(sid)
    if install is not None:
        return install
    if Install.objects.filter(sid=sid).exists():
        raise PermissionDenied
    raise Http404("There is no such install here.")


def booker_at(request: HttpRequest, *sids: str) -> ExamSession:
    """Like `session_at`, for people who may book there; PermissionDenied for others."""
    try:
        session = session_at(request, *sids)
        if not desk(request).may_book(session.install):
            raise PermissionDenied
    except PermissionDenied:
        if request.method == "POST":
            denied.note(actor=actor(request), address=_address(sids), why="their role does not allow it")
        raise
    return session


def url_of(session: ExamSession, name: str = "session") -> str:
    """The address of a page about the session."""
    return reverse(name, args=(session.install.sid, session.exam_sid, session.sid))
