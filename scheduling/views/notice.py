"""What stands above a form that can't be sent, or was not."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.views.booking.duplicate_override import OverrideForm


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing was sent, the page that tells more, and, where it may be sent all the same, the
    form for that.

    `waiting_url` is where to ask whether that has changed, while another request is open.
    """

    title: str
    text: str
    url: str = ""
    override: OverrideForm | None = None
    link: str = ""  # what the way to that page is called, where it isn't the session's
    waiting_url: str = ""
