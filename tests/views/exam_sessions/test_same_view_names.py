"""Views that have the same name: one’s own, and those that institutions offer."""

from __future__ import annotations

import re
from html import unescape

from django.contrib.auth import get_user_model

from scheduling.models import Institution, SavedView
from tests.support.client import Desk
from tests.support.people import LAKESIDE

TAB = re.compile(r'<a class="counts__item" href="[^"]+"[^>]*>\s*<bdi>([^<]+)')


def saved(desk: Desk, path: str) -> list[str]:
    """The words of the tabs behind the portal's own seven."""
    return [unescape(one) for one in TAB.findall(desk.get(path).text)[7:]]


def test_of_views_with_one_name_those_that_are_offered_say_by_whom(
    desk: Desk, institution: Institution
) -> None:
    own = get_user_model().objects.get(username=desk.username)
    other = Institution.objects.get(sid=LAKESIDE)
    SavedView.objects.create(person=own, name="Finals", query="view=approval")
    SavedView.objects.create(institution=institution, name="finals", query="view=incidents")
    SavedView.objects.create(institution=other, name="Finals", query="view=decide")
    SavedView.objects.create(institution=other, name="Alone", query="view=all&type=vtc")
    assert saved(desk, "/") == [
        "Finals",
        "Alone",
        f"Finals · {other.name}",
        f"finals · {institution.name}",
    ]
    shown = re.search(r"<title>([^<]+)", desk.get("/?view=incidents").text)
    assert shown and f"finals · {institution.name}" in unescape(shown[1])
