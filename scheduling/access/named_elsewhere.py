"""Whether what a form or a query names is of an institution that is not the person's: by the ids in
it, whatever field they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import QueryDict

from scheduling.access.roles import Access
from scheduling.models import (
    Attempt,
    ExamSession,
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
)
from scheduling.session_types.typed_sids import all_sids

SID = re.compile(r"(AI|PL|ES|EX|EN|CP|CV|US)[a-f0-9]{32}")
NUMBER = re.compile(r"[0-9]{1,18}")
ROLES = "roles"  # the field in which each institution stands by its number, before the role
# The fields in which something stands by its number, and the way from it to its institution's SID.
BY_NUMBER: dict[str, tuple[type[Model], str]] = {
    "session": (ExamSession, "institution__sid"),
    "institution": (Institution, "sid"),
    "location": (Location, "institution__sid"),
}
BETWEEN = re.compile("[/,]")
OF_A_CONDITION = ("exact", "id", "pk", "in")
AT_ONCE = 500  # ids in one statement; SQLite takes some thousands
# By what a SID begins with: the rows that have it, by which column, and theirs is whose SID.
HOLDERS: dict[str, tuple[type[Model], str, str]] = {
    "AI": (Institution, "sid", "sid"),
    "PL": (Location, "pl_sid", "institution__sid"),
    "ES": (ExamSession, "sid", "institution__sid"),
    "EX": (ExamSession, "exam_sid", "institution__sid"),
    "EN": (ExamSession, "enrollment_sid", "institution__sid"),
    "US": (ExamSession, "learner_key", "institution__sid"),
    "CP": (InstructorEntry, "cp_sid", "institution__sid"),
    "CV": (PolicyVersion, "cv_sid", "institution__sid"),
}

# By what a SID begins with: the condition of the sessions at which it was shown.
SHOWN_AT = {"PL": "location_sid", "CP": "arranged__contains", "CV": "arranged__contains"}


def institution_of(named: list[QueryDict], here: Access) -> str | None:
    """The SID of an institution where the person has no role and of which something is named, "" if
    it is all of them; None where there is none, or where it may as well be something of theirs.
    """
    if any(where is None for where, _ in here.held):
        return None  # all are theirs
    theirs = {one.sid for one in here.recorded}
    given = _given(named)
    for text, whose in _holders(given, theirs):
        if whose and theirs.isdisjoint(whose) and not _is_where_theirs_stand(text, theirs):
            return min(whose)
    return "" if any(name == ROLES and not NUMBER.fullmatch(part) for name, part in given) else None


def _is_where_theirs_stand(text: str, theirs: set[str]) -> bool:
    """Whether a location, a slot or a policy is one that the provider has shown at a session of
    theirs: who works with that names what they see.
    """
    column = SHOWN_AT.get(text[:2])
    shown = {column: text, "institution__sid__in": theirs} if column else None
    return shown is not None and ExamSession.objects.filter(**shown).exists()


def _given(named: list[QueryDict]) -> list[tuple[str, str]]:
    """Each field, as it is called within its form, with what it names; also what stands in the
    name of a field itself.
    """
    given = dict.fromkeys(
        (field, part)
        for query in named
        for name, values in query.lists()
        for value in values
        for field, part in _parts(_field(name), value.strip())
        if SID.fullmatch(part) or _uuid(part) or field == ROLES or _is_number(field, part)
    )
    in_names = (("", sid) for query in named for name in query for sid in all_sids(name))
    return [*given, *in_names]


def _field(name: str) -> str:
    """What a field is called within its form, or in a condition of an admin list: “institution” of
    “roles-0-institution” and of “institution__id__exact”.
    """
    parts = name.rpartition("-")[2].split("__")
    return next((part for part in reversed(parts) if part not in OF_A_CONDITION), "")


def _parts(field: str, value: str) -> list[tuple[str, str]]:
    """What a value names: as it stands, and each SID in it, spelled as forms read it."""
    if field == ROLES:
        return [(field, value.partition("-")[0])]
    plain = [(field, part) for part in BETWEEN.split(value)]
    return plain + [(field, sid) for sid in all_sids(value)]


def _is_number(field: str, part: str) -> bool:
    return field in BY_NUMBER and NUMBER.fullmatch(part) is not None


def _holders(given: list[tuple[str, str]], theirs: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Each thing named that is none of theirs itself, and the institutions that have it."""
    for field, (numbered, path) in BY_NUMBER.items():
        fields = (field, ROLES) if numbered is Institution else (field,)
        numbers = {int(text) for name, text in given if name in fields and NUMBER.fullmatch(text)}
        for sid in set().union(*_found(numbered, "pk", path, numbers).values()):
            yield "", {sid}
    named = {text for _, text in given} - theirs
    for prefix, (model, column, path) in HOLDERS.items():
        sids = {text for text in named if text.startswith(prefix) and SID.fullmatch(text)}
        yield from _found(model, column, path, sids).items()
    attempts = {attempt for text in named if (attempt := _uuid(text))}
    found = _found(Attempt, "attempt_id", "session__institution__sid", attempts)
    yield from ((str(attempt), whose) for attempt, whose in found.items())


def _found(model: type[Model], column: str, path: str, named: Iterable[Any]) -> dict[Any, set[str]]:
    """Of each of the ids that is in this column, the SIDs of the institutions that have it."""
    wanted, found = list(named), dict[Any, set[str]]()
    for begin in range(0, len(wanted), AT_ONCE):
        some = {f"{column}__in": wanted[begin : begin + AT_ONCE]}
        rows = model._default_manager.filter(**some).order_by()
        for one, sid in rows.values_list(column, path).distinct():
            found.setdefault(one, set()).add(sid)
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
