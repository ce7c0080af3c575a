"""How a list that is on the screen renews itself: how it says which rows it shows, and the words
for what came or went since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2s

from django.urls import reverse

from scheduling.date_formats import noun
from scheduling.exam_sessions.lists.worklist import PAGE
from scheduling.views.exam_sessions.lists.list_address import ListAddress
from scheduling.views.exam_sessions.lists.list_columns import Columns
from scheduling.views.exam_sessions.session_rows import ListedSession
from scheduling.views.kept_place import KeptPlace
from scheduling.views.sealed_query import query_of

TOKEN = re.compile(r"([1-9][0-9]{0,17})\.([0-9a-f]{8})")
CAME_OR_WENT = "{count} {sessions} added or left this {what}"


@dataclass(frozen=True, slots=True)
class RenewalRequest:
    """What the list on the screen asks with: the address, and the rows that it shows as tokens, a
    session's primary key and the mark of how its row looks.
    """

    url: str
    shown: dict[int, str]
    came_or_went: str = ""  # in words

    @property
    def rows(self) -> str:
        """The tokens as one text."""
        return ",".join(f"{key}.{mark}" for key, mark in self.shown.items())


def url_of(
    address: ListAddress, place: KeptPlace, page: int, columns: Columns, counted_at: str
) -> str:
    """Where this page of the list asks what became of it, at this place even if another is kept
    meanwhile. A search names no location of its own: it looks at all of them. What the tabs count
    is at a location of theirs.
    """
    is_search = "q" in address.asked
    location = address.asked.get("location", "") if is_search else place.location_sid
    pinned = {
        "view": address.view.value,
        "install": place.install_sid,
        "location": location,
        "page": str(page),
        "counted": counted_at,
    } | columns.asked
    return f"{reverse('list_renewal')}?{query_of(address.asked | pinned)}"


def marks(rows: Iterable[ListedSession]) -> dict[int, str]:
    """How each row looks, by its session's primary key; alike whatever heading it stands under."""
    return {row.session.pk: _mark(row) for row in rows}


def read(text: str) -> dict[int, str]:
    """The tokens of a text, no more than a page has; what is none is left out."""
    found = (TOKEN.fullmatch(one) for one in text.split(",", PAGE)[:PAGE])
    return {int(match[1]): match[2] for match in found if match}


def _mark(row: ListedSession) -> str:
    session = row.session
    looks = (
        *(row.state.mark, row.state.word, row.where, row.given, row.book_url, row.url),
        *(row.kind, row.booked_by, row.pairs, row.can_be_ticked, row.is_unended),
        *(session.appointment_at, session.zone, session.learner_name, session.duration_minutes),
        *(session.exam_title, session.course_name, row.button, row.cancel_url),
    )
    return blake2s(repr([str(one) for one in looks]).encode(), digest_size=4).hexdigest()


def in_words(count: int, *, is_whole: bool) -> str:
    """“3 sessions were added or left this list”, or this page of it; '' for none."""
    if not count:
        return ""
    sessions = noun(count, "session was", "sessions were")
    return CAME_OR_WENT.format(count=count, sessions=sessions, what="list" if is_whole else "page")
