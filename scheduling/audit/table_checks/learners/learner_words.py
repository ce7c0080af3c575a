"""Whose each session is, and the words by which its learner is found, against the ids that are kept
with it and the names that events tell: a search, a history, a case file and an erasure go by them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import AuditEvent, ExamSession, SearchWord, sql_statements

MOST = 200
APPOINTMENT = ExamSession._meta.get_field("appointment_at")
LEARNER = SearchWord.Kind.LEARNER.value
KEY = """SELECT session.sid, session.learner_key FROM scheduling_examsession AS session
  WHERE session.indexed_by > 0 AND (
    (session.user_sid <> '' AND session.learner_key <> session.user_sid)
    OR (session.user_sid = '' AND session.enrollment_sid <> ''
      AND session.learner_key <> session.enrollment_sid
      AND NOT EXISTS (SELECT 1 FROM scheduling_examsession AS other
        WHERE other.institution_id = session.institution_id
        AND other.enrollment_sid = session.enrollment_sid
        AND other.user_sid = session.learner_key)))
  ORDER BY session.sid LIMIT %s"""
NO_WORD = """NOT EXISTS (SELECT 1 FROM scheduling_searchword AS word
    WHERE word.key = session.learner_key AND word.kind = %s
    AND word.institution_id = session.institution_id AND word.name = substr({name}, 1, 300))"""
# By what of a session it is found beside its learner.
THINGS = {
    SearchWord.Kind.EXAM: ("exam_title", "exam"),
    SearchWord.Kind.COURSE: ("course_name", "course"),
    SearchWord.Kind.INSTRUCTOR: ("instructor_name", "instructor"),
    SearchWord.Kind.OTHER_ID: ("external_appointment_id", "id in the other system"),
}
KEPT = "(session.appointment_at IS NULL OR session.appointment_at >= %s)"
WHOSE = """session.sid, session.learner_key, session.user_sid, session.enrollment_sid,
  institution.sid"""
# A name as an event keeps it: in quotation marks where it did not look like one.
PLAIN = """CASE WHEN told.value LIKE '“%%”' THEN substr(told.value, 2, length(told.value) - 2)
  ELSE told.value END"""
NOW = f"""SELECT session.learner_name, session.institution_id, {WHOSE}
  FROM scheduling_examsession AS session
  JOIN scheduling_institution AS institution ON institution.id = session.institution_id
  WHERE session.indexed_by > 0 AND session.learner_name <> ''
  AND {NO_WORD.format(name="session.learner_name")}"""
TOLD = f"""SELECT told.value, session.institution_id, {WHOSE} FROM scheduling_auditevent AS event
  JOIN scheduling_personalvalue AS told
    ON told.event_number = event.number AND told.name = 'learner'
  JOIN scheduling_institution AS institution ON institution.sid = event.install_sid
  JOIN scheduling_examsession AS session
    ON session.institution_id = institution.id AND session.sid = event.session_sid
  WHERE event.kind = '{Kind.INTENT.value}' AND session.indexed_by > 0
  AND told.value NOT IN ('', 'a learner') AND {NO_WORD.format(name=PLAIN)}"""


def check() -> Iterator[TableDifference]:
    """Sessions that are counted as another learner's than their ids say, then those whose learner
    is not found by a name that they have, or had when somebody asked for something, and what else
    of a session is not found.
    """
    for sid, key in sql_statements.rows(KEY, MOST):
        said = f"session {sid} is counted as another learner’s than its ids say"
        yield TableDifference(f"learner {sid}", said, stands=(key,))
    yield from islice(_not_found(), MOST)
    yield from islice(_things_not_found(), MOST)


def _things_not_found() -> Iterator[TableDifference]:
    """Exams, courses, instructors and ids of sessions that are indexed, and have no word."""
    for kind, (column, words) in THINGS.items():
        indexed = ExamSession.objects.filter(indexed_by__gt=0).exclude(**{column: ""})
        shown = indexed.order_by().values_list("institution", column).distinct()
        rows = SearchWord.objects.filter(kind=kind).order_by()
        known = set(rows.values_list("institution", "name").distinct())
        for place, name in shown.iterator():
            if (place, name) not in known and any(one.isalnum() for one in str(name)):
                said = f"the {words} “{name}” of a session is not found by its name"
                yield TableDifference(f"words {kind} {place} {name}", said, stands=(str(name),))


def _not_found() -> Iterator[TableDifference]:
    """A name without a letter or a digit has no words, and neither has a learner whom an event
    says that they were erased, until something new of them is seen.
    """
    before, erased = _words_kept_since(), _erased()
    told: set[str] = set()
    for sql in (NOW, TOLD):
        for name, place, sid, *ids, institution in _rows(sql, before):
            is_erased = any((institution, one) in erased for one in (sid, *ids))
            has_words = any(one.isalnum() for one in str(name))
            if sid not in told and has_words and not (is_erased or _has_word(place, ids[0], name)):
                told.add(sid)
                said = f"the learner of session {sid} is not found by a name that its events tell"
                yield TableDifference(f"words {sid}", said, stands=(str(name),))


def _has_word(institution_id: int, key: str, name: object) -> bool:
    """Whether the learner has a word by a name that an event keeps otherwise than it is written:
    on one line, or in quotation marks that end in none of its own.
    """
    words = SearchWord.objects.filter(institution=institution_id, kind=LEARNER, key=key)
    known = words.values_list("name", flat=True).distinct()
    return any(event_writer.is_kept_value(str(name), "learner", one) for one in known)


def _rows(sql: str, before: datetime | None) -> sql_statements.Rows:
    if before is None:
        return sql_statements.rows(sql, LEARNER)
    at = APPOINTMENT.get_db_prep_value(before, connection=connection)
    return sql_statements.rows(f"{sql} AND {KEPT}", LEARNER, at)


def _erased() -> set[tuple[str, str]]:
    """Whose values were erased, and at which institution."""
    events = AuditEvent.objects.filter(kind=Kind.PERSONAL_ERASED)
    rows = event_reader.columns(events, "install_sid", "details")
    told = ((sid, event_reader.read_details(details)) for sid, details in rows)
    return {(sid, str(details.get("learner_id"))) for sid, details in told}


def _words_kept_since() -> datetime | None:
    """Words of learners without a later session were deleted, as the operator set; None where none
    ever were.
    """
    runs = AuditEvent.objects.filter(kind=Kind.RETENTION_RUN)
    told = [event_reader.read_details(one) for (one,) in event_reader.columns(runs, "details")]
    times = [_moment(one.get("before")) for one in told if "words" in one]
    return max(filter(None, times), default=None)


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else None
