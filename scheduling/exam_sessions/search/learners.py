"""Who is who: learners told apart by the provider's ids, and found by every name and address under
which they were ever recorded.

A learner is a user of an institution (`US…`), or else an enrollment (`EN…`), or, where a record
holds neither, whoever has this name and address (`ES…`, the first such session). A name alone never
joins two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from scheduling.exam_sessions.search import text_folding, word_index
from scheduling.models import ExamSession, Institution, SearchWord

MOST = 20
MOST_LOOKED_AT = 5_000
LEARNER = SearchWord.Kind.LEARNER
KEY = re.compile(r"[A-Za-z0-9]{1,34}")
Recorded = tuple[str, str]  # name, email


@dataclass(frozen=True, slots=True, order=True)
class KnownLearner:
    """A learner as an institution knows them: name and email as recorded last, and the id that
    tells them apart.
    """

    name: str
    email: str
    install_sid: str
    key: str
    # Every other name and address that was ever recorded.
    earlier: tuple[Recorded, ...] = field(default=(), compare=False)

    @property
    def is_certain(self) -> bool:
        """Whether the provider's own id of the person tells who it is."""
        return self.key.startswith("US")


@dataclass(frozen=True, slots=True)
class Learners:
    """Those found, by name; `are_more` where they are not all. The last of them, so many, are
    written otherwise and only sound like what was typed, where others are written so.
    """

    found: list[KnownLearner]
    are_more: bool = False
    heard: int = 0


def find_learners(query: str, institutions: Iterable[Institution]) -> Learners:
    """The learners at these institutions who have, for each word of the query, a word that begins
    so, in any name or address they ever had: by name, first those who are written as it is typed,
    last those who only sound so.
    """
    word_index.catch_up()
    known = {institution.pk: institution for institution in institutions}
    candidates = _candidates(query, list(known))
    if len(candidates) > MOST_LOOKED_AT:
        return Learners([], are_more=True)
    written = _candidates(query, list(known), heard=False)
    pks = {institution.sid: pk for pk, institution in known.items()}
    typed = text_folding.words(query)
    found = sorted(_described(candidates, known), key=_by_name)
    found.sort(key=lambda one: not text_folding.is_as_typed(typed, _written(one)))
    so, heard = _parted(found, lambda one: (pks[one.install_sid], one.key) in written)
    shown = [*so, *heard][:MOST]
    only_heard = max(0, len(shown) - len(so)) if so else 0
    return Learners(shown, are_more=len(found) > MOST, heard=only_heard)


def _parted(
    found: Iterable[KnownLearner], is_first: Callable[[KnownLearner], bool]
) -> tuple[list[KnownLearner], list[KnownLearner]]:
    first, last = [], []
    for one in found:
        (first if is_first(one) else last).append(one)
    return first, last


def _candidates(query: str, institutions: list[int], *, heard: bool = True) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for way in text_folding.readings(query, heard=heard):
        found.update(_with_words(way, institutions)[: MOST_LOOKED_AT + 1])
    return found


def _with_words(way: list[set[str]], institutions: list[int]) -> list[tuple[int, str]]:
    """The learners, as institution and key, who have a word for each of these."""
    longest, *others = sorted(way, key=lambda word: -max(map(len, word)))
    here = SearchWord.objects.filter(institution__in=institutions)
    rows = here.filter(word_index.begins_with(LEARNER, longest))
    for word in others:
        others_too = here.filter(word_index.begins_with(LEARNER, word))
        rows = rows.filter(key__in=others_too.values("key"))
    return list(rows.values_list("institution_id", "key").distinct()[: MOST_LOOKED_AT + 1])


