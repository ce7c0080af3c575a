"""Where a handover's sheet leads to: pages of its day, and the lists behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from scheduling.exam_sessions.lists.list_states import single_state
from scheduling.exam_sessions.lists.tabs import View
from scheduling.handovers.day_sheet import (
    DECIDE,
    STATES,
    HandoverPlace,
    Item,
)
from scheduling.handovers.parts_in_order import HandoverPart

# Of those that no status tells, by the list's name for the state.
STATE_OF = {DECIDE: "checking"} | {word: state for state, word in STATES.items()}


def url_of(where: HandoverPlace, day: date | None, page: str = "handover") -> str:
    """A page of the day at the place; of the day that is chosen there, where it can't be read."""
    asked = {"install": where.institution.sid, "location": where.location_sid}
    return f"{reverse(page)}?{urlencode(_filled(asked | {'day': day.isoformat() if day else ''}))}"


def _filled(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: one for name, one in asked.items() if one}


def status_url(where: HandoverPlace, day: date, word: str, known: Mapping[str, str]) -> str:
    view = View.DECIDE if word == DECIDE else View.ALL
    state = STATE_OF.get(word) or single_state(word)
    return list_url(where, day=day, view=view, state=state, **known)


def list_url(
    where: HandoverPlace, *, day: date | None = None, view: View = View.ALL, **asked: str
) -> str:
    named = {"view": view.value, "install": where.institution.sid, "location": where.location_sid}
    named |= {"day": day.isoformat() if day else ""} | asked
    return f"{reverse('worklist')}?{urlencode(_filled(named))}"


def section_url(where: HandoverPlace, part: HandoverPart, items: list[Item]) -> str:
    """Where the list stands by itself, of the whole institution: where a request asked for the
    place, the session itself may be at none yet.
    """
    has_changed = any(one.is_change for one in items)  # sheets of before: among them
    if part == HandoverPart.OUTSIDE or has_changed:
        return list_url(replace(where, location_sid=""), view=View.DECIDE) if items else ""
    is_listed = part == HandoverPart.DECIDE and items
    return f"{reverse('undecided')}?install={where.institution.sid}" if is_listed else ""
