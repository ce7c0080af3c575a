"""Facts of an event in words: the name people know each by, and its value as they say it.

What the provider or the database calls a thing – a zone's id, a type's wire name – stays in the
record, which the event's page shows one click below (`change_words.as_recorded`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scheduling.handovers import part_headings
from scheduling.models import Attempt, Institution
from scheduling.session_types.registry import type_label
from scheduling.time_zones.zone_names import words_for

LABELS = {
    "status": "Status",
    "milliseconds": "Answered in (ms)",
    "bytes": "Bytes of the answer",
    "digest": "SHA-256 of the answer",
    "method": "Method",
    "path": "Path",
    "detail": "Summary",
    "header": "Content type",
    "provider_request": "SmarterProctoring’s request ID",
    "clock_skew_seconds": "SmarterProctoring’s clock differs by (s)",
    "cause": "Cause",
    "alarm": "Alarm",
    "email": "Email",
    "sent_despite": "Warnings when it was sent",
    "earlier_attempt": "Earlier request",
    "other_session": "The learner’s other booking",
    "switch": "Number of the switch",
    "old_session": "Session that was switched",
    "new_session": "Session booked instead",
    "taken_from": "Taken over from session",
    "needs_person": Attempt.NEEDS_DECISION,
    "look": "What the check showed",
    "left_open": "Not shown, or not readable",
    "given_unreadably": "Given so that it can’t be read",
    "action": "Request",
    "provider_words": "In SmarterProctoring’s words",
    "zone": "Time zone of the start",
    "utc_offset": "Offset from UTC",
    "tzdata": "Time zone data",
    "sid": "SID",
    "pl_sid": "SID of the location",
    "name": "Name",
    "base_url": "Address of the API",
    "time_zone": "Time zone",
    "currency": "Currency",
    "auth_style": "How to sign in",
    "api_token": "API token",
    "oauth_token_url": "Token address",
    "oauth_client_id": "Client ID",
    "oauth_client_secret": "Client secret",
    "confirmation_text": "Confirmation text",
    "stripe_publishable_key": "Stripe publishable key",
    "card_last_four": "Card, last four digits",
    "price_reason": "Why another price than the list’s",
    "no_show": "No-show",
    "calendar": "Calendar",
    "learners": "Learners in it",
    "location": "Location",
    "unplaced": "Booked that day, location not known",
    "unsure": "More that may be expected",
    "day": "Day",
    "print": "Print",
    "batch": "Number of the rescue",
    "to_be_moved": "Bookings to be moved",
    "left": "Left as they were",
    "barred": "May no longer book there",
    "instead_of": "In place of",
    "counts": "How they ended",
    **{part.value: heading.title for part, heading in part_headings.TOLD.items()},
    "note": "Note for the next shift",
    "field": "Field of the form",
    "shown": "As the form showed it",
    "now": "As it stood by then",
    "handover": "Number of the handover",
    "signed_event": "Event that signed it",
    "offered": "SmarterProctoring’s settings",
    "list": "List",
    "rows": "Damaged rows",
    "re_encrypted": "Encrypted again",
    "seen": "Changed between",
    "user": "User name",
    "account": "Number of the account",
    "install": "Number of the institution",
    "accounts": "Accounts",
    "alarm_event": "Event of the alarm",
    "refusal": "Event of the first refusal",
    "more_times": "How many more times",
    "csrf": "What did not fit",
    "institutions": "Institutions",
    "learner_id": "Learner’s ID at SmarterProctoring",
    "learner_at": "Institution of the learner",
    "file": "Kind of file",
    "data_sha256": "SHA-256 of its data",
    "file_sha256": "SHA-256 of the file",
    "sheet_sha256": "SHA-256 of what was kept",
    "rows_sha256": "SHA-256 of its bookings",
    "first_event": "First change seen",
    "reviewed_request": "Request",
    "reviewed_parts": "Reviewed",
    "events": "Events in it",
    "first": "First event",
    "last": "Last event",
    "since": "From",
    "until": "Until before",
    "head": "Code of the log",
    "head_number": "Last event by the log’s head",
    "head_hash": "Its hash",
    "last_number": "Last event there is",
    "last_hash": "Hash of that event",
    "broken_at": "Damaged at event",
    "values": "Personal values erased",
    "why": "Why",
    "asked_by": "Requested by",
    "code": "Code that was checked",
    "fingerprint": "Fingerprint of which they were",
    "before": "Older than",
    "words": "Words that learners were found by, removed",
    "drafts": "Drafts removed",
    "filters": "Filtered by",
    "exported_rows": "Rows in the file",
    "figure": "Figure",
    "week": "Week",
    "export": "Event of the export",
    "restored_from": "Restored from",
    "lost_first": "First event that was lost",
    "lost_last": "Last event that was lost",
    "codes_until": "Line of the codes file at that time",
    "codes": "Saved codes compared",
    "differences": "What differs beside the log",
    "explains": "What was explained",
    "explained_as": "Fingerprints of what was explained",
    "stands": "Fingerprints of what was changed",
    "holds": "Fingerprint of what is kept",
    "lengths": "Fingerprint of how long it takes",
    "booked_start": "Start of the booking",
    "list_as_of": "List of sessions as of",
    "list_renewed": "List was being renewed",
    "taken_over_at": "Taken over at",
    "kinds_noted": "Kinds of rows noted for the first time",
    "works": "Connection works",
    "room": "Place and time, as an address names them",
    "said": "What was said",
    "advice": "What to do",
}
PLACES = {label: place for place, label in enumerate(LABELS.values())}
ZONES = frozenset({"zone", "time_zone"})  # the facts that are a time zone
TYPES = frozenset({"type", "session_type"})
SIGN_INS = {str(value): str(label) for value, label in Institution.AuthStyle.choices}
# The provider's words alone: people are told what they mean in the event's sentence.
RAW_ALONE = frozenset(
    {
        *("look", "provider_words", "stands", "kinds_noted", "codes", "fingerprint"),
        *("taken_over_at", "booked_start", "holds", "lengths", "explained_as", "room"),
        *("action", "given_unreadably", "list_as_of"),
    }
)
Rows = list[tuple[str, Any]]  # what it is, and how it reads


def label(name: str) -> str:
    """What people call a fact; one without a name of its own as it is recorded."""
    return LABELS.get(name, name)


def in_words(name: str, value: Any) -> Any:
    """A fact's value as people say it; one that needs no other words as it is."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return ", ".join(str(in_words(*pair)) for pair in value.items() if pair[1])
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(str(in_words(name, one)) for one in value)
    if not isinstance(value, str) or not value:
        return "none" if value is None else value
    if name in ZONES:
        return words_for(value)
    return type_label(value) if name in TYPES else _sign_in(name, value)


def _sign_in(name: str, value: str) -> str:
    return SIGN_INS.get(value, value) if name == "auth_style" else value


def labelled(facts: Mapping[str, Any]) -> Rows:
    """Facts with the words people know them by; what has none keeps its own name."""
    rows = [
        (label(name), in_words(name, value))
        for name, value in facts.items()
        if name not in RAW_ALONE
    ]
    return sorted(rows, key=lambda row: PLACES.get(row[0], len(PLACES)))
