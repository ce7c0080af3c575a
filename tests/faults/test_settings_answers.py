"""What an institution's settings answer: nothing is told of a connection that the answer does not
show, nor another institution's name for its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduling.institutions import connection_test
from scheduling.models import AuditEvent, Institution
from tests.support.batches import ANA
from tests.support.outcomes import sentence_of
from tests.support.people import NORTHFIELD
from tests.support.scripted_provider import says

OTHER = f"AI{'7' * 32}"
NAME = {"name": "Northfield University"}
NONE_OF_IT = [
    ({}, "SmarterProctoring’s answer could not be read."),
    ({"hello": "world"}, "SmarterProctoring’s answer could not be read."),
    ({"name": None, "defaultTimezone": ""}, "SmarterProctoring’s answer could not be read."),
    (NAME | {"success": False}, "SmarterProctoring’s answer says both yes and no."),
    (NAME | {"error": "down"}, "SmarterProctoring’s answer says both yes and no: “down”"),
    (NAME | {"sid": OTHER}, "SmarterProctoring answered about a different institution."),
    (
        NAME | {"install": {"sid": OTHER}},
        "SmarterProctoring answered about a different institution.",
    ),
]


@pytest.mark.faults(24, 26)
@pytest.mark.parametrize(("told", "said"), NONE_OF_IT, ids=str)
def test_an_answer_that_is_none_of_the_settings_shows_no_connection(
    institution: Institution, provide: Callable[..., Any], told: dict[str, Any], said: str
) -> None:
    provide(says(told))
    found = connection_test.test_connection(institution=institution, actor=ANA)

    assert (found.works, found.offered) == (False, {})
    assert found.said.startswith(f"the connection does not work. {said}")


@pytest.mark.faults(24, 25)
@pytest.mark.parametrize(
    ("told", "called"),
    [
        (NAME | {"sid": NORTHFIELD, "code": "NFU"}, "calls it “Northfield University”."),
        (NAME | {"status": "active", "errors": []}, "calls it “Northfield University”."),
        ({"defaultCurrencyCode": "USD"}, "did not say what it calls the institution."),
        ({"name": "North\nfield\u202e"}, "calls it “North field”."),
    ],
    ids=str,
)
def test_the_institution_is_called_as_the_answer_calls_it(
    institution: Institution, provide: Callable[..., Any], told: dict[str, Any], called: str
) -> None:
    provide(says(told))
    found = connection_test.test_connection(institution=institution, actor=ANA)

    assert found.said == f"the connection works. SmarterProctoring {called}"
    event = AuditEvent.objects.get(kind="connection_tested")
    assert called in sentence_of(event)
