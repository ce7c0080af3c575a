"""Groups of events by what happened, in words that people choose from when they search the log."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.audit.kinds import Kind
from scheduling.models import Attempt


@dataclass(frozen=True, slots=True)
class EventGroup:
    """A group of events, known by their kinds or by the action of the request they tell of."""

    label: str
    kinds: tuple[Kind, ...] | None = None
    actions: tuple[Attempt.Action, ...] | None = None


# By the name that an address of the log has for the group.
EVENT_GROUPS = {
    "booking": EventGroup("Bookings", actions=(Attempt.Action.SCHEDULE,)),
    "move": EventGroup("Moves", actions=(Attempt.Action.RESCHEDULE,)),
    "cancellation": EventGroup("Cancellations", actions=(Attempt.Action.CANCEL,)),
    "switch": EventGroup(
        "Switches of type or location",
        (
            Kind.SWITCH_BEGUN,
            Kind.SWITCH_HALFWAY,
            Kind.SWITCH_DONE,
            Kind.SWITCH_UNDONE,
            Kind.SWITCH_LEFT,
        ),
    ),
    "settlement": EventGroup("Decided by a person", (Kind.SETTLED,)),
    "outside": EventGroup(
        "Changes outside this portal", (Kind.SEEN, Kind.STATUS_SHOWN, Kind.CHANGE_LOOKED_AT)
    ),
    "accommodation": EventGroup("Accommodations", (Kind.ACCOMMODATION_CHANGED,)),
    "view": EventGroup(
        "Saved views",
        (
            Kind.VIEW_SAVED,
            Kind.VIEW_RENAMED,
            Kind.VIEW_REMOVED,
            Kind.VIEW_OFFERED,
            Kind.VIEW_TAKEN_BACK,
        ),
    ),
    "attendance": EventGroup(
        "Check-ins and no-shows",
        (Kind.CHECKED_IN, Kind.CHECKED_OUT, Kind.NO_SHOW, Kind.MARK_TAKEN_BACK),
    ),
    "roster": EventGroup("Rosters printed", (Kind.ROSTER_PRINTED,)),
    "rescue": EventGroup(
        "Rescues",
        (
            Kind.BATCH_BEGUN,
            Kind.BATCH_PAUSED,
            Kind.BATCH_CONTINUED,
            Kind.BATCH_STOPPED,
            Kind.BATCH_ENDED,
        ),
    ),
    "handover": EventGroup("Handovers", (Kind.HANDOVER_SIGNED, Kind.HANDOVER_TAKEN)),
    "onboarding": EventGroup(
        "Onboarding links", (Kind.ONBOARDING_LINK_FETCHED, Kind.ONBOARDING_LINK_UNANSWERED)
    ),
    "calendar": EventGroup("Private calendars", (Kind.CALENDAR_MADE, Kind.CALENDAR_REVOKED)),
    "sign-in": EventGroup(
        "Sign-ins and passwords",
        (Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.SIGN_IN_FAILED, Kind.PASSWORD_CHANGED),
    ),
    "set-up": EventGroup(
        "Set-up, rules and people",
        (
            Kind.ADMIN_ADDED,
            Kind.ADMIN_CHANGED,
            Kind.ADMIN_DELETED,
            Kind.ADMIN_SET_PASSWORD,
            Kind.INSTALL_ADDED,
            Kind.INSTALL_CHANGED,
            Kind.SITE_ADDED,
            Kind.PERSON_ADDED,
            Kind.ACCOUNTS_LISTED,
            Kind.UNKNOWN_ACCOUNT,
            Kind.ACCOUNT_ACKNOWLEDGED,
            Kind.ROLE_GRANTED,
            Kind.ROLE_TAKEN,
            Kind.CONNECTION_TESTED,
            Kind.PRACTICE_RESET,
            Kind.PRACTICE_LOADED,
        ),
    ),
    "look-up": EventGroup(
        "Look-ups, case files, exports",
        (
            Kind.LOOKED_UP,
            Kind.CASE_MADE,
            Kind.CASE_CHECKED,
            Kind.EXPORTED,
            Kind.EXPORT_DONE,
            Kind.PAYMENTS_EXPORTED,
            Kind.FIGURES_EXPORTED,
        ),
    ),
    "erasure": EventGroup("Personal values erased", (Kind.PERSONAL_ERASED, Kind.RETENTION_RUN)),
    "verification": EventGroup(
        "Log verifications",
        (Kind.VERIFIED, Kind.CODE_NOTED, Kind.EXPLAINED, Kind.RESTORED, Kind.CHAIN_BREAK),
    ),
    "denied": EventGroup(
        "Access denied",
        (Kind.DENIED, Kind.HELD_BACK, Kind.STALE_FORM, Kind.CARD_NUMBER_TYPED),
    ),
    "pause": EventGroup(
        "Booking pauses and faults of SmarterProctoring",
        (Kind.CIRCUIT_OPENED, Kind.CIRCUIT_CLOSED, Kind.LIST_ROWS_BAD),
    ),
}
