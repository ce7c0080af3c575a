"""What speaks against new times that are proposed together: hours, seats and the learners' other
bookings.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.exam_sessions.other_bookings import ANOTHER_THEN, MAY_BE_THEN, REACH, OtherBookings
from scheduling.models import Institution
from scheduling.opening_hours.hours_of_days import LocationAvailability
from scheduling.opening_hours.hours_warnings import about_hours
from scheduling.opening_hours.seats_warnings import TakenBy
from scheduling.rescues import free_seats
from scheduling.rescues.candidates import Proposal
from scheduling.session_types import registry
from scheduling.spoken_time import say

BOTH = "The learner would be moved to two exams then: also {other}."
UNUSABLE = "In the time that can’t be used ({times})."
MAY_REACH = "Its end is not known: it may still sit there in the time that can’t be used ({times})."
NOT_COUNTED = "Free seats are not known."


@dataclass(frozen=True, slots=True)
class Unusable:
    """The time in which the place can’t be used, and how it is said."""

    first: datetime
    last: datetime
    in_words: str

    def meets(self, one: Proposal) -> bool:
        """Whether somebody would sit there at a moment of it."""
        return one.start < self.last and one.end > self.first

    def may_meet(self, one: Proposal) -> bool:
        """Whether somebody may, for all that is known."""
        return one.start < self.last and one.latest_end > self.first

    def against(self, one: Proposal) -> str:
        """What that says against it; "" where it says nothing."""
        said = UNUSABLE if self.meets(one) else MAY_REACH if self.may_meet(one) else ""
        return said.format(times=self.in_words)


@dataclass(frozen=True, slots=True)
class JudgedProposal:
    """What is known of a proposal: what rules it out (`hindrance`), what it is warned of besides
    what holds it back, how many seats those leave free who are not moved with it, None where that
    is not known, and where none is left for it whose they are (`taken_by`, in a sentence
    `no_seat`). `is_up_to` where more may sit there than were counted, `lacks_seats` where nobody
    entered how many there are; `about_learner` is what it is warned of besides, of the learner's
    other exams. `warned_of` is what two readings of the same warnings have in common.
    """

    hindrance: str = ""
    warnings: tuple[str, ...] = ()
    taken_by: TakenBy | None = None
    no_seat: str = ""
    free: int | None = None
    is_up_to: bool = False
    lacks_seats: bool = False
    about_learner: tuple[str, ...] = ()

    @property
    def all_warnings(self) -> tuple[str, ...]:
        """All that it is warned of, but for its seat."""
        return (*self.warnings, *self.about_learner)

    @property
    def warned_of(self) -> tuple[str, ...]:
        return (*((self.taken_by.value,) if self.taken_by else ()), *self.all_warnings)


def judged(
    institution: Institution, proposals: Sequence[Proposal], not_chosen: Sequence[Proposal] = ()
) -> dict[int, JudgedProposal]:
    """What is known of each, by the session's primary key; of those that are not chosen, which
    stay where they are, only the seats.
    """
    seats = free_seats.of(institution, proposals, not_chosen)
    chosen = {one.candidate.session.pk for one in proposals}
    twice, still = _twice(proposals, _overlap), _twice(proposals, _may_go_on)
    found = {pk: JudgedProposal(free=one.free, is_up_to=one.is_up_to) for pk, one in seats.items()}
    for one in proposals:
        pk, (hindrance, may_reach) = one.candidate.session.pk, _other_bookings(one, chosen)
        found[pk] = JudgedProposal(
            hindrance=hindrance or "".join(BOTH.format(other=said) for said in twice[pk][-1:]),
            warnings=() if seats[pk].is_counted else (NOT_COUNTED,),
            taken_by=seats[pk].taken_by,
            no_seat=seats[pk].why_none,
            free=seats[pk].free,
            is_up_to=seats[pk].is_up_to,
            lacks_seats=seats[pk].are_not_entered,
            about_learner=tuple(f"{MAY_BE_THEN} {x}." for x in (*may_reach, *still[pk])),
        )
    return found


def _other_bookings(one: Proposal, chosen: Container[int]) -> tuple[str, list[str]]:
    """Which other booking of the learner's rules it out; and which may still go on then, but for
    those that are moved together with it.
    """
    others = OtherBookings(one.candidate.session)
    beside = others.beside(one.start, also_of_exam=False)
    may_reach = others.that_may_reach(one.start, also_of_exam=False)
    hindrance = f"{ANOTHER_THEN} {beside[0].in_words}." if beside else ""
    return hindrance, [other.in_words for other in may_reach if other.session.pk not in chosen]


def held_back(
    institution: Institution, proposals: Sequence[Proposal], unusable: Unusable | None
) -> dict[int, tuple[str, ...]]:
    """What speaks so much against some of them that they are proposed to nobody who has not read
    it: the place can’t be used then, its hours are over, or another system has to be told first. By
    the session's primary key.
    """
    places = free_seats.locations(institution, proposals)
    found = {
        one.candidate.session.pk: _against(
            one, places.get(free_seats.where_and_when(one)), unusable
        )
        for one in proposals
    }
    return {pk: said for pk, said in found.items() if said}


def _against(
    one: Proposal, place: LocationAvailability | None, unusable: Unusable | None
) -> tuple[str, ...]:
    kind = registry.SESSION_TYPES.get(one.candidate.session.session_type)
    said = [unusable.against(one) if unusable else "", kind.on_move if kind else ""]
    if place:
        minutes = one.candidate.length // timedelta(minutes=1)
        said.append(about_hours(place, one.start, minutes, str(one.candidate.session.zone)).text)
    return tuple(filter(None, said))


def _twice(
    proposals: Sequence[Proposal], is_beside: Callable[[Proposal, Proposal], bool]
) -> dict[int, list[str]]:
    """The others of these exams beside which each learner would sit in one, by session."""
    by_learner: dict[str, list[Proposal]] = {}
    for one in proposals:
        by_learner.setdefault(one.candidate.session.user_sid.casefold(), []).append(one)
    return {
        one.candidate.session.pk: [
            _in_words(other) for other in same if sid and other is not one and is_beside(one, other)
        ]
        for sid, same in by_learner.items()
        for one in same
    }


def _overlap(one: Proposal, other: Proposal) -> bool:
    return one.start < other.end and other.start < one.end


def _may_go_on(one: Proposal, other: Proposal) -> bool:
    """Whether the other, begun before, may still go on when this one starts."""
    may_reach = other.candidate.is_endless and other.end <= one.start < other.start + REACH
    return may_reach and not _overlap(one, other)


def _in_words(one: Proposal) -> str:
    session = one.candidate.session
    when = say(one.start, str(session.zone)).whole
    return f"{session.exam_title or 'another exam'}, {when}"
