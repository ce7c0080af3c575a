"""Readers of the filters of the log: by what each narrows it, with its chip, or why it can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError

from scheduling import date_formats
from scheduling.access.roles import name_of
from scheduling.exam_sessions.search import learners, session_queries
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.forms.fields import day_field
from scheduling.institutions import catalogue
from scheduling.log import learner_periods
from scheduling.log.event_groups import EVENT_GROUPS
from scheduling.log.search import event_search, suggestions
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.suggestions import attempt_ids, normalised
from scheduling.log.search.value_beginnings import MOST_BEGINNINGS, beginning_with
from scheduling.models import Institution
from scheduling.session_commands import short_sid
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.session_types.typed_sids import spelled
from scheduling.views.kept_place import ALL
from scheduling.views.log.filter_chips import OUTCOMES, LogFilters, TooManyBeginnings
from scheduling.views.sealed_query import query_of
from scheduling.wall_time import midnight

Institutions = Mapping[str, Institution]  # by SID
FROM_LIST = "Choose one of them."
SEARCH_FOR_LEARNER = "Search for the learner by name and choose one of those found."
SEVERAL_LEARNERS = "Several learners are recorded under this name. Choose one of them."
SIDS = {
    "session": ("ES", "session_sid", "sessions", "exam sessions"),
    "exam": ("EX", "exam_sid", "exams", "exams"),
}


def _institution(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    institution = institutions.get(filters.values[name])
    if filters.values[name] == ALL:
        return filters
    if institution is None:
        return filters.faulted(name, FROM_LIST)
    there = (institution.sid,)
    if "learner" in filters.values:  # whose chip names it
        return replace(filters, wanted=replace(filters.wanted, institutions=there))
    return filters.narrowed(name, ("Institution", institution.name), institutions=there)


def _learner(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    """A learner is one of an institution, known by an id; a name may be that of several people."""
    institution = institutions.get(filters.values.get("install", ""))
    if institution is None:
        return filters.faulted("q", SEARCH_FOR_LEARNER)
    said = filters.values[name]
    found = learners.named(said, filters.values.get("email", ""), institution)
    if len(found) > 1:
        return replace(filters, learners=found).faulted("q", SEVERAL_LEARNERS)
    one = (
        found[0]
        if found
        else KnownLearner(said, filters.values.get("email", ""), institution.sid, "")
    )
    periods = tuple(learner_periods.of(one.key, one.install_sid))
    if periods:
        namesakes = learners.namesakes(one, institution)
        filters = replace(filters, learner=one, namesakes=namesakes)
    both = _both(filters.wanted.sessions, learner_periods.sessions(periods))
    narrowed = {"sessions": both, "periods": periods}
    return filters.narrowed(name, ("Learner", one.name), "email", "install", **narrowed)


def _thing(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    """A course, a title or an instructor of exams at the institutions that may be seen."""
    kind, said = suggestions.THINGS[name], filters.values[name]
    seen = _seen(filters, institutions)
    here = [one for one in institutions.values() if one.sid in seen]
    exams = _both(filters.wanted.exams, session_queries.exams_named(kind, said, here))
    return filters.narrowed(name, (str(kind.label), said), exams=exams)


def _location(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    """A location of the institutions that may be seen: events name it by its SID."""
    sid = filters.values[name]
    seen = _seen(filters, institutions)
    here = [one for one in institutions.values() if one.sid in seen]
    names = catalogue.names_of_location(here, sid)
    if not names:
        return filters.faulted("q", FROM_LIST)
    known_as = names[min(names)]
    return filters.narrowed(name, ("Location", known_as), said=(*filters.wanted.said, sid))


def _seen(filters: LogFilters, institutions: Institutions) -> list[str]:
    """The SIDs of the institutions whose sessions and locations are meant."""
    asked = filters.wanted.institutions
    return list(institutions if asked is None else asked)


def _said(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    text = filters.values[name]
    said = (*filters.wanted.said, *suggestions.required_words(text))
    return filters.narrowed(name, ("Said in the log", text), said=said)


def _both(some: tuple[str, ...] | None, others: Sequence[str]) -> tuple[str, ...]:
    return tuple(others) if some is None else tuple(one for one in some if one in set(others))


def _sid(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    letters, column, wanted, words = SIDS[name]
    start = normalised(spelled(filters.values[name], letters))
    filters = filters.spelled(name, start)
    if not re.fullmatch(rf"{letters}[a-f0-9]{{0,32}}", start):
        said = f"Enter {letters} and 32 characters 0–9 a–f, or the first of them."
        return filters.faulted(name, said)
    is_whole = len(start) == len(letters) + 32
    found = [start] if is_whole else beginning_with(column, start, filters.wanted.institutions)
    if len(found) > MOST_BEGINNINGS:
        first = [(sid, query_of({**filters.values, name: sid})) for sid in found[:MOST_BEGINNINGS]]
        said = f"More than {MOST_BEGINNINGS} {words} begin with {start}. Type more of it."
        filters = replace(filters, too_many=TooManyBeginnings(said, first))
    known = getattr(filters.wanted, wanted)
    chip = (name.capitalize(), short_sid(start) if is_whole else f"begins with {start}")
    return filters.narrowed(name, chip, **{wanted: _both(known, found)})


def _enrollment(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    """The log does not hold enrollments; the sessions that are known of one do."""
    start = normalised(spelled(filters.values[name], "EN"))
    filters = filters.spelled(name, start)
    if not re.fullmatch(r"EN[a-f0-9]{4,32}", start):
        said = "Enter EN and at least 4 characters of the enrollment’s SID."
        return filters.faulted("q", said)
    seen = _seen(filters, institutions)
    sids = session_queries.sids_of_enrollments(start, seen, at_most=MOST_BEGINNINGS + 1)
    if len(sids) > MOST_BEGINNINGS:
        said = f"More than {MOST_BEGINNINGS} exam sessions belong to {start}. Type more of it."
        filters = replace(filters, too_many=TooManyBeginnings(said, []))
    words = short_sid(start) if len(start) == 34 else f"begins with {start}"
    both = _both(filters.wanted.sessions, sids)
    return filters.narrowed(name, ("Enrollment", words), sessions=both)


def _request(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    found = attempt_ids(filters.values[name], filters.wanted.institutions)
    if found is None:
        said = "Enter a request’s number, or at least its first 8 characters."
        return filters.faulted(name, said)
    return filters.narrowed(name, ("Request", filters.values[name][:8]), attempts=found)


def _provider(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    said = filters.values[name]
    return filters.narrowed(name, ("SmarterProctoring ID", said), provider_id=said)


def _person(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    text = filters.values[name]
    person = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    known_as = (
        _name_of(person, filters.wanted.institutions, list(institutions.values()))
        if person is not None
        else ""
    )
    if not known_as:
        return filters.faulted(name, FROM_LIST)
    found = replace(filters, person=known_as)
    return found.narrowed(name, ("Person", known_as), person=person)


def _name_of(person: int, visible: tuple[str, ...] | None, institutions: list[Institution]) -> str:
    """The person's name, where they work here or the log tells of them here; else nothing."""
    for user in suggestions.staff(institutions):
        if user.pk == person:
            return name_of(user)
    newest = event_search.events(
        event_search.page(EventQuery(institutions=visible, person=person), size=1).numbers
    )
    return newest[0].actor_name if newest else ""


