"""Whether what a form or a query names is of an institution that is not the person's: by the ids in
it, whatever field they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Model, QuerySet
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
LONGEST = 500  # of a value that is searched for SIDs: a saved view's address has some
OF_A_CONDITION = ("exact", "id", "pk", "in")
MOST = 1_000  # names of one request that are looked up; a rescue of 400 sessions has two each
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


def institution_of(named: Iterable[QueryDict], here: Access) -> str | None:
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


def _given(named: Iterable[QueryDict]) -> list[tuple[str, str]]:
    """Each field, as it is called within its form, with what it names."""
    given = dict.fromkeys(
        (field, part)
        for query in named
        for name, values in query.lists()
        for value in values
        for field, part in _parts(_field(name), value.strip())
        if SID.fullmatch(part) or _uuid(part) or field == ROLES or _is_number(field, part)
    )
    return list(given)[:MOST]


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
    return plain + [(field, sid) for sid in all_sids(value[:LONGEST])]


def _is_number(field: str, part: str) -> bool:
    return field in BY_NUMBER and NUMBER.fullmatch(part) is not None


def _holders(given: list[tuple[str, str]], theirs: set[str]) -> Iterator[tuple[str, set[str]]]:
    """Each thing named that is none of theirs itself, and the institutions that have it."""
    for field, (numbered, path) in BY_NUMBER.items():
        fields = (field, ROLES) if numbered is Institution else (field,)
        numbers = {int(text) for name, text in given if name in fields and NUMBER.fullmatch(text)}
        rows = numbered._default_manager.filter(pk__in=numbers)
        for sid in _sids(rows, path) if numbers else ():
            yield "", {sid}
    for _, text in given:
        if SID.fullmatch(text) and text not in theirs:
            model, column, path = HOLDERS[text[:2]]
            yield text, _sids(model._default_manager.filter(**{column: text}), path)
        elif attempt := _uuid(text):
            found = Attempt.objects.filter(attempt_id=attempt)
            yield text, _sids(found, "session__institution__sid")


def _sids(rows: QuerySet[Model], path: str = "institution__sid") -> set[str]:
    return set(rows.order_by().values_list(path, flat=True).distinct())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
