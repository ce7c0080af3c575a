"""Section of a page that tells of the learner's other sessions around the one it is about."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries
from scheduling.exam_sessions import learner_sessions
from scheduling.exam_sessions.learner_sessions import OtherSession
from scheduling.models import Attempt, ExamSession
from scheduling.spoken_time import say
from scheduling.views.exam_sessions.doubts import state_at
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import StateMark, state_of

DAYS = learner_sessions.AROUND.days
CANT_TELL = "We can’t tell which other sessions are this learner’s."
NONE = "We know of no other session of this learner within {days} days of {of}."
NO_DATE = "No date"
SAME_TIME, SAME_EXAM = "Same time", "Same exam"


@dataclass(frozen=True, slots=True)
class OtherSessionRow:
    """One of them: when on its own clock, what, where, how it stands, and what to look out for."""

    when: str
    exam: str
    place: str
    state: StateMark
    url: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherSessionsSection:
    """The rows, or instead of them a sentence; how many more there are, and where."""

    rows: tuple[OtherSessionRow, ...] = ()
    said: str = ""
    more: str = ""
    more_url: str = ""


def of(request: PortalRequest, session: ExamSession) -> OtherSessionsSection:
    """The section for the person who asks: of the institutions that they may see."""
    found = learner_sessions.other_sessions_of_learner(
        session, request.access.institutions, now=timezone.now()
    )
    if found is None:
        return OtherSessionsSection(said=CANT_TELL)
    rows = found.shown or found.far
    if not rows:
        return OtherSessionsSection(said=NONE.format(days=DAYS, of=_middle(session)))
    more = f"{found.more}{'+' if found.is_cut else ''}" if found.more else ""
    query = urlencode({"view": "all", "q": session.user_sid})
    latest = attempt_queries.latest_attempts(one.session for one in rows)
    return OtherSessionsSection(
        rows=tuple(_row(session, one, latest.get(one.session.pk)) for one in rows),
        more=f"and {more} more" if more else "",
        more_url=f"{reverse('worklist')}?{query}",
    )


def _middle(session: ExamSession) -> str:
    return "this one" if session.appointment_at else "today"


def _row(beside: ExamSession, other: OtherSession, latest: Attempt | None) -> OtherSessionRow:
    session = other.session
    marks = ((SAME_TIME, other.is_same_time), (SAME_EXAM, other.is_same_exam))
    return OtherSessionRow(
        when=say(other.start, str(session.zone)).dated if other.start else NO_DATE,
        exam=session.exam_title or session.exam_sid,
        place=_place(beside, session),
        state=_state(other, latest),
        url=page_url(session, "session"),
        marks=tuple(word for word, holds in marks if holds),
    )


def _state(other: OtherSession, latest: Attempt | None) -> StateMark:
    session = other.session
    if other.start is None:
        return state_of(session, latest)
    return state_at(session, latest, other.start, str(session.zone))


def _place(beside: ExamSession, session: ExamSession) -> str:
    """Where it is, with the institution where that is another one."""
    is_elsewhere = session.institution_id != beside.institution_id
    named = (place_words(session).strip("–"), session.institution.name if is_elsewhere else "")
    return ", ".join(part for part in named if part)
