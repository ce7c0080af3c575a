"""What the provider shows of a session, against what a request asked for: a verdict per field. The
one place where that is decided.

The rule: what was not shown is not known. A field that did not come back, a value that can't be
read, a status that is blank or that nobody knows prove nothing, neither yes nor no.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape

from scheduling.booking.comparison.compared_values import (
    AskedOfProvider,
    ShownByProvider,
    asked_by,
    shown_by,
)
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.models import Attempt, SessionStatus
from scheduling.models.session_status import folded
from scheduling.proctoring_api.foreign_text import clean_text, is_unseen
from scheduling.proctoring_api.redaction import HIDDEN, keepable
from scheduling.proctoring_api.session_fields import currency_words
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.registry import with_known_type

LONGEST_SECRET = 200


class Verdict(StrEnum):
    """How one field that is shown stands to what was asked."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_SHOWN = "not shown"
    UNREADABLE = "unreadable"
    NOT_ASKED = "not asked"


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
