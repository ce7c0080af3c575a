"""Finding exam sessions by what a person typed: learner, course, exam, instructor, ids.

The index of words drives, and each kind of thing leads to its sessions through an index of its
own. The parts are united by primary key, so that no planner walks the sessions of an institution.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, itemgetter, or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from scheduling.exam_sessions.name_order import by_course
from scheduling.exam_sessions.search import (
    found_keys,
    text_folding,
    typed_sids,
    word_index,
    word_kinds,
)
from scheduling.exam_sessions.search.found_keys import FoundKeys
from scheduling.exam_sessions.search.word_kinds import Kinds
from scheduling.models import ExamSession, Institution, SearchWord

Kind = SearchWord.Kind
Rows = QuerySet[ExamSession]
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
MOST_TOLD_APART = 20_000  # more are not gathered to be put in order
MOST_READ = 50_000  # of a word, to tell which of two common ones is the rarer
TIMES_AT_ONCE = 8  # as many entries are read in the time in which one is looked up


class ReachedWord(NamedTuple):
    """A word of a query in all its spellings, how many sessions it finds, about, and the kind of
    thing by which it finds the most, if any.
    """

    reach: int
    word: set[str]
    kind: Kind | None


_by_reach = itemgetter(0)


@dataclass(frozen=True)
class SessionSearch:
    """A query as it is searched for: the SIDs in short form as conditions, and each way in which
    it may be meant, as words with how many sessions each finds, about, the rarest first.
    """

    short: Sequence[Q]
    ways: Sequence[Sequence[ReachedWord]]
    kinds: Kinds
    is_vain: bool  # nothing is called so

    @property
    def is_common(self) -> bool:
        """Whether it may find more sessions than are gathered before they are put in order."""
        return not self.short and any(way[0].reach >= MOST_TOLD_APART for way in self.ways)

    @cached_property
    def keys(self) -> FoundKeys:
        """The primary keys of all that it finds, at whatever institution, looked for once."""
        parts = [part for way in self.ways for part in _sessions_with_all(way, self.kinds)]
        return found_keys.of(found_keys.united(parts))

    def gathered(self, rows: Rows) -> Rows:
        """Those of the rows that it finds, looked for beforehand."""
        if self.is_vain:
            return rows.none()
        for condition in self.short:
            rows = rows.filter(condition)
        return found_keys.among(rows, self.keys.text) if self.ways else rows

    def asked(self, rows: Rows) -> Rows:
        """The same, asked of each of the rows by itself: where something else leads to them."""
        if self.is_vain:
            return rows.none()
        ways = [[has(one.word, self.kinds) for one in way] for way in self.ways]
        found = reduce(or_, (reduce(and_, words) for words in ways), Q())
        return rows.filter(*self.short, found)

    def some(self, most: int) -> FoundKeys:
        """The primary keys of a few of those that it finds: as many sessions that have the rarest
        of its words are read, and no more, of the way that finds the most.
        """
        rarest, *others = max(self.ways, key=lambda way: way[0].reach)
        led = found_keys.of(_some_with(rarest, most))
        if not others:
            return led
        rows = found_keys.among(ExamSession.objects.order_by().values("pk"), led.text)
        return found_keys.of(rows.filter(*(has(one.word, self.kinds) for one in others)))


def read(query: str, *, heard: bool = True) -> SessionSearch:
    """The sessions that a query may mean: those that have, for each of its words, a word that
    begins so, and of names where they are `heard`, one that sounds so. A SID counts from its
    letters and four digits on.
    """
    short, rest = typed_sids.without_short(query)
    read_as = text_folding.readings(rest, heard=heard)
    kinds = word_kinds.of(word for way in read_as for word in way)
    meant = [way for way in read_as if all(_may_be_found(word, kinds) for word in way)]
    reaches = {
        word: _reached({*word}, kinds) for word in {frozenset(one) for way in meant for one in way}
    }
    ways = [sorted((reaches[frozenset(word)] for word in way), key=_by_reach) for way in meant]
    return SessionSearch(short, ways, kinds, not ways and bool(rest.strip() or not short))


def session_by_sid(institution: Institution, sid: str) -> ExamSession | None:
    """The session of this SID at an institution, whichever of its exams it is of."""
    here = ExamSession.objects.select_related("institution")
    return here.filter(institution=institution, sid=sid).first()


def sids_of_enrollments(start: str, install_sids: Collection[str], *, at_most: int) -> list[str]:
    """The SIDs of sessions whose enrollment's SID begins so, at these institutions."""
    known = ExamSession.objects.filter(enrollment_sid__gte=start, enrollment_sid__lt=f"{start}g")
    here = known.filter(institution__sid__in=install_sids).order_by("enrollment_sid", "pk")
    return list(here.values_list("sid", flat=True)[:at_most])


