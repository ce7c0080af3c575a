"""What the coordinators' guide says to type leads where it says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution
from scheduling.views.help_page import GUIDE
from tests.support.client import Desk
from tests.support.found_page import found
from tests.support.known_sessions import known_session, user

# What the guide has people type → where the first link under “Understood” leads.
EXAMPLES = {
    "tue 10:30": r"/\?view=all&day=[\d-]+&at=10%3A30",
    "popescu on the 15th": r"/\?view=all&q=[^&]+&day=[\d-]+-15$",
    "tomorrow duluth": r"/\?view=all&install=\w+&location=PL\w+&day=",
    "proctoru today": r"/\?view=all&day=[\d-]+&type=proctoru$",
    "to book": r"/\?view=to-book$",
    "approval": r"/\?view=approval$",
    "book popescu at duluth friday 2pm": r"/\?view=to-book&",
    "move popescu to dec 15 9am": r"/\?view=all&",
    "move popescu to duluth": r"/\?view=all&",
    "free 90 min tomorrow duluth": r"/board/\?day=[\d-]+&minutes=90&install=\w+&location=PL",
    "board duluth tomorrow": r"/board/\?day=[\d-]+&install=\w+&location=PL",
    "roster duluth": r"/roster/\?install=\w+&location=PL",
    "handover duluth": r"/handover/\?install=\w+&location=PL",
    "rescue duluth 10-1 tomorrow": r"/rescues/new/\?day=[\d-]+&from=10%3A00&until=13%3A00&",
    "who was where at 10:37 duluth": r"/board/\?day=[\d-]+&at=10%3A37&",
    "no-shows": r"/changes/$",
    "overdue": r"/board/#overdue$",
    "next week": r"/week/\?week=",
    "week 49": r"/week/\?week=\d{4}-W49$",
    "call list 3": r"/rescues/$",
    "print 1 duluth": r"/roster/\?install=\w+&location=PL",
}
# … and of a form or a visit: the words of the first link that leads to one.
FORMS = {
    "cancel popescu": "Cancel Ioana Popescu",
    "check in popescu": "Check in Ioana Popescu",
    "no-show popescu": "No-show: Ioana Popescu",
}
WORDS = {"popescu": "Learners", "chem": "Courses and exams"}


@pytest.fixture
def popescu(institution: Institution, known: dict[str, ExamSession]) -> list[ExamSession]:
    """A booking that has begun and a session to book."""
    learner = {"learner_name": "Ioana Popescu", "user_sid": user(9), "course_name": "CHEM 9"}
    begun = {"appointment_at": timezone.now() - timedelta(minutes=5)}
    booked = {"status": "Scheduled", "session_type": "proctoru"}
    return [
        known_session(institution, **learner, **booked, **begun),
        known_session(institution, **learner, status="Needs Proctor"),
    ]


@pytest.mark.parametrize("typed", EXAMPLES)
def test_an_example_leads_to_its_page(popescu: list[ExamSession], desk: Desk, typed: str) -> None:
    url, _, _ = found(desk, typed)["Understood"][0]
    assert re.match(EXAMPLES[typed], url), url


@pytest.mark.parametrize("typed", FORMS)
def test_an_example_leads_to_its_form(popescu: list[ExamSession], desk: Desk, typed: str) -> None:
    offered = [words for links in found(desk, typed).values() for _, words, _ in links]
    assert FORMS[typed] in offered


@pytest.mark.parametrize("typed", WORDS)
def test_an_example_finds_its_group(popescu: list[ExamSession], desk: Desk, typed: str) -> None:
    assert WORDS[typed] in found(desk, typed)


def test_no_example_of_the_guide_is_untried() -> None:
    table = GUIDE.read_text().partition("## The search box")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([^`]+)`", table)) == {*EXAMPLES, *FORMS, *WORDS}
