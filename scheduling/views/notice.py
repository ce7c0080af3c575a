"""Notice above a form: why it can't be sent or was not, or a remark on how it is filled in."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.booking.admission.not_opened import NotRecorded

STORAGE_FAILS = f"{NotRecorded.SAID} Try again in a moment."
PART_MISSING = "Part of this form is missing. Reload the page and send it again."


@dataclass(frozen=True, slots=True)
class Notice:
    """Why nothing was sent, and the page that tells more.

    `waiting_url` is where to ask whether that has changed, while another request is open.
    """

    title: str
    text: str
    url: str = ""
    link: str = ""  # what the way to that page is called, where it isn't the session's
    waiting_url: str = ""
    is_remark: bool = False  # about a form that can be sent as it is: takes no focus
