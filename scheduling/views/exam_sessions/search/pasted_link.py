"""The session that a pasted SID or link names, as an address to go straight to."""

from __future__ import annotations

from django.urls import reverse

from scheduling.access.roles import Access
from scheduling.exam_sessions.search import pasted_sids
from scheduling.exam_sessions.search.pasted_sids import Pasted


def straight_to(here: Access, found: Pasted) -> str:
    """The page of the one session that these SIDs name; '' where they name none, or several."""
    if not found.sids:
        return ""
    address = found.address()
    if address and here.institution(address.install_sid):
        return reverse("session", args=(address.install_sid, address.exam_sid, address.session_sid))
    known = pasted_sids.by_sid(here.institutions, found)
    if len(known) == 1:
        return reverse("session", args=(known[0].institution.sid, known[0].exam_sid, known[0].sid))
    if "EX" in found.sids and "ES" in found.sids and len(here.institutions) == 1:
        return reverse(
            "session", args=(here.institutions[0].sid, found.sids["EX"], found.sids["ES"])
        )
    return ""
