"""Finding exam sessions by what a person typed: learner, course, exam, instructor, ids.

The index of words drives, and each kind of thing leads to its sessions through an index of its
own. The parts are united by primary key, so that no planner walks the sessions of an institution.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, reduce
from operator import itemgetter, or_

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
from scheduling.exam_sessions.search import (
    found_keys,
    text_folding,
    typed_sids,
    word_index,
    word_kinds,
)
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
MOST_THINGS, MOST_EXAMS = 50, 500
MOST_PLACED = 60  # names that are put in order
MOST_TOLD_APART = 20_000
TIMES_AT_ONCE = 8  # as many entries are read in the time in which one is looked up


def matching(rows: QuerySet[ExamSession], query: str) -> QuerySet[ExamSession]:
    """The sessions that a query may mean: those that have, for each of its words, a word that
    begins so. A SID counts from its letters and four digits on.
    """
    short, rest = typed_sids.without_short(query)
    read = text_folding.readings(rest)
    kinds = word_kinds.of(word for way in read for word in way)
    ways = [way for way in read if all(_may_be_found(word, kinds) for word in way)]
    if not ways and (rest.strip() or not short):
        return rows.none()
    for condition in short:
        rows = rows.filter(condition)
    if not ways:
        return rows
    found = found_keys.united([part for way in ways for part in _sessions_with_all(way, kinds)])
    return found_keys.among(rows, found_keys.of(found))


def session_by_sid(institution: Institution, sid: str) -> ExamSession | None:
    """The session of this SID at an institution, whichever of its exams it is of."""
    here = ExamSession.objects.select_related("institution")
    return here.filter(institution=institution, sid=sid).first()


def sids_of_enrollments(start: str, install_sids: Collection[str], *, at_most: int) -> list[str]:
    """The SIDs of sessions whose enrollment's SID begins so, at these institutions."""
    known = ExamSession.objects.filter(enrollment_sid__gte=start, enrollment_sid__lt=f"{start}g")
    here = known.filter(institution__sid__in=install_sids).order_by("enrollment_sid", "pk")
    return list(here.values_list("sid", flat=True)[:at_most])


def _sessions_with_all(way: Way, kinds: Kinds) -> list[QuerySet[ExamSession]]:
    """The primary keys of the sessions that each of these words finds, in parts: the rarest leads
    to them, and of each it is asked whether it has the others.
    """
    rows = ExamSession.objects.order_by().values("pk")
    if len(way) == 1:
        return [rows.filter(condition) for condition in _conditions(way[0], kinds)]
    reaches = sorted(((_reach(word, kinds), word) for word in way), key=itemgetter(0))
    if all(_means_learners(word, kinds) for word in way):
        return [rows.filter(learner_key__in=_learners_with_all(reaches))]
    (_, rarest), *others = reaches
    parts = [rows.filter(condition) for condition in _conditions(rarest, kinds)]
    rows = rows.filter(
        pk__in=found_keys.united(parts)
    )  # also of one: else statistics may lead to a walk
    for _, word in others:
        rows = rows.filter(_has(word, kinds))
    return [rows]


def _means_learners(word: set[str], kinds: Kinds) -> bool:
    return _in_turn(word, kinds) == [Kind.LEARNER] and not typed_sids.conditions(word)


def _learners_with_all(reaches: Sequence[tuple[int, set[str]]]) -> QuerySet[SearchWord]:
    """The keys of the learners who have each of these words, the rarest first. All who have another
    one are looked up at once, unless that is many times what is asked for: then one after another.
    """
    (fewest, rarest), *others = reaches
    conditions = []
    for reach, word in others:
        theirs = word_index.words_of_learners(word).filter(key=OuterRef("key"))
        is_looked_up = reach > fewest * TIMES_AT_ONCE
        conditions.append(
            Q(Exists(theirs)) if is_looked_up else Q(key__in=things_with(Kind.LEARNER, word))
        )
    return found_keys.united([rows.filter(*conditions) for rows in _ranges(Kind.LEARNER, rarest)])


def _ranges(kind: Kind, word: Iterable[str]) -> list[QuerySet[SearchWord]]:
    """The keys of a word's learners, for each of its spellings: put together by OR, the index that
    holds all that is asked would be read from end to end.
    """
    rows = SearchWord.objects.order_by().values("key")
    return [rows.filter(word_index.begins_with(kind, [start])) for start in sorted(word)]


def _reach(word: set[str], kinds: Kinds) -> int:
    """How many sessions a word finds by one kind of thing, about, and no more than are told apart:
    many learners have few each, few courses many. By another kind it mostly finds the same.
    """
    found = len(typed_sids.conditions(word))
    for kind in _in_turn(word, kinds):
        if kind not in FIRST:
            named = {f"{COLUMNS[kind]}__in": things_with(kind, word)}
            of_kind = ExamSession.objects.filter(**named)
            found = max(found, of_kind.order_by()[:MOST_TOLD_APART].count())
        else:
            # Words, not things: the index alone tells how many there are.
            entries = sum(rows[:MOST_TOLD_APART].count() for rows in _ranges(kind, word))
            found = max(found, min(entries, MOST_TOLD_APART))
    return found


def _has(word: set[str], kinds: Kinds) -> Q:
    """Whether a session has the word, asked of what it names, not of all sessions that have it."""
    found = Q()
    for kind in _in_turn(word, kinds):
        found |= _names(kind, word)
    return reduce(or_, typed_sids.conditions(word), found)


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
    return [*found, *typed_sids.conditions(word)]


def may_be_found(word: str) -> bool:
    """Whether anything known begins so, at any institution."""
    words = next(iter(text_folding.readings(word)), [])
    kinds = word_kinds.of(words)
    return any(_may_be_found(one, kinds) for one in words)


def _may_be_found(word: set[str], kinds: Kinds) -> bool:
    return bool(kinds.get(frozenset(word)) or typed_sids.conditions(word))


def _in_turn(word: set[str], kinds: Kinds) -> list[Kind]:
    """The kinds that have the word, in the order in which their sessions are listed."""
    return [kind for kind in COLUMNS if kind in kinds.get(frozenset(word), ())]


def things_with(kind: Kind, word: Iterable[str]) -> QuerySet[SearchWord]:
    """The things of a kind that have a word that begins so: learners by key, the others by name."""
    if kind is Kind.LEARNER:
        return found_keys.united(_ranges(kind, word))
    return SearchWord.objects.filter(word_index.begins_with(kind, word)).values("name")


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


def with_reasons(rows: QuerySet[ExamSession], query: str) -> QuerySet[ExamSession]:
    """The rows with why each is among what `matching` found: `found_by`, the place of the kind in
    `COLUMNS` (0 for what was asked for by SID too), and `found_name`, the course's, exam's or
    instructor's name, with its place among them as people count, `found_place`.
    """
    typed = next(iter(text_folding.readings(typed_sids.without_short(query)[1])), [])
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
    if all(kinds[frozenset(word)] <= {Kind.LEARNER} for word in words if word):
        whens = []  # 0 is said of each anyway
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
