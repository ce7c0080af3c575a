"""Run as a program on a migrated PostgreSQL with nothing in it: what searches find among sessions
that were stored before there was an index of words, and in which order courses stand.
"""

from __future__ import annotations

import json
import os

import django
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from scheduling.audit import event_writer  # noqa: E402
from scheduling.audit.event_writer import Entry  # noqa: E402
from scheduling.audit.kinds import Kind  # noqa: E402
from scheduling.exam_sessions.list_rows.list_query import ListQuery  # noqa: E402
from scheduling.exam_sessions.lists import list_segments, tab_conditions, worklist  # noqa: E402
from scheduling.exam_sessions.lists.tabs import View  # noqa: E402
from scheduling.exam_sessions.search import learners, session_queries, word_index  # noqa: E402
from scheduling.log.search import event_search  # noqa: E402
from scheduling.models import ExamSession, Institution  # noqa: E402
from scheduling.session_commands import PORTAL  # noqa: E402

QUERIES = ("lukasz surname7", "chem7", "ES0000…0012", "rb-7", "surname 7 chem", "us0000", "chem x")

SAID = ("NORTH hall", "100%_S", "1%sure", "100__sure", "éCOLE", "ecole", '"No"', "b{wing}")


def main() -> None:
    institution = Institution.objects.create(
        sid=f"AI{1:032x}", name="North", base_url="http://127.0.0.1:1", time_zone="UTC"
    )
    ExamSession.objects.bulk_create(
        ExamSession(
            institution=institution,
            sid=f"ES{number:032x}",
            exam_sid=f"EX{number % 9:032x}",
            user_sid=f"US{number + 1:032x}",
            learner_name=f"Łukasz Surname{number}",
            course_name=f"CHEM {number}",
            external_appointment_id=f"Rb-{number}",
        )
        for number in range(20)
    )
    steps = [word_index.catch_up(limit=5), word_index.catch_up()]
    found = {one: worklist.listing([institution], ListQuery(query=one)).total for one in QUERIES}
    met = _met(institution, {one: _keys(institution, one) for one in QUERIES})
    named = len(learners.recorded_as("Łukasz Surname7", "", institution))
    sentence = event_writer.escape_braces("It is 100%_sure of the North Hall and École b{wing}.")
    said = {"reason": 'Said "no"'}
    kind = Kind.PASSWORD_CHANGED
    event_writer.record(Entry(kind=kind, sentence=sentence, actor=PORTAL, details=said))
    said = {one: len(event_search.page(_said(one)).numbers) for one in SAID}
    told = {"steps": steps, "found": found, "met": met, "named": named, "said": said}
    print(json.dumps(told | {"courses": _courses_to_book(institution)} | _views(institution)))


def _keys(institution: Institution, query: str) -> list[int]:
    return [one.pk for one in worklist.listing([institution], ListQuery(query=query)).sessions]


def _met(institution: Institution, gathered: dict[str, list[int]]) -> list[str]:
    """The queries that find something else where each word counts as a common one."""
    session_queries.MOST_TOLD_APART, list_segments.MOST_COUNTED = 1, 3
    found = {one: _keys(institution, one) for one in QUERIES}
    session_queries.MOST_TOLD_APART, list_segments.MOST_COUNTED = 20_000, 1_000
    return [one for one in QUERIES if found[one] != gathered[one]]


def _courses_to_book(institution: Institution) -> list[str]:
    ExamSession.objects.update(status="Needs Proctor", listed_at=timezone.now())
    listed = worklist.listing([institution], ListQuery(view=View.TO_BOOK)).sessions
    return [one.course_name for one in listed]


def _views(institution: Institution) -> dict[str, object]:
    """How many sessions each view of the list counts, and how many it lists."""
    now = timezone.now()
    rows = ExamSession.objects.order_by("pk").values_list("pk", flat=True)
    booked = ExamSession.objects.filter(pk__in=list(rows[:3]))
    booked.update(status="Scheduled", appointment_at=now, location_sid="PL1")
    ExamSession.objects.filter(pk=rows[3]).update(status="Incident", changed_event=7)
    views = [one for one in View if one is not View.ALL]
    listed = {one: worklist.listing([institution], ListQuery(view=one)).total for one in views}
    counted = tab_conditions.counts([institution])
    return {
        "counted": counted,
        "listed": listed,
        "at": tab_conditions.counts([institution], "PL1"),
    }


def _said(text: str) -> event_search.EventQuery:
    return event_search.EventQuery(institutions=("",), said=(text,))


main()
