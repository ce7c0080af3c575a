"""What the portal can be asked to do: frozen values, no Django, no API names.

A command is complete when it exists: who asks, from where, for which exam session, what exactly.
Field names are the form's names (the API's in snake case); the API's own names belong to
`proctoring_api.request_bodies`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

LONGEST_NAME = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or the portal itself) who acts, as the audit log will name them:
    in `LONGEST_NAME` characters. Without a `user_id` it is no account; `username` is then that of
    the operating system's user who gave a command, if any.
    """

    user_id: int | None
    name: str
    username: str = ""
    role: str = ""
    ip: str = ""
    request_id: str = ""


PORTAL = Actor(user_id=None, name="The portal", role="system")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAddress:
    """Where an exam session lives upstream: the three SIDs of its path."""

    install_sid: str
    exam_sid: str
    session_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerSids:
    """Who sits a session, by what the provider tells learners apart; "" for what is not known."""

    enrollment_sid: str = ""
    user_sid: str = ""


def short_sid(sid: str) -> str:
    """A SID as lists show it: “ES0000…0001”."""
    return f"{sid[:6]}…{sid[-4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCommand:
    """What every command on one exam session carries. `attempt_id` never leads to a second call.

    `described` says in a few words what is asked for, as the log will say it, and `warnings` what
    the form warned of when it was sent all the same; neither is sent.
    """

    attempt_id: UUID
    actor: Actor
    address: SessionAddress
    session_type: str
    described: str = ""
    warnings: tuple[str, ...] = ()
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSession(SessionCommand):
    """Book a proctor for an exam session that needs one.

    Blank strings and None mean "not asked" and are not sent. `appointment_date_time` is an aware
    UTC datetime; `amount` is in whole units of `currency`. `card_last_four`, of the card that the
    token was made of, is kept here and not sent; so is `price_reason`: why it is not the list's
    price.
    """

    appointment_date_time: datetime | None = None
    notes: str = ""
    proctor_location_sid: str = ""
    message_sid: str = ""
    instructor_proctor_sid: str = ""
    proctor_type_sub_category_sid: str = ""
    cancellation_policy_version_sid: str = ""
    external_appointment_id: str = ""
    exam_locale: str = ""
    company: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    address1: str = ""
    address2: str = ""
    place: str = ""
    region: str = ""
    country: str = ""
    postal_code: str = ""
    location_latitude: str = ""
    location_longitude: str = ""
    amount: Decimal | None = None
    currency: str = ""
    card_token: str = field(default="", repr=False)
    card_last_four: str = ""
    voucher_code: str = field(default="", repr=False)
    price_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleSession(SessionCommand):
    """Move a booked session. Only types that contract §2 PUT names can be moved."""

    appointment_date_time: datetime
    appointment_end_date_time: datetime | None = None
    notes: str = ""
    company: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    address1: str = ""
    address2: str = ""
    place: str = ""
    region: str = ""
    country: str = ""
    postal_code: str = ""
    location_latitude: str = ""
    location_longitude: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession(SessionCommand):
    """Cancel a booked session; the learner can be booked again afterwards."""

    cancellation_memo: str
    reason: str = ""
    bypass_non_refundable: bool = False
