"""Columns of the week's figures in words, in the order in which their numbers are counted."""

from __future__ import annotations

from scheduling.models import Attempt

SESSIONS = ("Booked", "Waiting for approval", "Closed", "Cancelled", "Not booked or not certain")
REQUESTS = (
    "Done at once",
    "Refused or not sent",
    "Not known at first, then done",
    "Not known at first, then not done",
    "Still being checked",
    Attempt.NEEDS_DECISION,
)
SECONDS = ("Half were answered within", "95 of 100 within")
TO_BOOK = ("Sessions",)
