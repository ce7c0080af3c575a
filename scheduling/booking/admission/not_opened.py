"""Why an attempt was not opened, as exceptions: in each case nothing was sent."""

from __future__ import annotations

from scheduling.booking.admission.session_version import SessionVersion
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt


class NotOpened(Exception):
    """The attempt was not opened, so nothing was sent.

    `attempt` is the one in the way, where there is one.
    """

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__()
        self.attempt = attempt


class AlreadyAsked(NotOpened):
    """The same form was sent before, with the same answers."""


class FormReused(NotOpened):
    """The same form was sent before, with other answers."""


class SessionBusy(NotOpened):
    """Another attempt on this exam session is open."""


class RecordUnread(NotOpened):
    """How an earlier attempt on this exam session stands can't be read: it may be open."""


class AlreadyBooked(NotOpened):
    """An earlier attempt booked this exam session."""


class NotToBook(NotOpened):
    """The session is shown in a status other than that it needs a proctor, and no attempt made here
    led to it; the session has that status by now.
    """


class CardTokenSpent(NotOpened):
    """The card token was used by an earlier attempt."""


class VoucherReserved(NotOpened):
    """The voucher went with another request, which is still open."""


class LearnerBooked(NotOpened):
    """The learner has another booking at that time, or of that exam."""

    def __init__(self, other: OtherBooking) -> None:
        super().__init__()
        self.other = other


class UsedSince(NotOpened):
    """Another learner may be booked with its number, thread or slot, which the form did not warn
    of.
    """


class AlreadySwitched(NotOpened):
    """The booking to be switched is being switched, or is cancelled, already."""


class ChangedSince(NotOpened):
    """The session stands otherwise than where it was decided; it has by now how it stands."""

    def __init__(self, shown: SessionVersion) -> None:
        super().__init__()
        self.shown = shown


class Withdrawn(NotOpened):
    """Whoever asks may not any more: what they have to hold for it is another's by now, or over."""


class NotRecorded(NotOpened):
    """The portal's own storage failed, so the provider was not called."""

    WHY = "the portal’s database is busy or full"
    SAID = f"{WHY[0].upper()}{WHY[1:]}."
