"""The index of words by which exam sessions are found, kept beside the mirror: who sits each of
them, under which words it stands, and in which order of names.

A session whose facts changed is marked (`indexed_by` = 0) and indexed in the same transaction;
whatever was marked by anything else, a migration say, is caught up with in bounded steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind as EventKind
from scheduling.exam_sessions import name_order
from scheduling.exam_sessions.search import text_folding
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue, SearchWord
from scheduling.proctoring_api.parsing import address, is_distinct_sid

Kind = SearchWord.Kind
RULES = 10  # raised with every change of the words that a name stands under: all is indexed anew
BLOCK = 500
AT_ONCE = 2_000  # sessions that a page waits for
NOBODY_KNOWN = "a learner"  # as events call somebody whose name was not known
# What a session is found by, what it stands in a list by, and what tells whose it is.
FACTS = (
    "user_sid",
    "enrollment_sid",
    "external_appointment_id",
    "learner_name",
    "learner_family_name",
    "learner_email",
    "course_name",
    "exam_title",
    "instructor_name",
)


def facts(session: ExamSession) -> tuple[object, ...]:
    """What the index holds of a session: where it changes, the session is indexed anew."""
    return (*(getattr(session, name) for name in FACTS), _past_start(session))


def _past_start(session: ExamSession) -> datetime | None:
    """The start that is over: the words of a learner without a later one may have gone with time,
    as the operator set, and come back with a later one.
    """
    start = session.appointment_at
    return start if start and start < timezone.now() else None


def catch_up(limit: int = AT_ONCE) -> bool:
    """Index sessions that are not indexed yet, up to `limit` of them; whether that is all."""
    if not _waiting().exists():  # as nearly always; then nothing is locked
        return True
    done = 0
    while done < limit:
        with transaction.atomic():
            block = list(_waiting().select_for_update()[:BLOCK])
            _index(block)
        done += len(block)
        if len(block) < BLOCK:
            return True
    return not _waiting().exists()


def take(sessions: Iterable[int]) -> None:
    """Index those of these sessions, given by primary key, that changed."""
    keys = list(sessions)
    for start in range(0, len(keys), BLOCK):
        _index(list(_waiting().filter(pk__in=keys[start : start + BLOCK])))


def _waiting() -> QuerySet[ExamSession]:
    """Those that are not indexed yet. One that somebody gave, past the portal, to an institution
    that there is not is found nowhere, and holds up no other.
    """
    own = Institution.objects.filter(pk=OuterRef("institution_id"))
    waiting = ExamSession.objects.filter(Exists(own), indexed_by__lt=RULES)
    return waiting.order_by("indexed_by", "pk")


def _index(block: list[ExamSession]) -> None:
    users = _users(block)
    told = _told_in_the_log(block)
    same_record: dict[tuple[int, str, str], str] = {}
    for session in block:
        known_as = session.learner_key
        user_sid = users.get(_enrollment(session), "")
        session.learner_key = own_key(session, user_sid) or _key_without_ids(session, same_record)
        session.name_order = name_order.of(session)
        session.indexed_by = RULES
        if known_as != session.learner_key:
            _carry_over(session, known_as)
    ExamSession.objects.bulk_update(
        block, ("learner_key", "name_order", "indexed_by"), batch_size=100
    )
    for institution_id, enrollment_sid in _silent(users):
        _join(institution_id, enrollment_sid, users[institution_id, enrollment_sid])
    rows = (row for session in block for row in _rows(session, told.get(session.pk, {})))
    SearchWord.objects.bulk_create(_once(rows), ignore_conflicts=True, batch_size=BLOCK)


def _told_in_the_log(block: list[ExamSession]) -> dict[int, dict[str, set[str]]]:
    """The names that events have for the learners of sessions, by session and by whose they are: ""
    for whoever sits it now, by any name they had then, or else the SID of who sat it before.
    """
    keys = {session.sid: session.pk for session in block}
    rows = AuditEvent.objects.filter(session_sid__in=keys).order_by()
    sids = dict(rows.values_list("number", "session_sid"))
    hands = _changes_of_hands(block)
    named = PersonalValue.objects.filter(event_number__in=sids, name="learner")
    told: dict[int, dict[str, set[str]]] = {}
    for number, _, _, name in event_reader.salted(named):
        before = (whose for last, whose in hands.get(sids[number], ()) if number < last)
        whose = next(before, "")
        if name != NOBODY_KNOWN and (not whose or is_distinct_sid(whose, whose[:2])):
            told.setdefault(keys[sids[number]], {}).setdefault(whose, set()).add(name)
    return told


def _changes_of_hands(block: list[ExamSession]) -> dict[str, list[tuple[int, str]]]:
    """By the SIDs of sessions the numbers of the events at which somebody else came to sit them, in
    order, and whose they were until then: another account was told, or of a session without one
    another enrollment.
    """
    named = {session.sid: session.user_sid for session in block}
    seen = AuditEvent.objects.filter(session_sid__in=named).having(kind=(EventKind.SEEN,))
    another = Q(details__contains='"learner_account"') | Q(details__contains='"enrollment"')
    rows = event_reader.of_rows(seen.filter(another).order_by("number"))
    hands: dict[str, list[tuple[int, str]]] = {}
    for event in rows:
        changes = event_reader.read_details(event.details).get("changes")
        names = changes if isinstance(changes, dict) else {}
        if "learner_account" in names or not named.get(event.session_sid):
            pair = names.get("learner_account") or names.get("enrollment")
            before = str(pair.get("before", "")) if isinstance(pair, dict) else ""
            hands.setdefault(event.session_sid, []).append((event.number, before))
    return hands


def own_key(session: ExamSession, user_sid: str = "") -> str:
    """Who sits a session, as far as ids tell: its user, or else its enrollment; "" for neither."""
    known = ((session.user_sid, "US"), (user_sid, "US"), (session.enrollment_sid, "EN"))
    return next((said for said, prefix in known if is_distinct_sid(said, prefix)), "")


def _key_without_ids(session: ExamSession, known: dict[tuple[int, str, str], str]) -> str:
    """The SID of the first session without ids that has the same name *and* address: a name alone
    joins nobody.
    """
    name, email = session.learner_name, session.learner_email
    if not (name and address(email)):
        return session.sid
    record = (session.institution_id, name, email)
    if record not in known:
        word = min(text_folding.email_words(email))
        same = SearchWord.objects.filter(word=word, kind=Kind.LEARNER, name=name, email=email)
        here = same.filter(institution=session.institution_id, key__startswith="ES").order_by("key")
        known[record] = here.values_list("key", flat=True).first() or session.sid
    return known[record]


def _enrollment(session: ExamSession) -> tuple[int, str]:
    return session.institution_id, session.enrollment_sid


def _users(block: list[ExamSession]) -> dict[tuple[int, str], str]:
    """Whose the enrollments of these sessions are, where any session of them tells."""
    sids = {one.enrollment_sid for one in block if is_distinct_sid(one.enrollment_sid, "EN")}
    told = ExamSession.objects.filter(enrollment_sid__in=sids).exclude(user_sid="")
    rows = told.order_by("pk").values_list("institution_id", "enrollment_sid", "user_sid")
    return {(institution_id, enrollment): user for institution_id, enrollment, user in rows}


def _silent(users: Mapping[tuple[int, str], str]) -> list[tuple[int, str]]:
    """Those of these enrollments that have a session which did not tell whose it is."""
    sids = [enrollment_sid for _, enrollment_sid in users]
    rows = ExamSession.objects.filter(learner_key__in=sids, user_sid="")
    found = rows.values_list("institution_id", "enrollment_sid").distinct()
    return [one for one in found if one in users]


def _join(institution_id: int, enrollment_sid: str, user_sid: str) -> None:
    """Sessions of an enrollment that did not tell whose they are, now that another one does."""
    # As a sum the institution is no index's business, and no planner walks all that it has.
    silent = ExamSession.objects.alias(there=F("institution_id") + 0).filter(
        there=institution_id,
        enrollment_sid=enrollment_sid,
        learner_key=enrollment_sid,
        user_sid="",
    )
    if silent.update(learner_key=user_sid):
        _move_words(institution_id, enrollment_sid, user_sid)


def _carry_over(session: ExamSession, known_as: str) -> None:
    """The names under which a session's learner was known before anything told who it is. What was
    known of a user, or of another enrollment, stays theirs, whoever sits the session now.
    """
    is_others = known_as.startswith("EN") and known_as != session.enrollment_sid
    if not known_as or known_as.startswith("US") or is_others:
        return
    others = ExamSession.objects.filter(learner_key=known_as).exclude(pk=session.pk)
    _move_words(session.institution_id, known_as, session.learner_key, keep=others.exists())


def _move_words(institution_id: int, key: str, to: str, *, keep: bool = False) -> None:
    known = SearchWord.objects.filter(institution_id=institution_id, kind=Kind.LEARNER, key=key)
    rows = [
        SearchWord(
            institution_id=institution_id, kind=Kind.LEARNER, key=to, word=word, name=name, email=at
        )
        for word, name, at in known.values_list("word", "name", "email")
    ]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BLOCK)
    if not keep:
        known.delete()


def _rows(session: ExamSession, told: Mapping[str, set[str]]) -> Iterator[SearchWord]:
    """A row for each word that the session is found by; what was told of who sat it before, they
    are found by.
    """
    name, email = session.learner_name, session.learner_email
    learner = {"key": session.learner_key, "name": name or email, "email": email}
    for whose, names in told.items():
        key = whose or session.learner_key
        for one in sorted(names if whose else names - {name}):
            known = {"key": key, "name": one[:300]}
            yield from _each(session, Kind.LEARNER, text_folding.name_words(one), known)
    yield from _each(session, Kind.LEARNER, text_folding.name_words(name), learner)
    yield from _each(session, Kind.LEARNER, text_folding.email_words(email), learner)
    for kind, text, words in (
        (Kind.COURSE, session.course_name, text_folding.title_words),
        (Kind.EXAM, session.exam_title, text_folding.title_words),
        (Kind.INSTRUCTOR, session.instructor_name, text_folding.name_words),
        (Kind.OTHER_ID, session.external_appointment_id, text_folding.id_words),
    ):
        yield from _each(session, kind, words(text), {"name": text})


def _each(
    session: ExamSession, kind: Kind, words: Iterable[str], thing: dict[str, str]
) -> Iterator[SearchWord]:
    for word in sorted(words):
        yield SearchWord(institution_id=session.institution_id, kind=kind.value, word=word, **thing)


def _once(rows: Iterable[SearchWord]) -> list[SearchWord]:
    same = {
        (row.word, row.kind, row.institution_id, row.key, row.name, row.email): row for row in rows
    }
    return list(same.values())


def begins_with(kind: Kind, starts: Iterable[str]) -> Q:
    """Words of a kind that begin with any of these. Each part names the kind: beside an OR the
    planner would go through all words that are of it.
    """
    return reduce(or_, (Q(kind=kind) & _begins_with(start) for start in starts), Q())


def words_of_learners(starts: Iterable[str] = ()) -> QuerySet[SearchWord]:
    """Learners' words, or those that begin with any of these, where keys lead to the few that are
    asked for: as an expression the kind is no index's business.
    """
    theirs = SearchWord.objects.alias(own_kind=Lower("kind")).filter(own_kind=Kind.LEARNER.lower())
    return theirs.filter(reduce(or_, map(_begins_with, starts), Q()))


def _begins_with(start: str) -> Q:
    """As each database's index can answer it: PostgreSQL's own order of letters is not that of
    their numbers.
    """
    if connection.vendor == "postgresql":
        return Q(word__startswith=start)
    return Q(word__gte=start, word__lt=f"{start}\U0010ffff")
