"""What is about to be sent to the provider, before an attempt is opened for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.commands import SessionCommand
from scheduling.models import Attempt, ExamSession


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """The command, the session as mirrored, and the body in the API's names.

    With an `override_reason` it is sent also where an earlier accepted attempt has booked the
    session.
    """

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any]
    override_reason: str = ""
