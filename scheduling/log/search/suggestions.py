"""What a person typed into the log's one search box, and what in the log it may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from scheduling.access.roles import name_of
from scheduling.audit.codes.short_code import LogCode, NotACode, read_code
from scheduling.date_formats import noun
from scheduling.exam_sessions.search import learners, session_queries, text_folding
from scheduling.exam_sessions.search.pasted_sids import pasted
from scheduling.log import learner_periods
from scheduling.log.search import event_search, value_beginnings
from scheduling.log.search.event_query import EventQuery
from scheduling.models import AuditEvent, Institution, Location, ProviderId, RoleGrant, SearchWord
from scheduling.session_commands import short_sid

SID_START = re.compile(r"([A-Za-z]{2})([a-fA-F0-9]{4,32})")
ATTEMPT_START = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]{0,27})?")
EVENT = re.compile(r"(?:event\s*(?:no\.?\s*)?#?|#)\s*(\d{1,18})", re.IGNORECASE)
FILTERS = {"ES": "session", "EX": "exam", "EN": "enrollment", "AI": "install"}
# The filters that name something of an exam, by the kind that the index of words has for it.
THINGS = {
    "course": SearchWord.Kind.COURSE,
    "title": SearchWord.Kind.EXAM,
    "instructor": SearchWord.Kind.INSTRUCTOR,
}
MOST = 20
SHORTEST = 3  # of what is looked for in what events say
MOST_WORDS = 8  # of a query that are parted into a name and what events say beside it


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that was perhaps meant:
    what it is, its name, what tells it apart, and the filters that ask for it.
    """

    what: str
    name: str
    note: str
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything that was perhaps meant;
    `are_more` where more learners have such a name than are listed.
    """

    choices: list[Suggestion] = field(default_factory=list)
    are_more: bool = False


def search(
    query: str, institutions: Sequence[Institution], visible: tuple[str, ...] | None
) -> Suggestions:
    """What the query may mean in the events at `visible` (SIDs; "" for those of no institution;
    None for all): a learner first, then what an exam is known by, then everything else. What is
    known by no such name is looked for in what the events say, a learner's events by what they say
    beside the name: “marquez moved”.
    """
    known = learners.find_learners(query, institutions)
    choices = [
        *learner_choices(known.found, institutions),
        *_things(query, institutions),
        *_locations(query, institutions, visible),
        *_institutions(query, institutions),
        *_attempt(query, visible),
        *_provider_id(query, visible),
    ]
    choices += _people(query, institutions, visible)
    if not choices and not known.are_more:
        choices = [*_learners_and_words(query, institutions), *_said(query, visible)]
    return Suggestions(choices, known.are_more)


def _learners_and_words(query: str, institutions: Sequence[Institution]) -> list[Suggestion]:
    """The learners whom the first or the last words of the query name, as far as their events say
    the others: the longest name that finds somebody counts.
    """
    words = query.split()
    if len(words) > MOST_WORDS:
        return []
    changed = cache(learner_periods.changed_hands)
    for cut in range(len(words) - 1, 0, -1):
        for name, others in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
            said = " ".join(others)
            found = learners.find_learners(" ".join(name), institutions).found
            told = [one for one in found if _is_told_of(one, said, changed(one.install_sid))]
            if told:
                return [_saying(one, said) for one in learner_choices(told, institutions)]
    return []


def _is_told_of(learner: learners.KnownLearner, said: str, changed: Collection[str]) -> bool:
    periods = tuple(learner_periods.of(learner.key, learner.install_sid, changed))
    wanted = EventQuery(
        institutions=(learner.install_sid,),
        sessions=learner_periods.sessions(periods),
        periods=periods,
        said=required_words(said),
    )
    return event_search.is_there(wanted)


def _saying(choice: Suggestion, said: str) -> Suggestion:
    note = f"{choice.note} · events that say “{said}”"
    return replace(choice, note=note, filters=choice.filters | {"said": said})


def _said(query: str, visible: tuple[str, ...] | None) -> list[Suggestion]:
    """That events say it: what something was called before, or what no index knows."""
    text = " ".join(query.split())
    if len(text) < SHORTEST or not event_search.is_there(
        EventQuery(institutions=visible, said=required_words(text))
    ):
        return []
    return [Suggestion("Said in the log", text, "", {"said": text})]


def required_words(text: str) -> tuple[str, ...]:
    """The words of a text, each of which an event has to say, wherever it does."""
    return tuple(text.split())


def _locations(
    query: str, institutions: Sequence[Institution], visible: tuple[str, ...] | None
) -> list[Suggestion]:
    """The locations whose names or addresses have a word for each word of the query, as far as
    events name them.
    """
    known = Location.objects.filter(institution__in=list(institutions)).order_by("name", "pk")
    meant = [
        one
        for one in known
        if text_folding.is_meant(query, text_folding.title_words(f"{one.name} {one.address}"))
    ][:MOST]
    return [
        Suggestion(
            "Location", one.name, one.address or short_sid(one.pl_sid), {"location": one.pl_sid}
        )
        for one in meant
        if event_search.is_there(EventQuery(institutions=visible, said=(one.pl_sid,)))
    ]


def normalised(text: str) -> str:
    """A SID as the vendor writes it: two capitals, small letters behind."""
    return text[:2].upper() + text[2:].lower()


def filter_by_sid(query: str, institutions: Sequence[Institution]) -> dict[str, str]:
    """The filter that a SID or its beginning is, also out of a pasted link; none for any other
    query.

    The session's comes before the exam's, and that before the institution's.
    """
    sids = pasted(query).sids
    whole = next((sids[letters] for letters in FILTERS if letters in sids), "")
    begun = normalised(query) if SID_START.fullmatch(query) else ""
    sid = whole or (begun if begun[:2] in FILTERS else "")
    if not sid.startswith("AI"):
        return {FILTERS[sid[:2]]: sid} if sid else {}
    fitting = [institution.sid for institution in institutions if institution.sid.startswith(sid)]
    return {"install": fitting[0]} if len(fitting) == 1 else {}


def _things(query: str, institutions: Sequence[Institution]) -> list[Suggestion]:
    """The courses, exams and instructors who have a word for each word of the query."""
    return [
        Suggestion(str(kind.label), name, f"named so: {count_words(count)}", {filter_name: name})
        for filter_name, kind in THINGS.items()
        for name, count in session_queries.things_named(kind, query, institutions)[:MOST]
    ]


def count_words(exams: int) -> str:
    """How many exams, in words."""
    return f"{exams} {noun(exams, 'exam')}"


def _institutions(query: str, institutions: Sequence[Institution]) -> list[Suggestion]:
    """The institutions that have a word for each word of the query, or a SID that begins so."""
    begun = normalised(query)
    return [
        Suggestion(
            "Institution",
            institution.name,
            short_sid(institution.sid),
            {"install": institution.sid},
        )
        for institution in institutions
        if (begun.startswith("AI") and institution.sid.startswith(begun))
        or text_folding.is_meant(query, text_folding.name_words(institution.name))
    ]


def event_named(query: str, visible: tuple[str, ...] | None) -> int | None:
    """The number of the event that a query names as pages and prints do, “event 2158” or its code;
    None where none does that may be seen.
    """
    text = query.strip()
    named = EVENT.fullmatch(text)
    with suppress(NotACode):
        return _seen(int(named[1]), visible) if named else _of_code(read_code(text), visible)
    return None


def _of_code(code: LogCode, visible: tuple[str, ...] | None) -> int | None:
    found = AuditEvent.objects.filter(number=code.number).values_list("hash", flat=True).first()
    return _seen(code.number, visible) if found and code.fits(found) else None


def _seen(number: int, visible: tuple[str, ...] | None) -> int | None:
    rows = AuditEvent.objects.filter(number=number)
    seen = rows if visible is None else rows.filter(install_sid__in=visible)
    return number if seen.exists() else None


def _attempt(query: str, visible: tuple[str, ...] | None) -> list[Suggestion]:
    start = query.lower()
    if not ATTEMPT_START.fullmatch(start):
        return []
    found = value_beginnings.beginning_with("attempt_id", start, visible)[:MOST]
    return [Suggestion("Request", one, "by its number", {"request": one}) for one in found]


def _provider_id(query: str, visible: tuple[str, ...] | None) -> list[Suggestion]:
    return [
        Suggestion("SmarterProctoring ID", one, "", {"provider": one})
        for one in provider_ids(query)
        if event_search.is_there(EventQuery(institutions=visible, provider_id=one))
    ]


def provider_ids(query: str) -> list[str]:
    """The ids in the log that a text is in some capitals."""
    spelled = {query, query.upper(), query.lower(), *session_queries.other_ids(query)}
    known = ProviderId.objects.filter(value__in=spelled).order_by("value")
    return list(known.values_list("value", flat=True).distinct()[:MOST])


def _people(
    query: str, institutions: Sequence[Institution], visible: tuple[str, ...] | None
) -> list[Suggestion]:
    """The staff whose names have a word for each word of the query, as far as the log may be seen
    of them.
    """
    users = get_user_model().objects.order_by("pk") if text_folding.readings(query) else ()
    named = [user for user in users if text_folding.is_meant(query, _words_of(user))][:MOST]
    here = {user.pk for user in staff(institutions)}
    return [
        Suggestion(
            "Person", name_of(user), f"signs in as {user.get_username()}", {"person": str(user.pk)}
        )
        for user in named
        if user.pk in here
        or event_search.is_there(EventQuery(institutions=visible, person=user.pk))
    ]


def _words_of(user: AbstractBaseUser) -> set[str]:
    username = user.get_username()
    return text_folding.name_words(user.get_full_name()) | text_folding.email_words(username)


def staff(institutions: Iterable[Institution]) -> list[AbstractBaseUser]:
    """The people with a role at any of these institutions, and those with every role, by name."""
    granted = RoleGrant.objects.filter(
        Q(institution__isnull=True) | Q(institution__in=list(institutions))
    )
    users = get_user_model().objects.filter(Q(pk__in=granted.values("user")) | Q(is_superuser=True))
    return sorted(users, key=lambda user: (name_of(user).casefold(), user.pk))


def learner_choices(
    found: Iterable[learners.KnownLearner], institutions: Sequence[Institution]
) -> list[Suggestion]:
    """Learners as things to choose from, each with what tells them apart."""
    return [_learner(one, institutions) for one in found]


def _learner(one: learners.KnownLearner, institutions: Sequence[Institution]) -> Suggestion:
    where = next(
        institution.name for institution in institutions if institution.sid == one.install_sid
    )
    earlier = sorted({name for name, _ in one.earlier} - {one.name, one.email})
    parts = [one.email, where, f"also recorded as {', '.join(earlier)}" if earlier else ""]
    if not one.is_certain:
        parts.append("no learner ID recorded")
    note = " · ".join(part for part in parts if part)
    return Suggestion("Learner", one.name, note, {"install": one.install_sid, "learner": one.key})


def attempt_ids(text: str, visible: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The attempts that a request's number or its beginning names;
    None for what is no number of a request.
    """
    start = text.lower()
    if _is_whole(start):
        return (start,)
    return (
        tuple(value_beginnings.beginning_with("attempt_id", start, visible))
        if ATTEMPT_START.fullmatch(start)
        else None
    )


def _is_whole(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
