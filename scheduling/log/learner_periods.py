"""Periods in which exam sessions were a learner's, by numbers of events: a session may change
hands, and what was recorded before is the earlier learner's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.models import AuditEvent, ExamSession

ACCOUNT, ENROLLMENT = "learner_account", "enrollment"
LAST = 2**63 - 1  # no event has a higher number
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Period:
    """The events `first` to `last` about a session: those in which it was one learner's."""

    session_sid: str
    first: int = 0
    last: int = LAST

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    @property
    def is_whole(self) -> bool:
        """Whether the session was nobody else's."""
        return (self.first, self.last) == (0, LAST)


def changed_hands(install_sid: str) -> frozenset[str]:
    """The SIDs of the institution's sessions that were seen to change hands: few, from one walk of
    what was seen.
    """
    seen = AuditEvent.objects.filter(install_sid=install_sid, kind=Kind.SEEN)
    told = Q(details__contains=f'"{ACCOUNT}"') | Q(details__contains=f'"{ENROLLMENT}"')
    return frozenset(seen.filter(told).order_by().values_list("session_sid", flat=True))


def of(key: str, install_sid: str, changed: Collection[str] | None = None) -> list[Period]:
    """The periods of the learner with this SID, the user's or the enrollment's, at an institution,
    in no order. `changed` are the sessions there that changed hands, where several are asked for.
    """
    if not key:
        return []
    known = ExamSession.objects.filter(institution__sid=install_sid)
    theirs = known.filter(Q(learner_key=key) | Q(user_sid=key)).order_by("pk")
    own = list(theirs.values_list("sid", flat=True))
    sids = {*own, *(_naming(key, install_sid) if changed is None else changed)}
    changes = _changes_of_hands(sids, install_sid, _told_of(key))
    return [
        period
        for sid in [*own, *sorted(sids - set(own))]
        for period in _within(sid, changes.get(sid, []), key, is_own=sid in own)
    ]


def _naming(key: str, install_sid: str) -> Iterable[str]:
    """The SIDs of the sessions of which something seen names the learner."""
    seen = AuditEvent.objects.filter(install_sid=install_sid, kind=Kind.SEEN)
    naming = seen.filter(details__contains=f'"{key}"')
    return naming.order_by().values_list("session_sid", flat=True)


def sessions(periods: Iterable[Period]) -> tuple[str, ...]:
    """The SIDs of the sessions, each once."""
    return tuple(dict.fromkeys(one.session_sid for one in periods))


def whose(session_sid: str, install_sid: str, number: int, now: str) -> str:
    """The SID of the learner whose session it was at an event, by whose it is `now` at the
    institution; "" where that is not known.
    """
    changes = _changes_of_one(session_sid, install_sid, now)
    return next((before for at, before, _ in changes if at > number), now)


def was_of_others(session_sid: str, install_sid: str, now: str) -> bool:
    """Whether the session was ever seen to be somebody else's than whose it is `now`."""
    return bool(_changes_of_one(session_sid, install_sid, now))


def _changes_of_one(session_sid: str, install_sid: str, now: str) -> list[tuple[int, str, str]]:
    changes = _changes_of_hands([session_sid], install_sid, _told_of(now))
    return changes.get(session_sid, [])


def _told_of(key: str) -> str:
    """What an event tells a change of, where learners are told apart by SIDs as this one."""
    return ENROLLMENT if key.startswith("EN") else ACCOUNT


def _changes_of_hands(
    sids: Iterable[str], install_sid: str, name: str
) -> dict[str, list[tuple[int, str, str]]]:
    """By session, in order: the event's number, whose it was before, and whose since. Another
    institution may have a session of the same SID.
    """
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    wanted = sorted(sids)
    for start in range(0, len(wanted), BLOCK):
        here = AuditEvent.objects.at(install_sid)
        about = here.filter(session_sid__in=wanted[start : start + BLOCK])
        told = about.having(kind=(Kind.SEEN,)).filter(details__contains=f'"{name}"')
        for event in event_reader.of_rows(told.order_by("number")):
            if pair := reviews.changes_of(event).get(name):
                found[event.session_sid].append((event.number, *pair))
    return found


def _within(
    sid: str, changes: list[tuple[int, str, str]], key: str, *, is_own: bool
) -> Iterator[Period]:
    """The event that tells of a change is the new learner's: it says what is so from then on."""
    if not changes:
        if is_own:
            yield Period(sid)
        return
    if changes[0][1] == key:
        yield Period(sid, last=changes[0][0] - 1)
    for (number, _, after), (following, *_) in pairwise([*changes, (LAST, "", "")]):
        if after == key:
            yield Period(sid, number, following - 1)
