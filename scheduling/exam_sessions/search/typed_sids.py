"""SIDs in what a person typed, whole, begun or in the short form, as conditions on sessions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.db.models import Q

from scheduling.models import ExamSession

COLUMNS = {
    "es": "sid",
    "ex": "exam_sid",
    "en": "enrollment_sid",
    "us": "learner_key",
}
START = re.compile(r"(es|ex|en|us)([0-9a-f]{4,32})")
# A SID in its short form, as rows print it; a session's may lack its letters.
SHORT = re.compile(r"\b(es|ex|en|us)?([0-9a-f]{4})(?:…|\.{3})([0-9a-f]{4})\b", re.IGNORECASE)
SESSION = "es"


def without_short(query: str) -> tuple[list[Q], str]:
    """The SIDs in short form as conditions, and the query without them."""
    found = []
    for letters, start, end in SHORT.findall(query):
        of_what = letters.lower() or SESSION
        column = COLUMNS[of_what]
        begun = _begins(column, of_what, start.lower())
        found.append(begun & Q(**{f"{column}__endswith": end.lower()}))
    return found, SHORT.sub(" ", query)


def conditions(word: Iterable[str]) -> list[Q]:
    """Those that are meant by a word, given by its spellings."""
    return [
        _begins(COLUMNS[match[1]], match[1], match[2])
        for one in sorted(word)
        if (match := START.fullmatch(one))
    ]


def only_beginning(start: str, institutions: Collection[int] | None) -> list[int]:
    """The primary keys of the sessions with the SID that alone begins so (ES…) at the institutions
    of these keys, None for all; several where it is the SID of sessions of several. Empty where
    more SIDs begin so, or none. At each institution one index is asked for the first two.
    """
    rows = ExamSession.objects.filter(_begins("sid", "ES", start[2:])).order_by("sid")
    places = (
        [rows] if institutions is None else [rows.filter(institution=one) for one in institutions]
    )
    sids = {sid for one in places for sid in one.values_list("sid", flat=True).distinct()[:2]}
    if len(sids) != 1:
        return []
    return list(ExamSession.objects.filter(sid=sids.pop()).values_list("pk", flat=True))


def _begins(column: str, letters: str, digits: str) -> Q:
    start = letters.upper() + digits
    return Q(**{f"{column}__gte": start, f"{column}__lt": f"{start}g"})
