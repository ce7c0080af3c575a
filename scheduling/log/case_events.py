"""Cases: which events of the log are about one exam session, one exam or one learner, and how they
hang together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from scheduling.audit import event_reader
from scheduling.audit.codes import codes_file
from scheduling.audit.codes.short_code import LogCode
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.log import learner_periods
from scheduling.log.learner_periods import Period
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.session_commands import SessionAddress

MOST_EVENTS = 5_000
MOST_LINKS = 200_000  # between two events of a case, and twice as many in one file
MOST_LINKS_IN_ALL = 2 * MOST_LINKS
BLOCK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a case is about: an exam session, an exam, or a learner, at one institution.

    Of `session_sid`, `exam_sid` and `learner` the first that is given counts. Times are aware:
    events from `since` on, before `until`.
    """

    institution: Institution
    session_sid: str = ""
    exam_sid: str = ""
    learner: KnownLearner | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseGap:
    """The events `first` to `last` of the log, between two of a case or before its head:
    there may be none.
    """

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Case:
    """The numbers of its events, oldest first, and the head of the log that they are tied to.

    `is_of_several` where it is about a session that was several learners': it names none of them.
    `too_many` where there are more than a file may hold: `numbers` are then the oldest of them.
    """

    subject: Subject
    address: SessionAddress | None
    learner: str
    exam: str
    is_of_several: bool
    numbers: list[int]
    head: LogCode
    too_many: bool = False

    @property
    def title(self) -> str:
        """What the case is about, in words."""
        if not self.address:
            email = self.subject.learner.email if self.subject.learner else ""
            return f"{self.learner} ({email})" if email else self.learner
        if not self.subject.session_sid:
            return f"Exam {self.exam or self.subject.exam_sid}"
        session = f"Exam session {self.subject.session_sid}"
        who = f"{session}, of several learners" if self.is_of_several else self.learner
        return " · ".join(part for part in (who, self.exam) if part) or session

    @cached_property
    def practiced(self) -> list[bool]:
        """Of each event that says so, whether its institution was one for practice then; where none
        does, whether it is one now.
        """
        told: list[bool] = []
        for start in range(0, len(self.numbers), BLOCK):
            block = AuditEvent.objects.filter(number__in=self.numbers[start : start + BLOCK])
            rows = event_reader.columns(block.order_by("number"), "practice")
            told += [bool(practice) for (practice,) in rows if practice is not None]
        return told or [self.subject.institution.is_practice]

    @cached_property
    def gaps(self) -> list[CaseGap]:
        """What stands before each event but the first, and last what leads to the head."""
        between = [CaseGap(one + 1, other - 1) for one, other in pairwise(self.numbers)]
        return [*between, CaseGap(self.numbers[-1] + 1, self.head.number)] if self.numbers else []

    @cached_property
    def linked(self) -> frozenset[CaseGap]:
        """The gaps that one file can bridge:
        first the one to the head, without which nothing is tied to it.
        """
        bridged, left = set(), MOST_LINKS_IN_ALL
        for gap in sorted(self.gaps, key=lambda one: (one is not self.gaps[-1], one.size)):
            if gap.size <= min(MOST_LINKS, left):
                bridged.add(gap)
                left -= gap.size
        return frozenset(bridged)

    @cached_property
    def has_its_head(self) -> bool:
        """Whether the log still holds the head that was written down."""
        known = event_reader.hashes_of([self.head.number])
        return known.get(self.head.number) == self.head.hash or not self.head.number

    @property
    def unlinked(self) -> list[CaseGap]:
        return [gap for gap in self.gaps if gap not in self.linked]


def gather(subject: Subject, *, written_down: bool = False) -> Case:
    """The case as it stands now.

    With `written_down`, its head is a code that stands outside the database.
    """
    found = list(islice(_numbers(subject), MOST_EVENTS + 1))
    numbers = found[:MOST_EVENTS]
    head = _head(numbers[-1] if numbers else 0, written_down=written_down)
    return Case(
        subject, *_about(subject, numbers), numbers, head, too_many=len(found) > MOST_EVENTS
    )


