"""Where a row says that a session is: as it is shown, or as it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.institutions import catalogue
from scheduling.models import Attempt, ExamSession, Institution

PLACE_NOT_FETCHED = "Location not loaded yet"
ASKED_FOR = "asked for at {place}"


def place_words(session: ExamSession) -> str:
    """The name of a booking's place. The list does not tell it: it is known once the session was
    read.
    """
    if session.needs_proctor:
        return ""
    if session.place_name:
        return session.place_name
    return "–" if session.refreshed_at else PLACE_NOT_FETCHED


def place_with(session: ExamSession, request: Attempt | None) -> str:
    """The same beside a request that was accepted and is not shown: where that asked for it."""
    sid = str(request.asked.get("proctorLocationSid") or "") if request else ""
    if not sid or session.place_name:
        return place_words(session)
    return ASKED_FOR.format(place=catalogue.location_name(session.institution, sid))


def short_names(institutions: Sequence[Institution]) -> dict[int, str]:
    """The names of institutions, cut to the first words that tell them apart, by primary key."""
    names = {one.pk: one.name.split() for one in institutions}
    for count in range(1, max(map(len, names.values()), default=0)):
        short = {key: " ".join(words[:count]) for key, words in names.items()}
        if len(set(short.values())) == len(names):
            return short
    return {one.pk: one.name for one in institutions}
