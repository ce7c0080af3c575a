"""What a rescue's page tells of a learner of whom the log has erased what it kept."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.requests import batch_records
from scheduling.log import learner_erasure
from scheduling.models import Batch, BatchRow, ExamSession, Institution
from scheduling.views.day.rescues.outcome_rows import ERASED
from tests.support.batches import ANA, begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.rescue_pages import page_of

WORDS = "SmarterProctoring said: Xanderfeld is ill."
ONE, OTHER = "US" + "a" * 32, "US" + "b" * 32


def of_two_learners(sandbox: Sandbox, institution: Institution) -> Batch:
    """A rescue of three, of whom two learners were not sent for what the provider said."""
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    for session, learner in zip(sessions, (ONE, OTHER), strict=False):
        ExamSession.objects.filter(pk=session.pk).update(learner_key=learner, user_sid=learner)
        rows = BatchRow.objects.filter(session=session)
        rows.update(state=BatchRow.State.HELD, reason=WORDS)
    return batch


def erase(learner: str, institution: Institution) -> None:
    learner_erasure.erase_learner(
        user_sid=learner, institution=institution, why="They asked.", actor=ANA
    )


def test_of_that_learner_alone_the_providers_words_are_shown_no_more_and_the_log_still_holds(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = carried_out(of_two_learners(sandbox, institution))
    assert page_of(desk, batch).count(WORDS) == 2
    erase(ONE, institution)
    page = page_of(desk, batch)
    assert (page.count(WORDS), page.count(ERASED)) == (1, 1)
    assert list(batch_records.check()) == []


def test_while_no_event_has_their_hash_they_are_not_kept_either(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = of_two_learners(sandbox, institution)
    erase(ONE, institution)
    kept = dict(batch.rows.values_list("session__learner_key", "reason"))
    assert (kept[ONE], kept[OTHER]) == ("", WORDS)
    assert page_of(desk, carried_out(batch)).count(WORDS) == 1
    assert list(batch_records.check()) == []
