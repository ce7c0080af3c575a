"""What the search box finds, in groups of links; what a query matched of them is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from scheduling.date_formats import noun
from scheduling.exam_sessions.lists.tabs import WORDS, View
from scheduling.exam_sessions.search import learners, marking, session_queries, text_folding
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.exam_sessions.search.marking import Piece
from scheduling.models import ExamSession, Institution, SearchWord
from scheduling.views.exam_sessions.search.first_times import FirstTime
from scheduling.views.exam_sessions.session_rows import ListedSession
from scheduling.views.exam_sessions.state_marks import StateMark
from scheduling.views.sealed_query import query_of

MOST, MOST_BELOW = 8, 4  # of a group: on the page, under the box
Kind = SearchWord.Kind
INSTRUCTORS, SOUNDS_LIKE = "Instructors", "Sounds like it"
# Where the box leads: its words, the address, and whether only administrators have it.
PLACES = (
    (WORDS[View.TODAY], "worklist", "?view=today", False),
    (WORDS[View.TOMORROW], "worklist", "?view=tomorrow", False),
    (WORDS[View.TO_BOOK], "worklist", "?view=to-book", False),
    (WORDS[View.DECIDE], "worklist", "?view=decide", False),
    ("Board", "board", "", False),
    ("Week", "week", "", False),
    ("Roster", "roster", "", False),
    ("Handover", "handover", "", False),
    ("Rescues", "rescues", "", False),
    ("Log", "audit_list", "", False),
    ("Help", "help", "", False),
    ("Admin", "admin:index", "", True),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A link, the small print beside it, and the state of a session; `is_refused` of one that can't
    have what is asked for, and leads to what can be done instead.
    """

    url: str
    name: list[Piece]
    note: list[Piece]
    state: StateMark | None = None
    is_refused: bool = False

    @property
    def note_text(self) -> str:
        """The small print, which may be cut, without marks."""
        return "".join(one.text for one in self.note)


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits of one kind; `more` leads to all of them, '' where these are all; `note` is what has to
    be said of them, and `is_asked` whether a command asked for them: there the next key is wanted.
    """

    name: str
    hits: Sequence[Hit]
    more: str = ""
    note: str = ""
    is_asked: bool = False

    @property
    def possible(self) -> list[Hit]:
        """Those that can have what is asked for."""
        return [one for one in self.hits if not one.is_refused]


def shortened(groups: Iterable[HitGroup], url: str) -> list[HitGroup]:
    """The groups as far as there is room under the box; the rest is at an address."""
    return [
        replace(
            one,
            hits=one.hits[:MOST_BELOW],
            more=url if one.more or one.hits[MOST_BELOW:] else "",
        )
        for one in groups
    ]


def search_url(query: str) -> str:
    """The list of the sessions that have these words."""
    return f"{reverse('worklist')}?{query_of({'q': query})}"


def of_learners(query: str, institutions: Sequence[Institution]) -> tuple[HitGroup, list[Hit]]:
    """Those of the name or address, with every other one that matched and how many sessions; and
    apart from them those who only sound so.
    """
    found = learners.find_learners(query, institutions)
    so = len(found.found) - found.heard
    shown, heard = found.found[:so][:MOST], found.found[so:][:MOST]
    counts = learners.session_counts([*shown, *heard])
    hits = [
        _learner(one, counts.get((one.install_sid, one.key), 0), query) for one in (*shown, *heard)
    ]
    are_more = found.are_more or len(found.found) > len(hits)
    group = HitGroup("Learners", hits[: len(shown)], search_url(query) if are_more else "")
    return group, hits[len(shown) :]


def of_instructors(query: str, institutions: Sequence[Institution]) -> tuple[HitGroup, list[Hit]]:
    """Instructors of the name, and apart from them those whose names only sound so."""
    every = of_things(INSTRUCTORS, (Kind.INSTRUCTOR,), query, institutions)
    so = of_things(INSTRUCTORS, (Kind.INSTRUCTOR,), query, institutions, heard=False)
    if not so.hits:
        return every, []
    return so, [one for one in every.hits if one not in so.hits]


def _learner(learner: KnownLearner, count: int, query: str) -> Hit:
    known = [learner.name, learner.email]
    others = dict.fromkeys(text for both in learner.earlier for text in both)
    also = [text for text in others if text and text not in known and _is_matched(text, query)]
    sessions = f"{count} {noun(count, 'session')}"
    email = [learner.email] if learner.email and learner.email != learner.name else []
    note = " · ".join([*email, *(f"also {one}" for one in also[:2]), sessions])
    sought = learner.key if learner.key[:2] in ("US", "EN") else learner.name
    return Hit(search_url(sought), *_both(learner.name, note, query))


def of_sessions(rows: Iterable[ListedSession], query: str, more: str) -> HitGroup:
    """Sessions as the list has them; what matched and stands nowhere else is said, and of namesakes
    who it is.
    """
    shown = [row for row in rows if row.url]
    known = {(row.session.learner_name, row.session.learner_key) for row in shown}
    names = Counter(name for name, _ in known)
    hits = [_session(row, query, names[row.session.learner_name] > 1) for row in shown]
    return HitGroup("Sessions", hits, more)


def _session(row: ListedSession, query: str, is_namesake: bool) -> Hit:
    one = row.session
    exam = one.exam_title or one.exam_sid
    # The course last: a line that is too long is cut there.
    seen = [one.learner_email if is_namesake else "", exam, when_of(row), row.where, row.course]
    hidden = [
        *(row.found_under, one.external_appointment_id, one.instructor_name, one.learner_email),
        *(one.sid, one.exam_sid, one.enrollment_sid, one.user_sid),
    ]
    why = [text for text in hidden if text and _is_matched(text, query)]
    name = one.shown_name
    is_told = any(_is_matched(text, query) for text in (name, *seen))
    note = " · ".join(text for text in (*seen, *([] if is_told else why[:1])) if text)
    return Hit(row.url, *_both(name, note, query), row.state)


def when_of(row: ListedSession) -> str:
    """When it is, with whose clock that is where it is not the page's."""
    times = row.times
    return f"{times.when} {times.own_clock}, {times.here}" if times.elsewhere else times.when


