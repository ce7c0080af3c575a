"""A request as it is seen now: the facts and the words that several states use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from scheduling.booking.comparison.asked_and_stored import Pair, pairs_now
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.outcome_panel import accepted_sentences, request_words
from scheduling.booking.outcome_panel.parts import Fact, Reader
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.institutions import catalogue
from scheduling.models import Attempt, ExamSession
from scheduling.spoken_time import ago, say
from scheduling.wall_time import NO_TIME_SAID, NoTime


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """The request as it is seen now, and the words that several states use."""

    session: ExamSession
    attempt: Attempt
    reader: Reader
    now: datetime

    @property
    def action(self) -> str:
        return self.attempt.action

    @property
    def who(self) -> str:
        """Who asked, as the reader would say it."""
        is_reader = request_words.is_of(self.attempt, self.reader.user_id)
        return "you" if is_reader else self.attempt.actor_name

    @property
    def whose(self) -> str:
        """Whose request it is, within a sentence to the reader."""
        return request_words.whose(self.attempt, self.reader.user_id)

    @property
    def when(self) -> str:
        started = self.attempt.started_at
        if isinstance(started, NoTime):
            return NO_TIME_SAID
        return ago(started, self.now)

    @property
    def status(self) -> str:
        return self.session.known_status.word

    @property
    def asked_for(self) -> Fact | None:
        start = asked_start(self.attempt.asked)
        spoken = say(start, self.attempt.time_zone) if start else None
        return (
            Fact(at=spoken, clock=spoken.clock, label=request_words.ASKED_FOR) if spoken else None
        )

    @property
    def asked_in_full(self) -> Fact | None:
        """The same with the location, where that was asked for as well."""
        sid = str(self.attempt.asked.get("proctorLocationSid") or "")
        place = catalogue.location_name(self.session.institution, sid) if sid else ""
        return replace(self.asked_for, location=place) if self.asked_for else None

    @property
    def stored(self) -> Fact | None:
        """The appointment as the provider shows it; none beside “Needs Proctor”."""
        session, zone = self.session, str(self.session.zone)
        if session.appointment_at is None or session.needs_proctor:
            return None
        spoken = say(session.appointment_at, zone)
        is_other = arrangements.other_end(session) is not None
        hours = accommodations.sitting_of(session).hours(session.appointment_at, zone)
        hours = spoken.clock if is_other else hours
        return Fact(at=spoken, clock=hours, location=session.location_name)

    @property
    def counts_accommodation(self) -> bool:
        """Whether the end that is told is later than the exam alone would have it."""
        minutes = arrangements.told_minutes(self.session)
        return bool(minutes) and minutes != self.session.duration_minutes

    @property
    def ends_otherwise(self) -> tuple[str, ...]:
        """The end that is shown, where it is not what the length known here comes to."""
        end = arrangements.other_end(self.session)
        said = say(end, str(self.session.zone)).whole if end else ""
        return (accepted_sentences.ENDS_OTHERWISE.format(end=said),) if end else ()

    @property
    def pairs_now(self) -> tuple[Pair, ...]:
        """What was asked for beside what the session was last seen as."""
        name = partial(catalogue.name_of, self.session.institution)
        return tuple(pairs_now(self.attempt, self.session, name))

    @property
    def settled(self) -> str:
        """When it was settled, in the session's own time."""
        at = self.attempt.settled_at
        return say(at, str(self.session.zone)).short if at else ""

    @property
    def decision(self) -> tuple[str, ...]:
        """Who settled it by hand, and why."""
        attempt = self.attempt
        if not attempt.settled_by_hand:
            return ()
        said = request_words.SETTLED_BY.format(
            Whose=f"{self.whose[:1].upper()}{self.whose[1:]}",
            when=self.settled,
            who=attempt.settled_by,
            why=self.why_settled,
        )
        return (said,)

    @property
    def why_settled(self) -> str:
        """The end of a sentence of who settled it: why, as far as that was not erased."""
        reason = self.attempt.reason
        return request_words.BECAUSE.format(reason=reason) if reason else request_words.NO_WHY

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What the provider's yes said so that it can't be read."""
        by_hand = self.attempt.settled_by_hand
        return (self.attempt.reason,) if self.attempt.reason and not by_hand else ()

    @property
    def found_out(self) -> tuple[str, ...]:
        """When reading back settled it."""
        if self.attempt.settled_how != Attempt.SettledHow.READ_BACK:
            return ()
        return (request_words.FOUND_OUT.format(when=self.settled),)
