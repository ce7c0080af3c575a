"""Finding a learner by the beginnings of the words of a name or an email address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from scheduling.exam_sessions.search_terms import words
from scheduling.models import ExamSession, Institution, LearnerWord

LONGEST_WORD = 80
MOST = 20
MOST_PER_WORD = 5_000
BLOCK = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Learner:
    """A learner as an institution knows them.

    The same name with another email address is somebody else.
    """

    name: str
    email: str
    install_sid: str


@dataclass(frozen=True, slots=True)
class Learners:
    """Those found, by name; `are_more` where they are not all."""

    found: list[Learner]
    are_more: bool = False


def words_of(text: str) -> set[str]:
    """The words of a text as they are kept: folded, letters and digits only."""
    return {word[:LONGEST_WORD] for word in words(text)}


def remember(learners: Iterable[tuple[int, str, str]]) -> None:
    """Make learners findable: (an institution's key, name, email) each.

    Inside the caller's transaction.
    """
    LearnerWord.objects.bulk_create(rows(learners), ignore_conflicts=True, batch_size=BLOCK)


def rows(learners: Iterable[tuple[int, str, str]]) -> Iterator[LearnerWord]:
    """A row for each word of each learner who has a name."""
    for institution_id, name, email in dict.fromkeys(learners):
        for word in sorted(words_of(f"{name} {email}")) if name else ():
            yield LearnerWord(institution_id=institution_id, word=word, name=name, email=email)


def find_learners(query: str, institutions: Iterable[Institution]) -> Learners:
    """The learners at these institutions who have, for each word of the query, a word that begins
    so.
    """
    sids = {institution.pk: institution.sid for institution in institutions}
    asked = words_of(query)
    for word in sorted(asked, key=len, reverse=True):
        candidates = _with_word(word, list(sids))
        if len(candidates) < MOST_PER_WORD:
            return _known(
                sorted({Learner(name, email, sids[pk]) for pk, name, email in candidates}), asked
            )
    return Learners([], are_more=bool(asked))


def _with_word(start: str, institutions: list[int]) -> list[tuple[int, str, str]]:
    known = LearnerWord.objects.filter(_begins_with(start), institution__in=institutions)
    return list(known.values_list("institution_id", "name", "email")[:MOST_PER_WORD])


def _begins_with(start: str) -> Q:
    """As each database's index can answer it:
    PostgreSQL's own order of letters is not that of their numbers.
    """
    if connection.vendor == "postgresql":
        return Q(word__startswith=start)
    return Q(word__gte=start, word__lt=f"{start}\U0010ffff")


def _known(candidates: list[Learner], asked: set[str]) -> Learners:
    """Those whom the whole query means and who still have a session under that name."""
    found: list[Learner] = []
    for one in candidates:
        words = words_of(f"{one.name} {one.email}")
        if (
            all(any(word.startswith(start) for word in words) for start in asked)
            and sessions_of(one)[:1]
        ):
            found.append(one)
        if len(found) > MOST:
            return Learners(found[:MOST], are_more=True)
    return Learners(found)


def sessions_of(learner: Learner) -> tuple[str, ...]:
    """The SIDs of the learner's exam sessions."""
    known = ExamSession.objects.filter(
        institution__sid=learner.install_sid, learner_name=learner.name, learner_email=learner.email
    )
    return tuple(known.order_by("pk").values_list("sid", flat=True))


def of_session(sid: str, install_sid: str) -> Learner | None:
    """Whose exam session it is at this institution, where that is known."""
    known = (
        ExamSession.objects.filter(institution__sid=install_sid, sid=sid).first() if sid else None
    )
    return (
        Learner(known.learner_name, known.learner_email, install_sid)
        if known and known.learner_name
        else None
    )
