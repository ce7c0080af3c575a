"""Verifying finds a session that is counted as another learner's, and a learner who is not found by
a name that events tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.exam_sessions.search import word_index
from scheduling.log import learner_erasure, retention
from scheduling.models import AuditEvent, ExamSession, SearchWord
from tests.support.audit_log import ANA
from tests.support.booking_actions import book, mirrored, move
from tests.support.client import Desk
from tests.support.table_comparisons import verified


@pytest.fixture
def session(desk: Desk, sandbox: Sandbox) -> ExamSession:
    """A booked session of a learner whom events name, after a first verification."""
    where = book(desk, sandbox)
    word_index.catch_up()
    assert move(desk, where).status_code == 302
    word_index.catch_up()
    verified()
    return mirrored(where)


def found() -> list[str]:
    told = comparison_with_log.compare().differences
    return [one.said for one in told if one.key.split(" ")[0] in ("learner", "words", "check")]


def words_of(session: ExamSession) -> QuerySet[SearchWord]:
    return SearchWord.objects.filter(kind=SearchWord.Kind.LEARNER, key=session.learner_key)


def test_nothing_is_found_where_nobody_changed_anything(session: ExamSession) -> None:
    assert words_of(session).exists()
    assert found() == []


def test_a_session_that_is_counted_as_another_learners_is_named(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(learner_key=f"US{9:032x}")
    said = f"session {session.sid} is counted as another learner’s than its ids say"
    assert said in found()


@pytest.mark.parametrize("change", [{"name": "Otto Nobody"}, {"key": f"US{9:032x}"}, None])
def test_a_learner_whose_words_were_changed_or_taken_away_is_named(
    session: ExamSession, change: dict[str, str] | None
) -> None:
    words = words_of(session)
    words.delete() if change is None else words.update(**change)
    said = f"the learner of session {session.sid} is not found by a name that its events tell"
    assert found() == [said]


@pytest.mark.parametrize(
    "name",
    ["emily brown", "สมชาย ศรีสุวรรณ", "ਮਨਪ੍ਰੀਤ ਸਿੰਘ", "Zed “Zeddy” was", "Zed. The portal", "a"],
)
def test_a_name_that_the_log_keeps_in_quotation_marks_is_found(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.update(learner_name=name, indexed_by=0)
    session = mirrored(where)
    sentence = "Ana asked SmarterProctoring to move {learner}."
    for kept in (name, name.replace(" ", "\n")):
        event_writer.record(
            Entry(
                kind=Kind.INTENT,
                sentence=sentence,
                actor=ANA,
                address=session.address,
                personal={"learner": kept},
            )
        )
    word_index.catch_up()
    assert [one for one in found() if session.sid in one] == []
    words_of(session).filter(name=name).delete()
    assert [one for one in found() if session.sid in one] == [
        f"the learner of session {session.sid} is not found by a name that its events tell"
    ]


@pytest.mark.parametrize("value", ["“สมชาย ศรีสุวรรณ”", "สมชาย ศรีสุวรรณ"])
def test_a_value_is_the_same_with_edges_and_without(value: str) -> None:
    assert event_writer.is_kept_value(value, "after", "สมชาย ศรีสุวรรณ")
    assert not event_writer.is_kept_value(value, "after", "สมชาย")
    assert not event_writer.is_kept_value("“a b”", "asked.notes", "a b")


def test_a_name_of_before_that_is_found_no_more_is_named(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(learner_name="Another Name", indexed_by=0)
    word_index.catch_up()
    assert found() == []
    words_of(session).filter(name=session.learner_name).delete()
    assert len(found()) == 1


def test_words_that_went_as_the_operator_set_are_not_missed(session: ExamSession) -> None:
    ExamSession.objects.filter(pk=session.pk).update(
        appointment_at=timezone.now() - timedelta(days=20)
    )
    with override_settings(RETENTION_WORDS_DAYS=10):
        retention.run()
    assert not words_of(session).exists()
    assert found() == []


def test_who_is_seen_at_a_later_time_after_that_is_found_by_name_again(
    session: ExamSession, desk: Desk
) -> None:
    old = timezone.now() - timedelta(days=20)
    ExamSession.objects.filter(pk=session.pk).update(appointment_at=old)
    with override_settings(RETENTION_WORDS_DAYS=10):
        retention.run()
    assert not words_of(session).exists()
    address = (session.institution.sid, session.exam_sid, session.sid)
    assert desk.get("/sessions/{}/{}/{}/".format(*address)).status_code == 200
    word_index.catch_up()
    assert words_of(session).exists()
    assert found() == []


def test_an_email_address_that_was_changed_past_the_portal_is_named(session: ExamSession) -> None:
    people = get_user_model().objects.filter(username="coordinator")
    people.update(email="somebody@elsewhere.example")
    told = [one.said for one in comparison_with_log.compare().differences]
    assert [one for one in told if one.startswith("the email address of coordinator")]


def test_an_erased_learner_is_missed_by_nobody(session: ExamSession) -> None:
    here, key = session.institution, session.learner_key
    learner_erasure.erase_learner(user_sid=key, institution=here, why="They asked", actor=ANA)
    assert not words_of(session).exists()
    assert found() == []
    ExamSession.objects.filter(pk=session.pk).update(indexed_by=0)
    word_index.catch_up()
    assert found() == []


def test_words_of_many_learners_go_a_few_at_a_time_and_of_none_who_has_a_session_again(
    session: ExamSession,
) -> None:
    """So that nobody who books meanwhile has to wait for all of them."""
    here, before = session.institution, AuditEvent.objects.count()
    keys = [f"US{0x100 + number:032x}" for number in range(250)]
    SearchWord.objects.bulk_create(
        SearchWord(institution=here, kind=SearchWord.Kind.LEARNER, key=key, word="nobody")
        for key in keys
    )
    back = ExamSession(institution=here, sid=f"ES{0x100:032x}", learner_key=keys[-1])

    def come_back(execute: Callable[..., object], sql: str, *more: object) -> object:
        """As soon as the first of the words have gone the last learner has a session again."""
        answer = execute(sql, *more)
        if sql.startswith("DELETE") and back.pk is None:
            back.save()
        return answer

    with override_settings(RETENTION_WORDS_DAYS=10), connection.execute_wrapper(come_back):
        retention.run()
    assert [*SearchWord.objects.filter(key__in=keys).values_list("key", flat=True)] == keys[-1:]
    runs = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN).order_by("number")
    assert [json.loads(one.details)["words"] for one in runs] == [100, 100, 49]
    assert AuditEvent.objects.count() == before + 3


@pytest.mark.parametrize("kind", ["exam", "course"])
def test_an_exam_or_a_course_that_is_not_found_by_its_name_is_named(
    session: ExamSession, kind: str
) -> None:
    name = session.exam_title if kind == "exam" else session.course_name
    SearchWord.objects.filter(kind=kind, name=name).delete()
    assert found() == [f"the {kind} “{name}” of a session is not found by its name"]
