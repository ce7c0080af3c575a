"""What is about to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduling.booking import redaction
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.switches import SwitchPlan
from scheduling.models import Attempt, ExamSession
from scheduling.session_commands import SessionCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What is about to be sent: the command, the session as mirrored, and the body in the API's
    names.

    With an `override_reason` it is sent also where an earlier accepted attempt has booked the
    session, and where the learner has another booking then. With a `switch` the cancellation is the
    first step of one. `shown` is how the session stood where it was decided; None where nothing
    tells that. `may_begin` is asked in the transaction of the intent: where it says no, nothing is
    opened.
    """

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any] = field(repr=False)  # has a card token or a voucher whole
    override_reason: str = ""
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
