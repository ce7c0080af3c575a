"""The kinds of events in groups that people understand, for asking the log."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.booking.booking_events import PHRASES


@dataclass(frozen=True, slots=True)
class Happening:
    """A group of events:
    known by their kinds, or by a phrase of their sentence where a kind is of several groups.
    """

    words: str
    kinds: tuple[str, ...] | None = None
    phrases: tuple[str, ...] = ()


HAPPENINGS = {
    "booking": Happening("Bookings", phrases=PHRASES["schedule"]),
    "move": Happening("Moves", phrases=PHRASES["reschedule"]),
    "cancellation": Happening("Cancellations", phrases=PHRASES["cancel"]),
    "settlement": Happening("Settled by hand", kinds=("settled",)),
    "sign-in": Happening(
        "Sign-ins and passwords",
        kinds=("signed_in", "signed_out", "sign_in_failed", "password_changed"),
    ),
    "set-up": Happening(
        "Set-up, rules and people",
        kinds=(
            "admin_added",
            "admin_changed",
            "admin_deleted",
            "admin_set the password of",
            "install_added",
            "install_changed",
            "site_added",
            "person_added",
            "role_granted",
            "role_taken",
            "connection_tested",
            "practice_reset",
        ),
    ),
    "look-up": Happening(
        "Look-ups, case files, exports", kinds=("looked_up", "case_made", "exported")
    ),
    "verification": Happening("Verifications of the log", kinds=("verified", "chain_break")),
    "denied": Happening("Turned away", kinds=("denied", "held_back")),
    "pause": Happening("Pauses of the provider", kinds=("circuit_opened", "circuit_closed")),
}
