"""The session that a list's address opens beside it, `&open=ES…`: a script opens its row, and where
the page has none it is told where it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.search import pasted_sids
from scheduling.exam_sessions.search.pasted_sids import Pasted
from scheduling.models import ExamSession
from scheduling.views.exam_sessions.session_rows import ListedSession, page_url

NAME = "open"


@dataclass(frozen=True, slots=True)
class Opened:
    """The session that is asked for: the key of its row, 0 where the page has none; and where it
    has none, the session, if it is known at the person's institutions.
    """

    row: int = 0
    elsewhere: ExamSession | None = None
    url: str = ""


def read(request: PortalRequest, rows: Iterable[ListedSession]) -> Opened | None:
    """What the address asks for; None where it names no session. A statement only for one that has
    no row.
    """
    asked = pasted_sids.pasted(request.GET.get(NAME, "")).sids.get("ES")
    if asked is None:
        return None
    if there := next((row for row in rows if row.session.sid == asked), None):
        return Opened(there.session.pk)
    known = pasted_sids.by_sid(request.access.institutions, Pasted({"ES": asked}))
    return Opened(elsewhere=known[0], url=page_url(known[0], "session")) if known else Opened()
