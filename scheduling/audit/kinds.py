"""Enumeration: the kinds of audit events, as they are stored and hashed, with their words for
people.

A stored value never changes: it is part of the chain. An event of a new kind needs a member here,
and a group in `log/event_groups.py` by which people find it.
"""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What an event tells of: `AuditEvent.kind` holds the value, people read the label."""

    # A request to the provider, from before it is sent until it is certain what became of it.
    INTENT = "intent", "Request made"
    OUTCOME = "outcome", "Answer to a request"
    INTERRUPTED = "interrupted", "Request interrupted"
    READ_BACK = "read_back", "Session checked with SmarterProctoring"
    SETTLED = "settled", "Decided by a person"

    # A booking cancelled and made anew as another type or elsewhere: between its two requests.
    SWITCH_BEGUN = "switch_begun", "Switch begun"
    SWITCH_HALFWAY = "switch_halfway", "Switch: old booking cancelled"
    SWITCH_DONE = "switch_done", "Switch done"
    SWITCH_UNDONE = "switch_undone", "Switch not done"
    SWITCH_LEFT = "switch_left", "Switch ended without a new booking"
    SWITCH_HELD_BACK = "switch_held_back", "Not sent: switched or cancelled already"

    # A change that was made in SmarterProctoring itself, or through another program.
    SEEN = "seen", "Changed outside this portal"
    STATUS_SHOWN = "status_shown", "Status known, not known before"
    CHANGE_LOOKED_AT = "change_looked_at", "Outside change seen"

    # What people here keep of a session, and the provider is not told.
    ACCOMMODATION_CHANGED = "accommodation_changed", "Accommodation changed"
    CHECKED_IN = "checked_in", "Learner checked in"
    CHECKED_OUT = "checked_out", "Learner checked out"
    NO_SHOW = "no_show", "Marked as a no-show"
    MARK_TAKEN_BACK = "mark_taken_back", "Check-in, check-out or no-show undone"

    ROSTER_PRINTED = "roster_printed", "Roster printed"

    # Requests that one person approved together and the worker carries out one by one.
    BATCH_BEGUN = "batch_begun", "Rescue begun"
    BATCH_PAUSED = "batch_paused", "Rescue paused"
    BATCH_CONTINUED = "batch_continued", "Rescue continued"
    BATCH_STOPPED = "batch_stopped", "Rescue stopped"
    BATCH_ENDED = "batch_ended", "Rescue ended"

    # Lists that people keep under a name, and those that an institution offers to everybody there.
    VIEW_SAVED = "view_saved", "View saved"
    VIEW_RENAMED = "view_renamed", "Saved view renamed"
    VIEW_REMOVED = "view_removed", "Saved view removed"
    VIEW_OFFERED = "view_offered", "View offered to everybody"
    VIEW_TAKEN_BACK = "view_taken_back", "View no longer offered"

    # A secret of the provider's for the learner, of which only this is kept.
    ONBOARDING_LINK_FETCHED = "onboarding_link_fetched", "Onboarding link fetched"
    ONBOARDING_LINK_UNANSWERED = (
        "onboarding_link_unanswered",
        "Onboarding link asked for, no usable answer",
    )
    # A calendar that is read without signing in.
    CALENDAR_MADE = "calendar_made", "Private calendar made"
    CALENDAR_REVOKED = "calendar_revoked", "Private calendar revoked"

    # A form that was not sent on.
    DUPLICATE_SUBMIT = "duplicate_submit", "Not sent: sent a second time"
    FORM_REUSED = "form_reused", "Not sent: same form with other answers"
    BLOCKED = "blocked", "Not sent: another request was open"
    ALREADY_BOOKED = "already_booked", "Not sent: already booked"
    CARD_TOKEN_SPENT = "card_token_spent", "Not sent: card token used before"
    VOUCHER_RESERVED = "voucher_reserved", "Not sent: voucher in another open request"
    LEARNER_BOOKED = "learner_booked", "Not sent: the learner has another booking"
    STALE_FORM = "stale_form", "Not sent: the session had changed"
    HELD_BACK = "held_back", "Not sent: not allowed"
    DENIED = "denied", "Access denied"
    CARD_NUMBER_TYPED = "card_number_typed", "Card number typed into a form"

    SIGNED_IN = "signed_in", "Signed in"
    SIGNED_OUT = "signed_out", "Signed out"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    PASSWORD_CHANGED = "password_changed", "Password changed"

    # Stored under the names that the admin site's sentences used.
    ADMIN_ADDED = "admin_added", "Added in the admin site"
    ADMIN_CHANGED = "admin_changed", "Settings changed"
    ADMIN_DELETED = "admin_deleted", "Deleted in the admin site"
    ADMIN_SET_PASSWORD = "admin_set the password of", "Password set by an administrator"

    INSTALL_ADDED = "install_added", "Institution added"
    INSTALL_CHANGED = "install_changed", "Institution changed"
    SITE_ADDED = "site_added", "Location added"
    PERSON_ADDED = "person_added", "Account made"
    ACCOUNTS_LISTED = "accounts_listed", "Accounts of before listed"
    UNKNOWN_ACCOUNT = "unknown_account", "Sign-in of an account that no event made"
    ACCOUNT_ACKNOWLEDGED = "account_acknowledged", "Account acknowledged"
    ROLE_GRANTED = "role_granted", "Role given"
    ROLE_TAKEN = "role_taken", "Role taken away"
    CONNECTION_TESTED = "connection_tested", "Connection tested"
    PRACTICE_RESET = "practice_reset", "Practice data reset"
    PRACTICE_LOADED = "practice_loaded", "Practice data loaded"
    CIRCUIT_OPENED = "circuit_opened", "Bookings paused"
    CIRCUIT_CLOSED = "circuit_closed", "Bookings resumed"
    LIST_ROWS_BAD = "list_rows_bad", "Unusable rows in the provider’s list"

    PERSONAL_ERASED = "personal_erased", "Learner’s personal values erased"
    RETENTION_RUN = "retention_run", "Old records erased"
    LOOKED_UP = "looked_up", "Learner looked up"
    CASE_MADE = "case_made", "Case file made"
    CASE_CHECKED = "case_checked", "Case file checked"
    EXPORTED = "exported", "Log exported"
    EXPORT_DONE = "export_done", "Export completed"
    PAYMENTS_EXPORTED = "payments_exported", "Payments exported"
    FIGURES_EXPORTED = "figures_exported", "Week’s figures exported"
    VERIFIED = "verified", "Log verified"
    CODE_NOTED = "code_noted", "Code of the log noted"
    EXPLAINED = "explained", "Difference from the log explained"
    RESTORED = "restored", "Restored from a backup"
    CHAIN_BREAK = "chain_break", "Log found damaged"

    # One shift's word to the next.
    HANDOVER_SIGNED = "handover_signed", "Handover signed"
    HANDOVER_TAKEN = "handover_taken", "Handover taken over"


def kind_label(stored: str) -> str:
    """The words for a stored kind; one that is none of ours, as it is stored."""
    return Kind(stored).label if stored in Kind.values else stored
