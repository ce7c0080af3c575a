"""Why an attempt was not opened, as exceptions: in each case nothing was sent."""

from __future__ import annotations

from typing import ClassVar

from scheduling.audit.kinds import Kind
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt


class NotOpened(Exception):
    """The attempt was not opened, so nothing was sent."""


class HeldBack(NotOpened):
    """What is recorded as an event of its own kind; `attempt` is the one in the way, where there is
    one.
    """

    kind: ClassVar[Kind]
    attempt: Attempt | None = None


class BehindAnother(HeldBack):
    """An earlier attempt is in the way."""

    attempt: Attempt

    def __init__(self, attempt: Attempt) -> None:
        super().__init__()
        self.attempt = attempt


class AlreadyAsked(BehindAnother):
    """The same form was sent before, with the same answers."""

    kind = Kind.DUPLICATE_SUBMIT


class FormReused(BehindAnother):
    """The same form was sent before, with other answers."""

    kind = Kind.FORM_REUSED


class SessionBusy(BehindAnother):
    """Another attempt on this exam session is open."""

    kind = Kind.BLOCKED


class RecordUnread(BehindAnother):
    """How an earlier attempt on this exam session stands can't be read: it may be open."""

    kind = Kind.BLOCKED


class AlreadyBooked(BehindAnother):
    """An earlier attempt booked this exam session."""

    kind = Kind.ALREADY_BOOKED


class NotToBook(NotOpened):
    """The session is shown in a status other than that it needs a proctor, and no attempt made here
    led to it; the session has that status by now.
    """


class CardTokenSpent(HeldBack):
    """The card token was used by an earlier attempt."""

    kind = Kind.CARD_TOKEN_SPENT


class VoucherReserved(BehindAnother):
    """The voucher went with another request, which is still open."""

    kind = Kind.VOUCHER_RESERVED


class LearnerBooked(HeldBack):
    """The learner has another booking at that time, or of that exam."""

    kind = Kind.LEARNER_BOOKED

    def __init__(self, other: OtherBooking) -> None:
        super().__init__()
        self.other = other


class UsedSince(NotOpened):
    """Another learner may be booked with its number, thread or slot, which the form did not warn
    of.
    """


class AlreadySwitched(HeldBack):
    """The booking to be switched is being switched, or is cancelled, already."""

    kind = Kind.SWITCH_HELD_BACK


class ChangedSince(NotOpened):
    """The session stands otherwise than where it was decided; it has by now how it stands."""

    def __init__(self, shown: SessionVersion) -> None:
        super().__init__()
        self.shown = shown


class Withdrawn(NotOpened):
    """Whoever asks may not any more: what they have to hold for it is another's by now, or over."""


class NotReadSince(NotOpened):
    """The provider was too busy for an earlier attempt, and whatever is in front of it may have
    said so of one that was carried out: the session was not read since.
    """


class NotRecorded(NotOpened):
    """The portal's own storage failed, so the provider was not called."""

    WHY = "the portal’s database is busy or full"
    SAID = f"{WHY[0].upper()}{WHY[1:]}."
