"""Why a session is among what a search found: by its learner, or by a course, exam or instructor
under whose name it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When

from scheduling.exam_sessions.name_order import by_course
from scheduling.exam_sessions.search import (
    session_queries,
    text_folding,
    typed_sids,
    word_index,
    word_kinds,
)
from scheduling.exam_sessions.search.session_queries import COLUMNS, FIRST, Kind
from scheduling.models import ExamSession, SearchWord

MOST_PLACED = 60  # names that are put in order


@dataclass(frozen=True, slots=True)
class Reasons:
    """The words of a query that may be why a session was found, by each kind of thing that has such
    a word, in the order in which their sessions are listed; `are_told` where it says anything.
    """

    by_kind: dict[Kind, list[set[str]]]
    words: Sequence[set[str]]
    are_told: bool

    @property
    def places(self) -> dict[Kind, int]:
        """`found_by` of each kind: its place in `COLUMNS`."""
        return {kind: place for place, kind in enumerate(COLUMNS) if kind in self.by_kind}


def of(query: str, *, heard: bool = True) -> Reasons:
    """The words that were typed, and all of them as one."""
    rest = typed_sids.without_short(query)[1]
    typed = next(iter(text_folding.readings(rest, heard=heard)), [])
    joined = [way[0] for way in text_folding.readings(query, heard=heard)[1:2]]
    words = [*typed, *joined]
    kinds = word_kinds.of(words)
    by_kind = {
        kind: [word for word in words if kind in session_queries.in_turn(word, kinds)]
        for kind in COLUMNS
    }
    # Where only learners have them, 0 is said of each anyway.
    are_told = any(not kinds[frozenset(word)] <= {Kind.LEARNER} for word in words if word)
    return Reasons({kind: some for kind, some in by_kind.items() if some}, words, are_told)


def with_reasons(rows: QuerySet[ExamSession], query: str) -> QuerySet[ExamSession]:
    """The rows with why each is among what was found: `found_by`, the place of the kind in
    `COLUMNS` (0 for what was asked for by SID too), and `found_name`, the course's, exam's or
    instructor's name, with its place among them as people count, `found_place`.
    """
    return told(rows, of(query))


def told(rows: QuerySet[ExamSession], reasons: Reasons) -> QuerySet[ExamSession]:
    """The same, where the query's words are known already."""
    whens, names, places = [], [], []
    for kind, place in reasons.places.items():
        words, column = reasons.by_kind[kind], COLUMNS[kind]
        has_one = reduce(or_, (session_queries.names(kind, word) for word in words))
        whens.append(When(has_one, then=Value(place)))
        if kind not in FIRST:
            names.append(When(found_by=place, then=F(column)))
            if in_order := _in_order(kind, words):
                places.append(When(found_by=place, then=_place(column, in_order)))
    if not reasons.are_told:
        whens = []
    rows = rows.annotate(found_by=_first_of(whens, Value(0, IntegerField())))
    rows = rows.annotate(found_place=_first_of(places, Value(0, IntegerField())))
    return rows.annotate(found_name=_first_of(names, Value("", CharField())))


def _first_of(whens: list[When], otherwise: Value) -> Case | Value:
    """What the first of them that holds says; `otherwise` where none does, or there is none."""
    kind = otherwise.output_field
    return Case(*whens, default=otherwise, output_field=kind) if whens else otherwise


def names_in_order(kind: Kind, words: Iterable[set[str]], most: int) -> list[str]:
    """The names of a kind that were found, as their sessions are listed: “Chem 9” before “CHEM 10”,
    or where they are too many to tell their places, by their letters; no more than so many.
    """
    names = _names(kind, words, most)
    return sorted(names, key=by_course) if len(names) <= MOST_PLACED else names


def _in_order(kind: Kind, words: Iterable[set[str]]) -> list[str]:
    """Those names whose places have to be told; none where they stand in that order anyway."""
    names = _names(kind, words, MOST_PLACED + 1)
    in_order = sorted(names, key=by_course)
    return in_order if len(names) <= MOST_PLACED and in_order != names else []


def _names(kind: Kind, words: Iterable[set[str]], most: int) -> list[str]:
    begun = reduce(or_, (word_index.begins_with(kind, word) for word in words), Q())
    found = SearchWord.objects.filter(begun).values_list("name", flat=True).distinct()
    return list(found.order_by("name")[:most])


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
    told: dict[str, dict[tuple[str, str], set[str]]] = {}
    for key, name, email, word in rows.values_list("key", "name", "email", "word"):
        told.setdefault(key, {}).setdefault((name, email), set()).add(word)
    own_words = cache(text_folding.name_words)  # for as long as this page's names are looked at
    found = {}
    for one in sessions:
        known = told.get(one.learner_key, {}) if getattr(one, "found_by", 1) == 0 else {}
        own = one.learner_name, one.learner_email
        # Nearly all are found as their rows have them; then no name is taken to its words.
        if known and own not in known:
            names = {
                name if word in own_words(name) else email
                for (name, email), theirs in known.items()
                for word in theirs
            }
            found |= {} if names & {*own} else {one.pk: min(names)}
    return found
