"""A verification that found something to differ is told in the log like every other event."""

from __future__ import annotations

from django.db import connection

from scheduling.audit import verification_jobs
from scheduling.audit.verification_jobs import completed
from scheduling.audit.verifier import verify
from scheduling.session_commands import PORTAL
from tests.support.client import Desk
from tests.support.html import plain_text


def test_what_differs_beside_the_log_stands_in_the_log_and_on_the_page_of_its_event(
    administrator: Desk,
) -> None:
    verification_jobs.record(completed(verify()), actor=PORTAL)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_location SET seats = 3 WHERE id = 1")
    verdict = completed(verify())
    assert len(verdict.differences) == 1
    number = verification_jobs.record(verdict, actor=PORTAL)

    said = verdict.differences[0].said.removeprefix("the ")
    listed = administrator.get("/audit/")
    assert (listed.status_code, said in plain_text(listed.text)) == (200, True)
    page = administrator.get(f"/audit/{number}/")
    assert page.status_code == 200
    assert plain_text(page.text).count(said) == 2  # in the sentence, and among what it holds
