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

FROM_LIST = "Choose one of them."
SIDS = {
    "session": ("ES", "session_sid", "sessions", "exam sessions"),
    "exam": ("EX", "exam_sid", "exams", "exams"),
}


def _institution(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    institution = institutions.get(filters.values[name])
    if filters.values[name] == ALL:
        return
    if institution is None:
        filters.errors[name] = FROM_LIST
    elif "learner" in filters.values:
        filters.wanted = replace(filters.wanted, institutions=(institution.sid,))
    else:
        filters.narrow(name, ("Institution", institution.name), institutions=(institution.sid,))


def _learner(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    """A learner is one of an institution, known by an id; a name may be that of several people."""
    institution = institutions.get(filters.values.get("install", ""))
    if institution is None:
        filters.errors["q"] = "Search for the learner by name and choose one of those found."
        return
    said = filters.values[name]
    found = learners.named(said, filters.values.get("email", ""), institution)
    if len(found) > 1:
        filters.learners = found
        filters.errors["q"] = "Several learners are recorded under this name. Choose one of them."
        return
    one = (
        found[0]
        if found
        else KnownLearner(said, filters.values.get("email", ""), institution.sid, "")
    )
    periods = tuple(learner_periods.of(one.key, one.install_sid))
    if periods:
        filters.learner = one
        filters.namesakes = learners.namesakes(one, institution)
    both = _both(filters.wanted.sessions, learner_periods.sessions(periods))
    narrowed = {"sessions": both, "periods": periods}
    filters.narrow(name, ("Learner", one.name), "email", "install", **narrowed)


def _thing(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    """A course, a title or an instructor of exams at the institutions that may be seen."""
    kind, said = suggestions.THINGS[name], filters.values[name]
    seen = _seen(filters, institutions)
    here = [one for one in institutions.values() if one.sid in seen]
    exams = _both(filters.wanted.exams, session_queries.exams_named(kind, said, here))
    filters.narrow(name, (str(kind.label), said), exams=exams)


def _location(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    """A location of the institutions that may be seen: events name it by its SID."""
    sid = filters.values[name]
    seen = _seen(filters, institutions)
    here = [one for one in institutions.values() if one.sid in seen]
    names = catalogue.names_of_location(here, sid)
    if not names:
        filters.errors["q"] = FROM_LIST
    else:
        known_as = names[min(names)]
        filters.narrow(name, ("Location", known_as), said=(*filters.wanted.said, sid))


def _seen(filters: LogFilters, institutions: Mapping[str, Institution]) -> list[str]:
    """The SIDs of the institutions whose sessions and locations are meant."""
    asked = filters.wanted.institutions
    return list(institutions if asked is None else asked)


def _said(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    text = filters.values[name]
    said = (*filters.wanted.said, *suggestions.required_words(text))
    filters.narrow(name, ("Said in the log", text), said=said)


def _both(some: tuple[str, ...] | None, others: Sequence[str]) -> tuple[str, ...]:
    return tuple(others) if some is None else tuple(one for one in some if one in set(others))


def _sid(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    letters, column, wanted, words = SIDS[name]
    start = filters.values[name] = normalised(spelled(filters.values[name], letters))
    if not re.fullmatch(rf"{letters}[a-f0-9]{{0,32}}", start):
        filters.errors[name] = f"Enter {letters} and 32 characters 0–9 a–f, or the first of them."
        return
    is_whole = len(start) == len(letters) + 32
    found = [start] if is_whole else beginning_with(column, start, filters.wanted.institutions)
    if len(found) > MOST_BEGINNINGS:
        first = [(sid, query_of(filters.values | {name: sid})) for sid in found[:MOST_BEGINNINGS]]
        filters.too_many = TooManyBeginnings(
            f"More than {MOST_BEGINNINGS} {words} begin with {start}. Type more of it.", first
        )
    known = getattr(filters.wanted, wanted)
    chip = (name.capitalize(), short_sid(start) if is_whole else f"begins with {start}")
    filters.narrow(name, chip, **{wanted: _both(known, found)})


def _enrollment(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    """The log does not hold enrollments; the sessions that are known of one do."""
    start = filters.values[name] = normalised(spelled(filters.values[name], "EN"))
    if not re.fullmatch(r"EN[a-f0-9]{4,32}", start):
        filters.errors["q"] = "Enter EN and at least 4 characters of the enrollment’s SID."
        return
    seen = _seen(filters, institutions)
    sids = session_queries.sids_of_enrollments(start, seen, at_most=MOST_BEGINNINGS + 1)
    if len(sids) > MOST_BEGINNINGS:
        filters.too_many = TooManyBeginnings(
            f"More than {MOST_BEGINNINGS} exam sessions belong to {start}. Type more of it.", []
        )
    words = short_sid(start) if len(start) == 34 else f"begins with {start}"
    filters.narrow(name, ("Enrollment", words), sessions=_both(filters.wanted.sessions, sids))


def _request(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    found = attempt_ids(filters.values[name], filters.wanted.institutions)
    if found is None:
        filters.errors[name] = "Enter a request’s number, or at least its first 8 characters."
    else:
        filters.narrow(name, ("Request", filters.values[name][:8]), attempts=found)


def _provider(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    filters.narrow(
        name,
        ("SmarterProctoring ID", filters.values[name]),
        provider_id=filters.values[name],
    )


def _person(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    text = filters.values[name]
    person = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    known_as = (
        _name_of(person, filters.wanted.institutions, list(institutions.values()))
        if person is not None
        else ""
    )
    if not known_as:
        filters.errors[name] = FROM_LIST
    else:
        filters.person = known_as
        filters.narrow(name, ("Person", known_as), person=person)


def _name_of(person: int, visible: tuple[str, ...] | None, institutions: list[Institution]) -> str:
    """The person's name, where they work here or the log tells of them here; else nothing."""
    for user in suggestions.staff(institutions):
        if user.pk == person:
            return name_of(user)
    newest = event_search.events(
        event_search.page(EventQuery(institutions=visible, person=person), size=1).numbers
    )
    return newest[0].actor_name if newest else ""


def _type(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    wire_name = filters.values[name]
    if wire_name not in SESSION_TYPES:
        filters.errors[name] = FROM_LIST
    else:
        filters.narrow(name, ("Type", SESSION_TYPES[wire_name].label), session_type=wire_name)


def _outcome(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    if filters.values[name] not in OUTCOMES:
        filters.errors[name] = FROM_LIST
    else:
        filters.narrow(
            name, ("Outcome", OUTCOMES[filters.values[name]]), outcome=filters.values[name]
        )


def _kind(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    group = EVENT_GROUPS.get(filters.values[name])
    if group is None:
        filters.errors[name] = FROM_LIST
    else:
        wanted = {"kinds": group.kinds, "actions": group.actions}
        filters.narrow(name, ("What happened", group.label), **wanted)


def _day(filters: LogFilters, name: str, institutions: Mapping[str, Institution]) -> None:
    """A day of the page's zone, from its first midnight; the last day is in it, to its end."""
    try:
        day = day_field.read(filters.values[name])
    except ValidationError as fault:
        filters.errors[name] = fault.messages[0]
        return
    start = midnight(day if name == "from" else day + timedelta(days=1), filters.zone)
    chip = (name.capitalize(), date_formats.day(day))
    filters.narrow(name, chip, **{"since" if name == "from" else "until": start})


Reader = Callable[[LogFilters, str, Mapping[str, Institution]], None]
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
