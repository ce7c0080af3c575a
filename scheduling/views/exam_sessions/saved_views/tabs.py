"""Saved views as tabs beside the built-in ones, and the control that saves or changes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.exam_sessions.lists import saved_views
from scheduling.models import SavedView
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.exam_sessions.lists.list_address import ListAddress, Tab


@dataclass(frozen=True, slots=True)
class SavedTabs:
    """The tabs, and what can be done with the list that is shown: its word and its address."""

    tabs: list[Tab]
    word: str
    url: str
    current: str = ""  # the name of the view that is shown


def of(request: PortalRequest, address: ListAddress) -> SavedTabs:
    """The person's own views and those offered to them; of two with the same list, their own."""
    shown = saved_views.shown_to(
        person_id=request.user.pk, institutions=request.access.institutions
    )
    own = {view.query for view in shown if view.institution is None}
    tabs = [view for view in shown if view.institution is None or view.query not in own]
    shown_now = _whole(address)
    current = next((view for view in tabs if _whole(_address_of(view)) == shown_now), None)
    if current and may_change(request.access, request.user.pk, current):
        word, url = "Change this view", reverse("saved_view", args=(current.pk,))
    else:
        word = "Save this view"
        url = reverse("save_view") + address.to(view=address.view.value)
    names = _told_apart(tabs)
    return SavedTabs(
        [Tab(names[view.pk], url_of(view), "", is_current=view is current) for view in tabs],
        word,
        url,
        names[current.pk] if current else "",
    )


def _told_apart(views: Sequence[SavedView]) -> dict[int, str]:
    """The name of each, by primary key; where two have the same, with the institution that offers
    it.
    """
    count = Counter(view.name.casefold() for view in views)
    return {
        view.pk: f"{view.name} · {view.institution.name}"
        if view.institution and count[view.name.casefold()] > 1
        else view.name
        for view in views
    }


def url_of(view: SavedView) -> str:
    """The query of the list that the view shows."""
    return _address_of(view).to()


def _address_of(view: SavedView) -> ListAddress:
    return list_address.read(QueryDict(view.query))


def _whole(address: ListAddress) -> str:
    """The address with its view named, to be compared."""
    return address.plain(view=address.view.value)


def may_change(access: Access, person_id: int, view: SavedView) -> bool:
    """Whether the view is the person's own, or offered by an institution that they administer."""
    return view.person_id == person_id or (
        view.institution_id is not None and access.administers(view.institution_id)
    )
