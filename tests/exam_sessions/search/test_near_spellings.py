"""Words of the index that a typed one may have been meant for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions.search import near_spellings
from scheduling.exam_sessions.search.near_spellings import LONGEST, near
from scheduling.models import ExamSession, Institution
from tests.support.known_sessions import known_session


@pytest.fixture
def known(institution: Institution) -> Institution:
    ExamSession.objects.all().delete()
    for name in ("Götz Jäger", "Ann Philips", "Kathryn Meyer", "Bo Li"):
        known_session(institution, learner_name=name, course_name="Chemistry II")
    return institution


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yeager", "jaeger"),
        ("jaegr", "jaeger"),
        ("jeager", "jaeger"),
        ("filips", "philips"),
        ("catryn", "kathryn"),
        ("mayer", "meyer"),
        ("chemestry", "chemistry"),
    ],
)
def test_a_near_word_is_found(known: Institution, typed: str, meant: str) -> None:
    assert near(typed, [known])[:1] == [meant]


@pytest.mark.parametrize("typed", ["qzxjw", "bol", "4711", "a" * (LONGEST + 1), "jaeger@x"])
def test_what_is_near_nothing_too_short_or_no_word_is_offered_nothing(
    known: Institution, typed: str
) -> None:
    assert near(typed, [known]) == []


def test_nobody_is_offered_the_names_of_another_institution(known: Institution) -> None:
    other = Institution.objects.exclude(pk=known.pk).get()
    assert near("yeager", [other]) == []


def test_what_is_looked_up_depends_on_the_word_alone(known: Institution) -> None:
    longest = "s" * LONGEST
    with CaptureQueriesContext(
        connection,
    ) as told:
        near(longest, [known])
    tried = [*near_spellings.changed_once(longest), *near_spellings.changed_twice(longest)]
    assert len(tried) < 2_000 and len(told) <= 6