def _type(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    wire_name = filters.values[name]
    if wire_name not in SESSION_TYPES:
        return filters.faulted(name, FROM_LIST)
    chip = ("Type", SESSION_TYPES[wire_name].label)
    return filters.narrowed(name, chip, session_type=wire_name)


def _outcome(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    outcome = filters.values[name]
    if outcome not in OUTCOMES:
        return filters.faulted(name, FROM_LIST)
    return filters.narrowed(name, ("Outcome", OUTCOMES[outcome]), outcome=outcome)


def _kind(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    group = EVENT_GROUPS.get(filters.values[name])
    if group is None:
        return filters.faulted(name, FROM_LIST)
    wanted = {"kinds": group.kinds, "actions": group.actions}
    return filters.narrowed(name, ("What happened", group.label), **wanted)


def _day(filters: LogFilters, name: str, institutions: Institutions) -> LogFilters:
    """A day of the page's zone, from its first midnight; the last day is in it, to its end."""
    try:
        day = day_field.read(filters.values[name])
    except ValidationError as fault:
        return filters.faulted(name, fault.messages[0])
    start = midnight(day if name == "from" else day + timedelta(days=1), filters.zone)
    chip = (name.capitalize(), date_formats.day(day))
    return filters.narrowed(name, chip, **{"since" if name == "from" else "until": start})


Reader = Callable[[LogFilters, str, Institutions], LogFilters]
READERS: dict[str, Reader] = {
    "install": _institution,
    "session": _sid,
    "exam": _sid,
    "enrollment": _enrollment,
    "request": _request,
    "learner": _learner,
    "course": _thing,
    "title": _thing,
    "instructor": _thing,
    "location": _location,
    "said": _said,
    "provider": _provider,
    "person": _person,
    "type": _type,
    "outcome": _outcome,
    "kind": _kind,
    "from": _day,
    "to": _day,
}
