"""What the provider shows of a session, against what a request asked for: the one place where that
is decided.

`compare` gives a verdict per field, `find` what the verdicts and the status amount to. Reading
back, settling by hand, confirming a yes, the session's page and the differences all read these, and
differ only in what they do about it.

The rule: what was not shown is not known. A field that did not come back, a value that can't be
read, a status that is blank or that nobody knows prove nothing, neither yes nor no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from html import unescape
from typing import Any

from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.outside_changes.arrangements import Arranged
from scheduling.institutions import catalogue
from scheduling.models import Attempt, ExamSession, SessionStatus, status_of
from scheduling.models.session_status import NOT_SHOWN, folded
from scheduling.proctoring_api import parsing
from scheduling.proctoring_api.foreign_text import clean_text, is_unseen
from scheduling.proctoring_api.redaction import HIDDEN, keepable
from scheduling.proctoring_api.session_fields import currency_words
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.registry import with_known_type

Action = Attempt.Action
LONGEST_SECRET = 200


class Verdict(StrEnum):
    """How one field that is shown stands to what was asked."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_SHOWN = "not shown"
    UNREADABLE = "unreadable"
    NOT_ASKED = "not asked"


class Finding(StrEnum):
    """What a session, as it is shown, says about a request."""

    APPLIED = "applied"  # it stands as was asked
    NOT_YET = "not yet"  # it stands as it did before
    ELSEWHERE = "elsewhere"  # a booking stands, at another start, place, type or proctor than asked
    ENDED = "ended"  # what was asked for was cancelled, or its approval denied
    UNCLEAR = "unclear"  # nothing shown decides it


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfProvider:
    """What a request asked for; None and "" where it asked for nothing of the kind.

    `sets_price` is False for what leaves the price as it was: a move, a cancellation.
    """

    start: datetime | None = None
    session_type: str = ""
    location_sid: str = ""
    amount: Decimal | None = None
    currency: str = ""
    notes: str = ""
    arranged: Arranged = field(default_factory=dict)  # as `arrangements` names it; so below
    sets_price: bool = True
    # The SID of the one location that the catalogue calls so; "" where there is none, or several.
    sid_of_the_one_called: Callable[[str], str] = field(default=lambda _: "", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownByProvider:
    """What was shown of a session; None and "" where nothing was, or nothing that can be read.

    `unreadable` names the fields of the second kind.
    """

    status: SessionStatus = NOT_SHOWN
    start: datetime | None = None
    session_type: str = ""
    location_sids: Sequence[str] = ()  # several where an answer contradicts itself
    location_name: str = ""
    amount: Decimal | None = None
    currency: str = ""
    prices: Sequence[str] = ()  # in words, where an answer gives two different ones
    notes: str = ""
    arranged: Arranged = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The verdict of each field, and the status that was shown."""

    status: SessionStatus
    start: Verdict
    session_type: Verdict
    location: Verdict
    price: Verdict
    notes: Verdict
    arranged: Mapping[str, Verdict] = field(default_factory=dict)  # of what was asked for

    @property
    def is_elsewhere(self) -> bool:
        """Start, type, location or what else is arranged is shown as another than was asked."""
        told = (self.start, self.session_type, self.location)
        return Verdict.DIFFERS in told or self._is_arranged_otherwise

    @property
    def _is_arranged_otherwise(self) -> bool:
        otherwise = {name for name, one in self.arranged.items() if one == Verdict.DIFFERS}
        return bool(otherwise - arrangements.TOLD_ALONE)

    def verdict_of(self, name: str) -> Verdict:
        """Of one field, by its name here or in `arranged`."""
        found: Verdict = self.arranged.get(name) or getattr(self, name, Verdict.NOT_ASKED)
        return found

    @property
    def shows_the_booking(self) -> bool:
        """Start and type are shown as they were asked, and no other location is.

        The location need not come back: no session has two of them at one start.
        """
        as_asked = (Verdict.SAME, Verdict.NOT_ASKED)
        return (
            self.start in as_asked
            and self.session_type == Verdict.SAME
            and self.location != Verdict.DIFFERS
            and not self._is_arranged_otherwise
        )


def asked_start(asked: Mapping[str, Any]) -> datetime | None:
    """The start that was asked for, as an aware datetime in whole seconds, as one is shown."""
    text = asked.get("appointmentDateTime", "")
    at = datetime.fromisoformat(str(text).replace("Z", "+00:00")) if text else None
    return at.replace(microsecond=0) if at else None


def asked_by(attempt: Attempt) -> AskedOfProvider:
    """What an attempt asked for."""
    asked = attempt.asked
    return AskedOfProvider(
        start=asked_start(asked),
        session_type=str(asked.get("type", "")),
        location_sid=str(asked.get("proctorLocationSid", "")),
        sid_of_the_one_called=partial(_sid_of_the_one_called, attempt),
        amount=parsing.money(str(asked.get("amount", ""))),
        currency=str(asked.get("currency", "")),
        notes=str(asked.get("notes", "")),
        arranged=arrangements.asked(asked, attempt.session_type),
        sets_price=attempt.action == Action.SCHEDULE,
    )


def _sid_of_the_one_called(attempt: Attempt, name: str) -> str:
    if attempt.session_id is None:
        return ""
    return catalogue.location_called(attempt.session.institution_id, name)[0]


def shown_by(record: SessionRecord) -> ShownByProvider:
    """What a session object shows."""
    record = with_known_type(record)
    return ShownByProvider(
        status=status_of(record.status),
        start=record.appointment_at,
        session_type=record.session_type,
        location_sids=record.location_sids,
        location_name=record.location_name,
        amount=record.told_price.amount,
        currency=record.told_price.currency,
        prices=record.told_price.different,
        notes=record.notes,
        arranged=arrangements.shown_by(record),
        unreadable=record.unreadable,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBesideRequest:
    """What a session object shows beside what was asked."""

    record: SessionRecord
    asked: AskedOfProvider
    shown: ShownByProvider
    seen: Comparison


def answer_beside_request(attempt: Attempt, record: SessionRecord) -> AnswerBesideRequest:
    record = with_known_type(record)
    asked, shown = asked_by(attempt), shown_by(record)
    return AnswerBesideRequest(record=record, asked=asked, shown=shown, seen=compare(asked, shown))


def shown_in(session: ExamSession) -> ShownByProvider:
    """What the mirrored session shows, as it was last seen; it keeps neither price nor notes."""
    return ShownByProvider(
        status=session.known_status,
        start=session.appointment_at,
        session_type=session.session_type,
        location_sids=[session.location_sid] if session.location_sid else [],
        location_name=session.location_name,
        arranged=arrangements.kept(session),
    )


def compare(asked: AskedOfProvider, shown: ShownByProvider) -> Comparison:
    """Each field that is shown against what was asked.

    Spelling is no difference: of types case and hyphens, of SIDs case, of notes line ends and
    composition, kinds of blank and what can't be seen, of prices a currency that is not shown,
    written small or as its sign.
    """

    def verdict(name: str, one: object, other: object) -> Verdict:
        return _verdict(one, other, is_unreadable=name in shown.unreadable)

    return Comparison(
        status=shown.status,
        start=verdict("start", asked.start, shown.start),
        session_type=verdict(
            "session_type", folded(asked.session_type), folded(shown.session_type)
        ),
        location=_location(asked, shown),
        price=_price(asked, shown),
        notes=verdict("notes", _plain(asked.notes), _plain(shown_notes(asked.notes, shown.notes))),
        arranged={name: _arranged(name, asked, shown) for name in asked.arranged},
    )


def _arranged(name: str, asked: AskedOfProvider, shown: ShownByProvider) -> Verdict:
    one, other = asked.arranged[name], shown.arranged.get(name, "")
    if not other:
        return Verdict.NOT_SHOWN
    if name == arrangements.END and asked.start and not shown.start:
        return Verdict.NOT_SHOWN  # it is the one of before, or nobody knows of which start
    starts_otherwise = asked.start and asked.start != shown.start
    ends_along = name == arrangements.END and starts_otherwise  # the start tells it
    is_same = ends_along or arrangements.is_same(name, one, other)
    return Verdict.SAME if is_same else Verdict.DIFFERS


def _location(asked: AskedOfProvider, shown: ShownByProvider) -> Verdict:
    """By the places' SIDs. A name shows the one location that is called so here; any other name may
    be the provider's own for any of them. Of two different places one was not asked for.
    """
    asked_sid = asked.location_sid.casefold()
    is_named = bool(asked_sid and folded(shown.location_name))
    called = asked.sid_of_the_one_called(shown.location_name) if is_named else ""
    told = {sid.casefold() for sid in (*shown.location_sids, called) if sid}
    other = next(iter(told - {asked_sid}), asked_sid)
    return _verdict(asked_sid, other if told else "", is_unreadable="location" in shown.unreadable)


def _verdict(asked: object, shown: object, *, is_unreadable: bool) -> Verdict:
    """Falsy is what was not asked, or not shown."""
    if not asked:
        return Verdict.NOT_ASKED
    if not shown:
        return Verdict.UNREADABLE if is_unreadable else Verdict.NOT_SHOWN
    return Verdict.SAME if asked == shown else Verdict.DIFFERS


def _price(asked: AskedOfProvider, shown: ShownByProvider) -> Verdict:
    """A price that nobody asked for differs, too: from none."""
    if not asked.sets_price:
        return Verdict.NOT_ASKED
    if shown.prices:  # one of them was not asked for
        return Verdict.DIFFERS
    if shown.amount is None:
        if asked.amount is None:
            return Verdict.NOT_ASKED
        return Verdict.UNREADABLE if "price" in shown.unreadable else Verdict.NOT_SHOWN
    if (asked.amount or 0) != shown.amount:
        return Verdict.DIFFERS
    return _currency(asked, shown) if asked.currency and shown.amount else Verdict.SAME


def _currency(asked: AskedOfProvider, shown: ShownByProvider) -> Verdict:
    if currency_words.is_unread(shown.currency):
        return Verdict.UNREADABLE
    is_same = currency_words.is_currency(shown.currency, asked.currency)
    return Verdict.SAME if is_same else Verdict.DIFFERS


def _plain(notes: str) -> str:
    """Notes for comparing: entities read, one composition, one kind of line end and of blank, no
    character that can't be seen, and cleaned and masked, as an answer's are before anything sees
    them.
    """
    said = unicodedata.normalize("NFC", keepable(clean_text(unescape(notes))))
    if not said.isascii():
        said = "".join(char for char in said if char.isspace() or not is_unseen(char))
    return "\n".join(" ".join(line.split()) for line in said.splitlines()).strip()


def shown_notes(asked: str, shown: str) -> str:
    """The notes that are shown; as they were asked where they differ only in what was masked there:
    a secret of the request itself, which no later answer may bring into the record.
    """
    parts = _plain(asked).split(HIDDEN)
    if len(parts) == 1:
        return shown
    gap = rf".{{1,{LONGEST_SECRET}}}?"
    same = re.fullmatch(gap.join(map(re.escape, parts)), _plain(shown), re.DOTALL)
    return asked if same else shown


def find(attempt: Attempt, shown: ShownByProvider) -> Finding:
    """What is shown of its session says about an attempt.

    A session that still stands as it did was not changed (yet). One that stands as asked was.
    Where neither is shown in so many words it can't be told from here: another desk may have
    changed it, or the provider stored something else. Nor can it where the attempt can't be read.
    """
    if attempt.is_damaged:
        return Finding.UNCLEAR
    finders = {
        Action.SCHEDULE: _find_booking,
        Action.RESCHEDULE: _find_move,
        Action.CANCEL: _find_cancellation,
    }
    return finders[Action(attempt.action)](attempt, shown, compare(asked_by(attempt), shown))


def _find_booking(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """“Needs proctor” alone shows that nothing was booked. A denied approval or a cancellation may
    be this request's or an earlier one's end, so it never counts as “nothing came of it”. Closed,
    unknown and blank decide nothing, whatever start and type stand beside them.
    """
    if shown.status.needs_proctor:
        return Finding.NOT_YET
    if shown.status.is_denied or shown.status.is_cancelled:
        return Finding.ENDED
    if not shown.status.is_in_place or _may_be_the_earlier(attempt, shown):
        return Finding.UNCLEAR
    if seen.is_elsewhere:
        return Finding.ELSEWHERE
    return Finding.APPLIED if seen.shows_the_booking else Finding.UNCLEAR


def _may_be_the_earlier(attempt: Attempt, shown: ShownByProvider) -> bool:
    """Whether what is shown may be the booking that this one was sent over: that one's start was
    the same, or either is not known.
    """
    if not attempt.overrides_id:
        return False
    return shown.start is None or attempt.stood_at in (None, shown.start)


def _find_move(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """The start decides, where it is shown beside a booking that stands. A status that was not
    shown takes nothing from a start that was; a word nobody knows may mean anything, and so may
    what can't be read.
    """
    if "status" in shown.unreadable:
        return Finding.UNCLEAR
    if shown.status.is_denied or shown.status.is_cancelled:
        return Finding.ENDED
    if not (shown.status.is_in_place or shown.status == NOT_SHOWN):
        return Finding.UNCLEAR
    if seen.start != Verdict.DIFFERS:
        return Finding.APPLIED if seen.start == Verdict.SAME else Finding.UNCLEAR
    if shown.start == attempt.stood_at:
        return Finding.NOT_YET
    return Finding.ELSEWHERE if attempt.stood_at else Finding.UNCLEAR


def _find_cancellation(attempt: Attempt, shown: ShownByProvider, seen: Comparison) -> Finding:
    """A booking that stands was not cancelled. One that needs a proctor again, was denied or is
    closed may have been, under another name.
    """
    if shown.status.is_cancelled:
        return Finding.APPLIED
    return Finding.NOT_YET if shown.status.is_in_place else Finding.UNCLEAR
