"""Value of a request that is about to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from scheduling.booking import redaction
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.switches import SwitchPlan
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt, ExamSession
from scheduling.session_commands import SessionCommand


@dataclass(frozen=True, slots=True)
class Override:
    """An administrator's reason to send it although something is in the way: `of` has the marks of
    what they were told of; None where nothing says what that was.
    """

    reason: str = ""
    of: frozenset[str] | None = None

    def allows(self, in_the_way: Attempt | OtherBooking) -> bool:
        """Whether the reason was given for this: what nobody was told of, nobody overrides."""
        return bool(self.reason) and (self.of is None or mark_of(in_the_way) in self.of)


def mark_of(in_the_way: Attempt | OtherBooking) -> str:
    """What an override is given for, as a form carries it: an earlier attempt, or another booking
    at its start; never with so many digits in a row that it looks like a card's number.
    """
    named = (
        in_the_way.attempt_id
        if isinstance(in_the_way, Attempt)
        else (in_the_way.session.sid, in_the_way.start)
    )
    return f"x{sha256(str(named).encode()).hexdigest()[:12]}"


NO_OVERRIDE = Override()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What is about to be sent: the command, the session as mirrored, and the body in the API's
    names.

    With an `override` it is sent also where an earlier accepted attempt has booked the
    session, and where the learner has another booking then. With a `switch` the cancellation is the
    first step of one. `shown` is how the session stood where it was decided; None where nothing
    tells that. `may_begin` is asked in the transaction of the intent: where it says no, nothing is
    opened.
    """

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any] = field(repr=False)  # has a card token or a voucher whole
    override: Override = NO_OVERRIDE
    switch: SwitchPlan | None = None
    shown: SessionVersion | None = None
    may_begin: Callable[[], bool] | None = None

    @property
    def digest(self) -> str:
        """Fingerprint of what is asked, and of what: the same for the same answers."""
        address = self.session.address
        place = f"{self.action} {address.install_sid} {address.session_sid}"
        return redaction.digest(self.body, path=place)

    @property
    def voucher(self) -> str:
        """Fingerprint of its voucher; '' for none."""
        code = str(self.body.get("voucherCode", ""))
        return redaction.voucher_fingerprint(code, install_sid=self.session.institution.sid)

    @property
    def card(self) -> str:
        """Fingerprint of its card token; '' for none."""
        return redaction.card_fingerprint(str(self.body.get("cardToken", "")))