def _described(
    candidates: Iterable[tuple[int, str]], institutions: dict[int, Institution]
) -> list[KnownLearner]:
    """The learners of these keys with their names, each once."""
    wanted = set(candidates)
    rows = word_index.words_of_learners().filter(institution__in=institutions)
    recorded: dict[tuple[int, str], set[Recorded]] = {}
    for block in _blocks(sorted({key for _, key in wanted})):
        told = rows.filter(key__in=block).values_list("institution_id", "key", "name", "email")
        for institution_id, key, name, email in told.distinct():
            recorded.setdefault((institution_id, key), set()).add((name, email))
    last = _last_recorded(wanted)
    return [
        _learner(institutions[one[0]].sid, one[1], last.get(one), recorded.get(one, set()))
        for one in wanted
        if one in last or one in recorded  # whose sessions are all somebody else's by now
    ]


def _learner(install_sid: str, key: str, now: Recorded | None, ever: set[Recorded]) -> KnownLearner:
    name, email = now or max(ever, default=("", ""))
    earlier = tuple(sorted(one for one in ever if one != (name or email, email)))
    return KnownLearner(name or email, email, install_sid, key, earlier)


def _written(one: KnownLearner) -> Iterable[str]:
    return (one.name, one.email, *(said for pair in one.earlier for said in pair))


def _by_name(one: KnownLearner) -> tuple[str, KnownLearner]:
    return text_folding.sort_key_of_name(one.name), one


def _last_recorded(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Recorded]:
    """Under which name and address each is recorded now: the newest session that has any."""
    found: dict[tuple[int, str], Recorded] = {}
    for block in _blocks(sorted({key for _, key in wanted})):
        sessions = ExamSession.objects.filter(learner_key__in=block).order_by("pk")
        rows = sessions.values_list(
            "institution_id", "learner_key", "learner_name", "learner_email"
        )
        for institution_id, key, name, email in rows:
            one = (institution_id, key)
            before = found.get(one, ("", ""))
            found[one] = (name, email or before[1]) if name else before
    return found


def _blocks(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + 500] for start in range(0, len(keys), 500))


def by_key(key: str, institution: Institution) -> KnownLearner | None:
    """The learner whom an id tells apart at this institution, or None where none is known."""
    one = (institution.pk, key)
    return next(iter(_described([one], {institution.pk: institution})), None) if key else None


def recorded_as(name: str, email: str, institution: Institution) -> list[KnownLearner]:
    """Every learner who was ever recorded under just this name and, where one is given, with this
    address: several people may have one name.
    """
    word_index.catch_up()
    words = [one for way in text_folding.readings(name)[:1] for one in way]
    if not words:
        return []
    exact = Q(word__in=words[0])
    rows = SearchWord.objects.filter(exact, kind=LEARNER, institution=institution, name=name)
    if email:
        rows = rows.filter(email=email)
    keys = rows.values_list("institution_id", "key").distinct()[:MOST_LOOKED_AT]
    return sorted(_described(keys, {institution.pk: institution}), key=_by_name)


def named(said: str, email: str, institution: Institution) -> list[KnownLearner]:
    """Whom an id or a name means: one learner, none, or, by a name alone, several."""
    one = by_key(said, institution) if KEY.fullmatch(said) else None
    return [one] if one else recorded_as(said, email, institution)


def namesakes(learner: KnownLearner, institution: Institution) -> list[KnownLearner]:
    """Others at the institution who were recorded under the learner's name."""
    same = recorded_as(learner.name, "", institution)
    return [one for one in same if one.key != learner.key]


def session_counts(found: Iterable[KnownLearner]) -> dict[tuple[str, str], int]:
    """How many sessions each learner has, by institution's SID and key."""
    keys = {one.key for one in found}
    rows = ExamSession.objects.filter(learner_key__in=keys).order_by()
    counted = rows.values_list("institution__sid", "learner_key").annotate(Count("pk"))
    return {(install_sid, key): count for install_sid, key, count in counted}


def of_session(sid: str, institution: Institution) -> KnownLearner | None:
    """Whose exam session it is at this institution, where that is known."""
    known = ExamSession.objects.filter(institution=institution, sid=sid).first() if sid else None
    if known is None or not known.learner_name:
        return None
    word_index.catch_up()
    known.refresh_from_db(fields=("learner_key",))
    return by_key(known.learner_key, institution)
