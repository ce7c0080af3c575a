"""The states of a list's sessions: what each is made of, the names under which addresses ask for
them, and how many sessions have each.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.db.models import Q

from scheduling.models import SessionStatus, status_of
from scheduling.models.session_status import (
    IN_PROGRESS,
    INCIDENT,
    NOT_SHOWN,
    PROCESSING,
    SCHEDULED,
    UNKNOWN,
)

# The states that a status shows, by the names that the list's address uses. What shows none of them
# is "other": a word nobody knows too, and a status that was not shown.
SHOWN_STATES: dict[str, Callable[[SessionStatus], bool]] = {
    "needs": lambda status: status.needs_proctor,
    "pending": lambda status: status.is_pending,
    "scheduled": lambda status: status == SCHEDULED,
    "over": lambda status: status.is_over,
}
# What each state that is several is made of, each under a name of its own in addresses.
PARTS: dict[str, dict[str, Callable[[SessionStatus], bool]]] = {
    "other": {
        "denied": lambda status: status.is_denied,
        "in-progress": IN_PROGRESS.__eq__,
        "processing": PROCESSING.__eq__,
        "incident": INCIDENT.__eq__,
        "not-shown": NOT_SHOWN.__eq__,
        "unknown": lambda status: status.key == UNKNOWN,
    },
    "over": {
        "closed": lambda status: status.is_closed,
        "cancelled": lambda status: status.is_cancelled,
    },
}
SETTLED = (*SHOWN_STATES, "other", *(name for parts in PARTS.values() for name in parts))
STATES = ("checking", "dropped", *SETTLED)
# Being checked, no longer listed, the status as it came, how many.
Counted = list[tuple[bool, bool, str, int]]


def state_shown(status: str) -> str:
    """The state that a status shows."""
    known = status_of(status)
    return next((name for name, shows in SHOWN_STATES.items() if shows(known)), "other")


def single_state(status: str) -> str:
    """The narrowest state that a status shows: a part where the state has parts."""
    state, known = state_shown(status), status_of(status)
    return next((name for name, shows in PARTS.get(state, {}).items() if shows(known)), state)


@lru_cache(maxsize=256)  # statuses are few, and each page asks again and again about all of them
def names_of(status: str) -> frozenset[str]:
    """Every state that a status shows, as groups of them and alone."""
    return frozenset((state_shown(status), single_state(status)))


def counts(counted: Counted) -> dict[str, int]:
    """How many sessions there are by state, and of "all" of them."""
    totals = dict.fromkeys(("all", *STATES), 0)
    for *marks, sessions in counted:
        totals["all"] += sessions
        for name in names_shown(*marks):
            totals[name] += sessions
    return totals


def state_of(is_checking: bool, is_dropped: bool, text: str) -> str:
    """A request that is still open comes before what the provider last said."""
    return "checking" if is_checking else "dropped" if is_dropped else state_shown(text)


def names_shown(is_checking: bool, is_dropped: bool, text: str) -> frozenset[str]:
    """The same with what it is alone, where the state is several."""
    if is_checking or is_dropped:
        return frozenset((state_of(is_checking, is_dropped, text),))
    return names_of(text)


def states(texts: set[str]) -> dict[str, Q]:
    """Each state as a condition on rows that have these statuses and are marked as `checking` and
    `dropped`. A request that is still open comes before what the provider last said, and that it
    no longer lists a session before how it stood.
    """
    spelled: dict[str, list[str]] = {name: [] for name in SETTLED}
    for text in sorted(texts):
        for name in names_of(text):
            spelled[name].append(text)
    settled = {
        name: Q(checking=False, dropped=False, status__in=some) for name, some in spelled.items()
    }
    dropped = Q(checking=False, dropped=True)
    return {"checking": Q(checking=True), "dropped": dropped, **settled}