def _sessions_with_all(way: Sequence[ReachedWord], kinds: Kinds) -> list[Rows]:
    """The primary keys of the sessions that each of these words finds, in parts: the rarest leads
    to them, and of each it is asked whether it has the others, but where one name has them all.
    """
    rows = ExamSession.objects.order_by().values("pk")
    rarest, *others = way
    parts = [rows.filter(condition) for condition in _conditions(rarest.word, kinds)]
    if not others:
        return parts
    if all(_means_learners(one.word, kinds) for one in way):
        return [rows.filter(learner_key__in=_learners_with_all(way))]
    whole = [
        rows.filter(**{f"{COLUMNS[kind]}__in": _things_with_all(kind, way)})
        for kind in in_turn(rarest.word, kinds)
        if kind not in FIRST and all(kind in in_turn(one.word, kinds) for one in others)
    ]
    left = found_keys.united(parts)
    left = left.difference(*whole) if whole else left
    rows = rows.filter(pk__in=left)  # also of one: else statistics may lead to a walk
    return [*whole, rows.filter(*(has(one.word, kinds) for one in others))]


def _some_with(reached: ReachedWord, most: int) -> Rows:
    """The primary keys of some sessions that have a word, by the kind of which the most have it."""
    rows = ExamSession.objects.order_by().values("pk")
    _, word, kind = reached
    if kind is None:
        return rows.filter(typed_sids.conditions(word)[0])[:most]
    if kind is not Kind.LEARNER:
        return rows.filter(**{f"{COLUMNS[kind]}__in": things_with(kind, word)})[:most]
    few = [theirs.distinct()[:most] for theirs in _ranges(kind, word)]
    return rows.filter(reduce(or_, (Q(learner_key__in=keys) for keys in few)))[:most]


def _means_learners(word: set[str], kinds: Kinds) -> bool:
    return in_turn(word, kinds) == [Kind.LEARNER] and not typed_sids.conditions(word)


def _learners_with_all(way: Sequence[ReachedWord]) -> QuerySet[SearchWord]:
    """The keys of the learners who have each of these words, the rarest first. All who have another
    one are looked up at once, unless that is many times what is asked for: then one after another.
    """
    rarest, *others = way
    conditions = []
    for reach, word, _ in others:
        theirs = word_index.words_of_learners(word).filter(key=OuterRef("key"))
        is_looked_up = reach > rarest.reach * TIMES_AT_ONCE
        conditions.append(
            Q(Exists(theirs)) if is_looked_up else Q(key__in=things_with(Kind.LEARNER, word))
        )
    return found_keys.united(
        [rows.filter(*conditions) for rows in _ranges(Kind.LEARNER, rarest.word)]
    )


def _ranges(kind: Kind, word: Iterable[str]) -> list[QuerySet[SearchWord]]:
    """The keys of a word's learners, for each of its spellings: put together by OR, the index that
    holds all that is asked would be read from end to end.
    """
    rows = SearchWord.objects.order_by().values("key")
    return [rows.filter(word_index.begins_with(kind, [start])) for start in sorted(word)]


