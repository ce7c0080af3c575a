"""What stands beside the log is compared with it in the same way on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from tests.support.programs import told_by

NAMED = (
    "the location, or its hours, Duluth Testing Center, Northfield University",
    "the location, or its hours,",
    "the Stripe key, confirmation text or country of",
    "the sign-in at SmarterProctoring of",
    "the private calendar , coordinator is not as event",
    "is not what event",
    "is not what event",
    "is shown as taken over by Ana Ruiz: no event is",
    "signed it",
    "printed it",
    "who came to session",
    "is given is not as its last event says",
)
COPIES = {"sqlite": "sqlite_copy", "postgresql": "postgres_copy"}
GUARDS = {
    "sqlite": (
        "the database has a trigger more on auth_user that the portal did not make",
        "the database has a trigger more on django_session that the portal did not make",
    ),
    "postgresql": (
        "the database’s guard erased_value_keeps is not as it was made",
        "the database’s guard audit_event_keeps is not as it was made",
        "the database has a trigger more on auth_user that the portal did not make",
        "a trigger audit_event_keeps on scheduling_location that the portal did not make",
        "the database’s guard audit_event_keeps is missing",
        "the database has a rule more on scheduling_auditevent that the portal did not make",
        "the table scheduling_rolegrant is no table: what pages read there no verification",
        "the table scheduling_rolegrant is of another schema",
        "the table scheduling_rolegrant is shown in part, by a row policy",
        "the table scheduling_rolegrant is made of others",
        "the database has a view more that the portal did not make",
        "lacks the right constraint one_open_attempt: what bears its name is made otherwise",
        "lacks the right constraint one_open_attempt: what bears its name is made otherwise",
        "lacks the right constraint card_token_used_once: what bears its name is made otherwise",
        "lacks the right constraint accommodation_factor: what bears its name is made otherwise",
        "lacks the right constraint price_once: what bears its name is made otherwise",
        "lacks that app_label and model is there once only",
        "the counter of the table scheduling_refusalcount stands at its end",
        "a row of the table scheduling_refusalcount has a number beyond its counter",
        "the table scheduling_providerid has no counter for its rows",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("vendor", COPIES)
def test_each_kind_of_record_that_was_changed_is_named(
    vendor: str, sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(COPIES[vendor])
    before, *changed, after = told_by(
        "table_checks_program", sandbox.url, database=address, folder=tmp_path
    )
    assert (before, after) == ([], [])
    expected = (*NAMED, *GUARDS[vendor])
    assert len(changed) == len(expected)
    missed = [
        (said, named)
        for said, named in zip(expected, changed, strict=True)
        if said not in "; ".join(named)
    ]
    assert missed == []
