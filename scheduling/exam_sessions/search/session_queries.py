"""Finding exam sessions by what a person typed: learner, course, exam, instructor, ids.

The index of words drives, and each kind of thing leads to its sessions through an index of its
own. The parts are united by primary key, so that no planner walks the sessions of an institution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial, reduce
from operator import or_

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from scheduling.exam_sessions.name_order import by_course
from scheduling.exam_sessions.search import text_folding, word_index, word_kinds
from scheduling.exam_sessions.search.word_kinds import Kinds
from scheduling.models import ExamSession, Institution, SearchWord

Kind = SearchWord.Kind
Way = list[set[str]]
# Each kind of thing, in the order in which its sessions are listed, and where a session names it.
COLUMNS = {
    Kind.LEARNER: "learner_key",
    Kind.OTHER_ID: "external_appointment_id",
    Kind.COURSE: "course_name",
    Kind.EXAM: "exam_title",
    Kind.INSTRUCTOR: "instructor_name",
}
FIRST = (Kind.LEARNER, Kind.OTHER_ID)  # listed as they stand, without a heading that gives a reason
SID_COLUMNS = {
    "es": "sid",
    "ex": "exam_sid",
    "en": "enrollment_sid",
    "us": "learner_key",
}
MOST_THINGS, MOST_EXAMS = 50, 500
MOST_PLACED = 60  # names that are put in order
MOST_TOLD_APART = 20_000
MOST_KEYS = 2_000  # sessions that are looked for once, and not again by each statement of a page
SID_START = re.compile(r"(es|ex|en|us)([0-9a-f]{4,32})")
# A SID in its short form, as rows print it; a session's may lack its letters.
SHORT_SID = re.compile(r"\b(es|ex|en|us)?([0-9a-f]{4})(?:…|\.{3})([0-9a-f]{4})\b", re.IGNORECASE)
SESSION = "es"


def matching(rows: QuerySet[ExamSession], query: str) -> QuerySet[ExamSession]:
    """The sessions that a query may mean: those that have, for each of its words, a word that
    begins so. A SID counts from its letters and four digits on.
    """
    short, rest = _without_short_sids(query)
    read = text_folding.readings(rest)
    kinds = word_kinds.of(word for way in read for word in way)
    ways = [way for way in read if all(_may_be_found(word, kinds) for word in way)]
    if not ways and (rest.strip() or not short):
        return rows.none()
    for condition in short:
        rows = rows.filter(condition)
    if not ways:
        return rows
    parts = [_sessions_with_all(way, kinds) for way in ways]
    keys = _few_keys(parts)
    return rows.filter(pk__in=_united(parts) if keys is None else keys)


def _few_keys(parts: Iterable[QuerySet[ExamSession]]) -> list[int] | None:
    """The primary keys that the parts have; None where they are more than are looked for once."""
    found: set[int] = set()
    for part in parts:
        found.update(part.values_list("pk", flat=True)[: MOST_KEYS + 1])
        if len(found) > MOST_KEYS:
            return None
    return sorted(found)


def _united(parts: Sequence[QuerySet[ExamSession]]) -> QuerySet[ExamSession]:
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


def _without_short_sids(query: str) -> tuple[list[Q], str]:
    """The SIDs in short form as conditions, and the query without them."""
    found = []
    for letters, start, end in SHORT_SID.findall(query):
        of_what = letters.lower() or SESSION
        column = SID_COLUMNS[of_what]
        begun = _sid_begins(column, of_what, start.lower())
        found.append(begun & Q(**{f"{column}__endswith": end.lower()}))
    return found, SHORT_SID.sub(" ", query)


def _sessions_with_all(way: Way, kinds: Kinds) -> QuerySet[ExamSession]:
    """The primary keys of the sessions that each of these words finds: the rarest leads to them,
    and of each it is asked whether it has the others.
    """
    rarest, *others = sorted(way, key=partial(_reach, kinds=kinds)) if len(way) > 1 else way
    rows = ExamSession.objects.order_by().values("pk")
    found = [rows.filter(condition) for condition in _conditions(rarest, kinds)]
    rows = rows.filter(pk__in=_united(found))  # also of one: else statistics may lead to a walk
    for word in others:
        rows = rows.filter(_has(word, kinds))
    return rows


def _reach(word: set[str], kinds: Kinds) -> int:
    """How many sessions a word finds by one kind of thing, about, and no more than are told apart:
    many learners have few each, few courses many. By another kind it mostly finds the same.
    """
    found = len(_sid_conditions(word))
    for kind in _in_turn(word, kinds):
        things = things_with(kind, word)
        if kind not in FIRST:
            of_kind = ExamSession.objects.filter(**{f"{COLUMNS[kind]}__in": things})
            found = max(found, of_kind.order_by()[:MOST_TOLD_APART].count())
        else:
            # Words, not things: the index alone tells how many there are.
            found = max(found, things.values("word")[:MOST_TOLD_APART].count())
    return found


def _has(word: set[str], kinds: Kinds) -> Q:
    """Whether a session has the word, asked of what it names, not of all sessions that have it."""
    found = Q()
    for kind in _in_turn(word, kinds):
        found |= _names(kind, word)
    return reduce(or_, _sid_conditions(word), found)


def _names(kind: Kind, word: set[str]) -> Q:
    """Whether a session names a thing of a kind that has the word. A learner, of whom thousands may
    have it, is looked up by key; of other things few have it, and those are told once.
    """
    if kind is not Kind.LEARNER:
        return Q(**{f"{COLUMNS[kind]}__in": things_with(kind, word)})
    return Q(Exists(word_index.words_of_learners(word).filter(key=OuterRef("learner_key"))))


def _conditions(word: set[str], kinds: Kinds) -> list[Q]:
    """How one word finds sessions, by each kind of thing that has such a word."""
    found = [
        Q(**{f"{COLUMNS[kind]}__in": things_with(kind, word)}) for kind in _in_turn(word, kinds)
    ]
    return [*found, *_sid_conditions(word)]


def may_be_found(word: str) -> bool:
    """Whether anything known begins so, at any institution."""
    words = next(iter(text_folding.readings(word)), [])
    kinds = word_kinds.of(words)
    return any(_may_be_found(one, kinds) for one in words)


def _may_be_found(word: set[str], kinds: Kinds) -> bool:
    return bool(kinds.get(frozenset(word)) or _sid_conditions(word))


def _in_turn(word: set[str], kinds: Kinds) -> list[Kind]:
    """The kinds that have the word, in the order in which their sessions are listed."""
    return [kind for kind in COLUMNS if kind in kinds.get(frozenset(word), ())]


def things_with(kind: Kind, word: Iterable[str]) -> QuerySet[SearchWord]:
    """The things of a kind that have a word that begins so: learners by key, the others by name."""
    rows = SearchWord.objects.filter(word_index.begins_with(kind, word))
    return rows.values("key" if kind is Kind.LEARNER else "name")


def things_named(
    kind: Kind, query: str, institutions: Iterable[Institution], most: int = MOST_THINGS
) -> list[tuple[str, int]]:
    """The courses, exams or instructors, by name, that have a word for each word of the query, and
    how many exams have each; no more than so many.
    """
    here = SearchWord.objects.filter(institution__in=list(institutions))
    names: set[str] = set()
    for way in text_folding.readings(query):
        rows = here.filter(word_index.begins_with(kind, way[0]))
        for word in way[1:]:
            others = here.filter(word_index.begins_with(kind, word))
            rows = rows.filter(name__in=others.values("name"))
        names.update(rows.values_list("name", flat=True).distinct()[:most])
    in_order = sorted(names, key=by_course)
    found = ((name, len(exams_named(kind, name, institutions))) for name in in_order[:most])
    return [(name, count) for name, count in found if count]


def exams_named(kind: Kind, name: str, institutions: Iterable[Institution]) -> list[str]:
    """The SIDs of the exams that are called so, are of such a course, or have this instructor."""
    sessions = ExamSession.objects.filter(institution__in=list(institutions))
    named = sessions.filter(**{COLUMNS[kind]: name}).order_by()
    return sorted(named.values_list("exam_sid", flat=True).distinct()[:MOST_EXAMS])


def other_ids(query: str) -> list[str]:
    """The ids in the other system that a text is, in whatever capitals."""
    whole = text_folding.whole_id(query)
    rows = SearchWord.objects.filter(kind=Kind.OTHER_ID, word=whole) if whole else ()
    return sorted({row.name for row in rows})


def _sid_conditions(word: set[str]) -> list[Q]:
    return [
        _sid_begins(SID_COLUMNS[match[1]], match[1], match[2])
        for one in sorted(word)
        if (match := SID_START.fullmatch(one))
    ]


def _sid_begins(column: str, letters: str, digits: str) -> Q:
    start = letters.upper() + digits
    return Q(**{f"{column}__gte": start, f"{column}__lt": f"{start}g"})


def with_reasons(rows: QuerySet[ExamSession], query: str) -> QuerySet[ExamSession]:
    """The rows with why each is among what `matching` found: `found_by`, the place of the kind in
    `COLUMNS` (0 for what was asked for by SID too), and `found_name`, the course's, exam's or
    instructor's name, with its place among them as people count, `found_place`.
    """
    typed = next(iter(text_folding.readings(_without_short_sids(query)[1])), [])
    joined = [way[0] for way in text_folding.readings(query)[1:2]]
    words = [*typed, *joined]
    kinds = word_kinds.of(words)
    whens, names, places = [], [], []
    for place, (kind, column) in enumerate(COLUMNS.items()):
        has_one = Q()
        for word in words:
            has_one |= _names(kind, word) if kind in _in_turn(word, kinds) else Q()
        if has_one:
            whens.append(When(has_one, then=Value(place)))
            if kind not in FIRST:
                names.append(When(found_by=place, then=F(column)))
                if in_order := _in_order(kind, words):
                    places.append(When(found_by=place, then=_place(column, in_order)))
    rows = rows.annotate(found_by=_first_of(whens, Value(0, IntegerField())))
    rows = rows.annotate(found_place=_first_of(places, Value(0, IntegerField())))
    return rows.annotate(found_name=_first_of(names, Value("", CharField())))


def _first_of(whens: list[When], otherwise: Value) -> Case | Value:
    """What the first of them that holds says; `otherwise` where none does, or there is none."""
    kind = otherwise.output_field
    return Case(*whens, default=otherwise, output_field=kind) if whens else otherwise


def _in_order(kind: Kind, words: Iterable[set[str]]) -> list[str]:
    """The names of a kind that were found, “Chem 9” before “CHEM 10”; none where they are too many
    to tell their places, or stand in that order anyway.
    """
    begun = reduce(or_, (word_index.begins_with(kind, word) for word in words), Q())
    found = SearchWord.objects.filter(begun).values_list("name", flat=True).distinct()
    names = list(found.order_by("name")[: MOST_PLACED + 1])
    in_order = sorted(names, key=by_course)
    return in_order if len(names) <= MOST_PLACED and in_order != names else []


def _place(column: str, names: Iterable[str]) -> Case:
    whens = (When(**{column: name}, then=Value(place)) for place, name in enumerate(names))
    return Case(*whens, default=Value(MOST_PLACED), output_field=IntegerField())


def reason(session: ExamSession) -> str:
    """The kind of thing by which `with_reasons` says that a session was found, in a word; "" for
    its learner, its id, or no search at all.
    """
    kind = list(COLUMNS)[getattr(session, "found_by", 0)]
    return "" if kind in FIRST else str(kind.label)


def found_under(sessions: Iterable[ExamSession], query: str) -> dict[int, str]:
    """By primary key, the earlier name or other address by which a learner was found whose name on
    the row is another.
    """
    learners = {one.learner_key: one for one in sessions if getattr(one, "found_by", 1) == 0}
    words = set().union(*next(iter(text_folding.readings(query)), []))
    if not words or not learners:
        return {}
    rows = word_index.words_of_learners(sorted(words)).filter(key__in=list(learners))
    names: dict[str, set[str]] = {}
    own_words = cache(text_folding.name_words)  # for as long as this page's names are looked at
    for key, name, email, word in rows.values_list("key", "name", "email", "word"):
        names.setdefault(key, set()).add(name if word in own_words(name) else email)
    return {
        one.pk: min(names[one.learner_key])
        for one in sessions
        if getattr(one, "found_by", 1) == 0
        and one.learner_key in names
        and not names[one.learner_key] & {one.learner_name, one.learner_email}
    }