def of_things(
    name: str,
    kinds: Iterable[Kind],
    query: str,
    institutions: Sequence[Institution],
    *,
    heard: bool = True,
) -> HitGroup:
    """Courses, exams or instructors, with how many exams each has."""
    found = [
        (kind, thing, count)
        for kind in kinds
        for thing, count in session_queries.things_named(
            kind, query, institutions, MOST + 1, heard=heard
        )
    ]
    hits = [
        Hit(search_url(thing), *_both(thing, _about(kind, count), query))
        for kind, thing, count in found[:MOST]
    ]
    return HitGroup(name, hits, search_url(query) if len(found) > MOST else "")


def _about(kind: Kind, count: int) -> str:
    if kind is Kind.EXAM:
        return f"{kind.label}" if count == 1 else f"{kind.label} · {count} of this name"
    return f"{kind.label} · {count} {noun(count, 'exam')}"


def of_places(query: str, *, is_administrator: bool) -> HitGroup:
    """Where the words lead that begin so; without any, everywhere."""
    hits = [
        Hit(reverse(name) + rest, *_both(words, "", query))
        for words, name, rest, is_for_administrators in PLACES
        if is_administrator or not is_for_administrators
        if not query or text_folding.is_meant(query, text_folding.words(words))
    ]
    return HitGroup("Go to", hits)


def of_bookings(rows: Iterable[ListedSession], query: str, first: FirstTime) -> HitGroup:
    """Bookings that the person may make, of sessions that need a proctor; their forms begin with
    the day and the time that were said.
    """
    when = f" · {first.words}" if first.words else ""
    hits = [
        Hit(
            f"{row.book_url}{first.asked}",
            [Piece("Book ", False), *marking.marked(_who(row.session), query)],
            [*marking.marked(_which(row.session), query), Piece(when, False)],
        )
        for row in rows
        if row.book_url
    ]
    return HitGroup("Do", hits)


def _which(session: ExamSession) -> str:
    """The exam, and whose address it is: two learners may have one name."""
    parts = (session.exam_title or session.exam_sid, session.learner_email)
    return " · ".join(filter(None, parts))


def _who(session: ExamSession) -> str:
    return session.learner_name or session.sid


def _both(name: str, note: str, query: str) -> tuple[list[Piece], list[Piece]]:
    return marking.marked(name, query), marking.marked(note, query)


def _is_matched(text: str, query: str) -> bool:
    return any(piece.is_match for piece in marking.marked(text, query))