def _reached(word: set[str], kinds: Kinds) -> ReachedWord:
    """The word, and how many sessions it finds by one kind of thing, as far as they are counted:
    many learners have few each, few courses many. By another kind it mostly finds the same.
    """
    by_kind = {kind: reach_of(kind, word) for kind in in_turn(word, kinds)}
    reaches = [*by_kind.values()]
    for condition in typed_sids.conditions(word):
        begun = ExamSession.objects.filter(condition).order_by()
        reaches.append(begun[:MOST_READ].count())
    most = max(by_kind, key=by_kind.__getitem__) if by_kind else None
    return ReachedWord(max(reaches, default=0), word, most)


def reach_of(kind: Kind, word: Collection[str]) -> int:
    if kind not in FIRST:
        of_kind = ExamSession.objects.filter(**{f"{COLUMNS[kind]}__in": things_with(kind, word)})
        return of_kind.order_by()[:MOST_READ].count()
    # Words, not things: the index alone tells how many there are.
    return sum(rows[:MOST_READ].count() for rows in _ranges(kind, word))


def has(word: set[str], kinds: Kinds) -> Q:
    """Whether a session has the word, asked of what it names, not of all sessions that have it."""
    found = Q()
    for kind in in_turn(word, kinds):
        found |= names(kind, word)
    return reduce(or_, typed_sids.conditions(word), found)


def names(kind: Kind, word: set[str]) -> Q:
    """Whether a session names a thing of a kind that has the word. A learner, of whom thousands may
    have it, is looked up by key; of other things few have it, and those are told once.
    """
    if kind is not Kind.LEARNER:
        return Q(**{f"{COLUMNS[kind]}__in": things_with(kind, word)})
    return Q(Exists(word_index.words_of_learners(word).filter(key=OuterRef("learner_key"))))


def _conditions(word: set[str], kinds: Kinds) -> list[Q]:
    """How one word finds sessions, by each kind of thing that has such a word."""
    found = [
        Q(**{f"{COLUMNS[kind]}__in": things_with(kind, word)}) for kind in in_turn(word, kinds)
    ]
    return [*found, *typed_sids.conditions(word)]


def may_be_found(word: str) -> bool:
    """Whether anything known begins so, at any institution."""
    words = next(iter(text_folding.readings(word)), [])
    kinds = word_kinds.of(words)
    return any(_may_be_found(one, kinds) for one in words)


def _may_be_found(word: set[str], kinds: Kinds) -> bool:
    return bool(kinds.get(frozenset(word)) or typed_sids.conditions(word))


def in_turn(word: set[str], kinds: Kinds) -> list[Kind]:
    """The kinds that have the word, in the order in which their sessions are listed."""
    return [kind for kind in COLUMNS if kind in kinds.get(frozenset(word), ())]


def things_with(kind: Kind, word: Iterable[str]) -> QuerySet[SearchWord]:
    """The things of a kind that have a word that begins so: learners by key, the others by name."""
    if kind is Kind.LEARNER:
        return found_keys.united(_ranges(kind, word))
    return SearchWord.objects.filter(word_index.begins_with(kind, word)).values("name")


def _things_with_all(kind: Kind, way: Sequence[ReachedWord]) -> QuerySet[SearchWord]:
    """The names of a kind that have each of these words."""
    rarest, *others = way
    names = [things_with(kind, one.word) for one in others]
    return things_with(kind, rarest.word).filter(*(Q(name__in=one) for one in names))


def things_named(
    kind: Kind,
    query: str,
    institutions: Iterable[Institution],
    most: int = MOST_THINGS,
    *,
    heard: bool = True,
) -> list[tuple[str, int]]:
    """The courses, exams or instructors, by name, that have a word for each word of the query, and
    how many exams have each; no more than so many.
    """
    here = SearchWord.objects.filter(institution__in=list(institutions))
    names: set[str] = set()
    for way in text_folding.readings(query, heard=heard):
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
