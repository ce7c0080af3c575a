"""From an address to an exam session that the person may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.urls import reverse

from scheduling.commands import SessionAddress
from scheduling.exam_sessions import mirror
from scheduling.exam_sessions.refresh import look
from scheduling.models import ExamSession, Install
from scheduling.views.page_context import desk


class OutOfUse(PermissionDenied):
    """The install is not in use any more, whatever the person's role.

    What it says is for people.
    """


class SidConverter:
    """A vendor SID in an address."""

    regex = "[A-Z]{2}[a-f0-9]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def session_at(request: HttpRequest, *sids: str, is_sent: bool = False) -> ExamSession:
    """The mirrored session of these SIDs (install, exam, session).

    One that is new here is looked up at the provider, and stored once that confirms it; a form that
    `is_sent` needs a row even so, for its attempt. Raises Http404 for an unknown install or another
    exam's session, and PermissionDenied where the person has no role on the install or it is out of
    use.
    """
    install, address = install_at(request, sids[0]), _address(sids)
    if (known := mirror.find(install=install, address=address)) is not None:
        return known
    session = _added(install, address) if is_sent else _unsaved(install, address)
    if (
        session.exam_sid != address.exam_sid
    ):  # stored under another exam: whose it is, the provider knows
        session = look(_unsaved(install, address)).session
        if session.pk is None:
            raise Http404("That exam session belongs to another exam.")
    return look(session).session if session.pk is None and request.method == "GET" else session


def _address(sids: tuple[str, ...]) -> SessionAddress:
    install_sid, exam_sid, session_sid = sids
    return SessionAddress(install_sid=install_sid, exam_sid=exam_sid, session_sid=session_sid)


def _unsaved(install: Install, address: SessionAddress) -> ExamSession:
    return ExamSession(install=install, exam_sid=address.exam_sid, sid=address.session_sid)


def _added(install: Install, address: SessionAddress) -> ExamSession:
    """A session that is new here. While the storage fails it stays unsaved:
    nothing is sent then.
    """
    try:
        session = mirror.find_or_add(install=install, address=address)
    except DatabaseError:
        return _unsaved(install, address)
    session.install = install
    return session


def install_at(request: HttpRequest, sid: str, *, retired_too: bool = False) -> Install:
    """The install of this SID, one not in use any more only where `retired_too`.

    Raises Http404 where there is none, PermissionDenied where the person has no role or it is out
    of use.
    """
    here = desk(request)
    for install in here.recorded if retired_too else here.installs:
        if install.sid == sid:
            return install
    for install in here.retired:
        if install.sid == sid:
            raise OutOfUse(f"the institution {install.name} is out of use")
    if Install.objects.filter(sid=sid).exists():
        raise PermissionDenied
    raise Http404("There is no such institution here.")


def booker_at(request: HttpRequest, *sids: str, is_sent: bool = False) -> ExamSession:
    """Like `session_at`, for people who may book there;
    PermissionDenied for others, before anything is stored.
    """
    if not desk(request).may_book(install_at(request, sids[0])):
        raise PermissionDenied
    return session_at(request, *sids, is_sent=is_sent)


def url_of(session: ExamSession, name: str = "session") -> str:
    """The address of a page about the session."""
    return reverse(name, args=(session.install.sid, session.exam_sid, session.sid))
