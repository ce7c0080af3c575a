"""Names that are written from right to left turn no words around them: each stands in <bdi>."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User

from portal.sandbox.server import Sandbox
from scheduling.models import Institution, Location
from scheduling.provider_list import list_fetching
from tests.support import page_addresses
from tests.support.client import Desk
from tests.support.polling import PATIENCE

RIGHT_TO_LEFT = re.compile("[\u05d0-\u05ea]")
# What can hold no element: a browser isolates an option by itself.
PLAIN = {"option", "title", "textarea", "script", "style", "template", "text"}
VOID = {"input", "meta", "link", "br", "hr", "img", "wbr", "col"}


class _Reader(HTMLParser):
    """Texts from right to left that no <bdi> holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if RIGHT_TO_LEFT.search(data) and not {"bdi", *PLAIN} & set(self.open):
            self.found.append(" ".join(data.split()))


def not_isolated(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


def write_from_right_to_left(sandbox: Sandbox) -> None:
    """Every name that the provider and an administrator give."""
    for install in sandbox.stand_in.state.installs.values():
        for session in install.sessions.values():
            exam, learner = session.exam, session.enrollment.learner
            course = replace(exam.course, name="קורס", instructor="מרצה")
            session.exam = replace(exam, title="מבחן", course=course)
            named = replace(learner, first_name="דוד", last_name=f"כהן {learner.last_name}")
            session.enrollment = replace(session.enrollment, learner=named)
    Location.objects.update(name="מרכז")
    for institution in Institution.objects.all():
        Institution.objects.filter(pk=institution.pk).update(name=f"מכללה {institution.pk}")
    User.objects.filter(username="coordinator").update(first_name="רות", last_name="לוי")
    for institution in Institution.objects.all():
        assert list_fetching.refresh_list(institution, patience=PATIENCE)


@pytest.mark.long
def test_no_page_has_a_name_from_right_to_left_outside_of_bdi(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    write_from_right_to_left(sandbox)
    states = page_addresses.outcomes(desk, sandbox)
    pages = [
        *page_addresses.LISTS,
        *states,
        *page_addresses.sessions(sandbox),
        *page_addresses.changes(states[0]),
        *page_addresses.forms(sandbox),
        *page_addresses.events(),
        *page_addresses.stories(),
        page_addresses.settling(),
    ]
    found = {}
    for address in pages:
        page = administrator.get(address).text
        if left := not_isolated(page):
            found[address] = left
    assert found == {}