def _head(last: int, *, written_down: bool) -> LogCode:
    """The first head that was written down after the last event;
    else the newest one, written down now if need be.
    """
    known = codes_file.at_or_after(last)
    if known is None and written_down:
        return codes_file.write(reason="for a case file")
    return known or codes_file.head()


def _numbers(subject: Subject) -> Iterator[int]:
    if subject.session_sid:
        return _of_session(subject.session_sid, subject)
    if subject.exam_sid:
        return _of_exam(subject)
    learner = subject.learner
    periods = learner_periods.of(learner.key, learner.install_sid) if learner else ()
    return heapq.merge(*(_of_period(one, subject) for one in periods))


def _of_exam(subject: Subject) -> Iterator[int]:
    """The events of the exam, and whatever else is told of its sessions: of one that was another
    exam's for a time nothing is left out.
    """
    here = _within_days(subject)
    of_exam = here.filter(exam_sid=subject.exam_sid).order_by("number")[: MOST_EVENTS + 1]
    own = event_reader.columns(of_exam, "number", "session_sid")
    sids = sorted({sid for _, sid in own} - {""})
    others = here.exclude(exam_sid=subject.exam_sid).order_by()
    numbers = [number for number, _ in own]
    for start in range(0, len(sids), BLOCK):
        found = others.filter(session_sid__in=sids[start : start + BLOCK])
        numbers += found.values_list("number", flat=True)
    return iter(sorted(numbers))


def _of_period(period: Period, subject: Subject) -> Iterator[int]:
    return filter(period.__contains__, _of_session(period.session_sid, subject))


def _of_session(sid: str, subject: Subject) -> Iterator[int]:
    found = _within_days(subject).filter(session_sid=sid).order_by("number")
    return iter(found.values_list("number", flat=True)[: MOST_EVENTS + 1])


def _within_days(subject: Subject) -> QuerySet[AuditEvent]:
    """The events at the institution, of the days that are asked for; something else leads to few.

    As an expression the time, too, is no index's business, which would mislead.
    """
    events = AuditEvent.objects.at(subject.institution.sid).alias(written_at=Coalesce("at", "at"))
    if subject.since is not None:
        events = events.filter(written_at__gte=subject.since)
    if subject.until is not None:
        events = events.filter(written_at__lt=subject.until)
    return events


def _about(subject: Subject, numbers: list[int]) -> tuple[SessionAddress | None, str, str, bool]:
    """Where the event about the case file itself belongs (nowhere in particular for a learner),
    learner, exam, and whether it is about several learners' session.
    """
    if not subject.session_sid and not subject.exam_sid:
        return None, subject.learner.name if subject.learner else "", "", False
    here = ExamSession.objects.filter(institution=subject.institution)
    if not subject.session_sid:
        titled = here.filter(exam_sid=subject.exam_sid).exclude(exam_title="").first()
        return _address(subject, subject.exam_sid), "", titled.exam_title if titled else "", False
    session = here.filter(sid=subject.session_sid).first()
    if session is None:
        first = AuditEvent.objects.filter(pk__in=numbers[:1])
        [(exam_sid,)] = event_reader.columns(first, "exam_sid") or [(subject.exam_sid,)]
        return _address(subject, exam_sid), "", "", False
    is_of_several = learner_periods.was_of_others(
        session.sid, subject.institution.sid, session.learner_key
    )
    learner = "" if is_of_several else session.learner_name
    return _address(subject, session.exam_sid), learner, session.exam_title, is_of_several


def _address(subject: Subject, exam_sid: str) -> SessionAddress:
    return SessionAddress(
        install_sid=subject.institution.sid, exam_sid=exam_sid, session_sid=subject.session_sid
    )
