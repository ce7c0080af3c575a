"""A program that leaves one of each kind of record in a migrated database, then changes them by
statements of its own, as somebody could who owns the database.

It tells as JSON what a verification named: before, and after each statement, which is taken back.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from scheduling.access import calendar_feeds  # noqa: E402
from scheduling.accommodation_times.accommodation import Accommodation  # noqa: E402
from scheduling.audit import verification_jobs  # noqa: E402
from scheduling.audit.table_checks import comparison_with_log  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.exam_sessions import accommodations, attendance  # noqa: E402
from scheduling.handovers import day_sheet, signing  # noqa: E402
from scheduling.models import ExamSession, Institution  # noqa: E402
from scheduling.rosters import prints, roster  # noqa: E402
from scheduling.session_commands import Actor  # noqa: E402
from tests.support.batches import begun  # noqa: E402
from tests.support.booking_form import DULUTH  # noqa: E402
from tests.support.known_sessions import known_session  # noqa: E402
from tests.support.people import NORTHFIELD  # noqa: E402

ZONE, DAY = "America/Chicago", date(2027, 1, 14)
START = datetime(2027, 1, 14, 16, tzinfo=UTC)
ANA = Actor(user_id=None, name="Ana Ruiz", username="coordinator", role="coordinator")
TOM = Actor(user_id=None, name="Tom Okafor", username="coordinator2", role="coordinator")
CHANGES = (
    "UPDATE scheduling_location SET seats = 99 WHERE pl_sid = 'PL1'".replace("PL1", DULUTH),
    "UPDATE scheduling_openinghours SET opens = '01:00:00' WHERE weekday = 0",
    "UPDATE scheduling_institution SET stripe_publishable_key = 'pk_live_x'",
    "UPDATE scheduling_institution SET oauth_client_id = 'x'",
    "UPDATE scheduling_calendarfeed SET revoked_at = NULL",
    "UPDATE scheduling_batch SET reason = 'Because.'",
    "UPDATE scheduling_batchrow SET new_start = '2027-01-20 16:00:00+00:00'",
    "UPDATE scheduling_handover SET taken_over_by_name = 'Ana Ruiz'",
    "UPDATE scheduling_handover SET signed_by_name = 'Tom Okafor'",
    "UPDATE scheduling_rosterprint SET unplaced = 7",
    "UPDATE scheduling_attendance SET left_at = NULL",
    "UPDATE scheduling_sessionaccommodation SET room = ''",
)
EMPTIED = """CREATE OR REPLACE FUNCTION scheduling_refuse_change() RETURNS trigger
  LANGUAGE plpgsql AS $$ BEGIN
  IF false THEN RAISE EXCEPTION 'audit events are never changed or removed'; END IF;
  RETURN NULL; END $$"""
LESS = """DROP TRIGGER audit_event_keeps ON scheduling_auditevent;
  CREATE TRIGGER audit_event_keeps BEFORE DELETE ON scheduling_auditevent
  FOR EACH ROW EXECUTE FUNCTION scheduling_refuse_change()"""
NOTHING = """CREATE FUNCTION do_nothing() RETURNS trigger
  LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION do_nothing()"""
MORE = NOTHING.format(name="more", table="auth_user")
NAMESAKE = NOTHING.format(name="audit_event_keeps", table="scheduling_location")
NAMESAKE_ALONE = f"DROP TRIGGER audit_event_keeps ON scheduling_auditevent; {NAMESAKE}"
RULE = "CREATE RULE more AS ON INSERT TO scheduling_auditevent DO INSTEAD NOTHING"
ROLES = "scheduling_rolegrant"
MOVED = f"ALTER TABLE {ROLES} RENAME TO roles_of_before;"
VIEWED = f"{MOVED} CREATE VIEW {ROLES} AS SELECT * FROM roles_of_before"
READ_INSTEAD = (
    VIEWED,
    f"CREATE SCHEMA shadow; CREATE TABLE shadow.{ROLES} AS SELECT * FROM {ROLES};"
    " SET LOCAL search_path TO shadow, public",
    f"ALTER TABLE {ROLES} ENABLE ROW LEVEL SECURITY",
    f"CREATE TABLE more () INHERITS ({ROLES})",
    f"CREATE VIEW more AS SELECT * FROM {ROLES}",
)
OPEN_ATTEMPT = """DROP INDEX one_open_attempt;
  CREATE {unique} INDEX one_open_attempt ON scheduling_attempt (session_id) WHERE state = {state}"""
CONSTRAINED = """ALTER TABLE {table} DROP CONSTRAINT {name};
  ALTER TABLE {table} ADD CONSTRAINT {name} {made}"""
MADE_OTHERWISE = (
    OPEN_ATTEMPT.format(unique="UNIQUE", state="'sending'"),
    OPEN_ATTEMPT.format(unique="", state="ANY (ARRAY['sending', 'unconfirmed'])"),
    "DROP INDEX card_token_used_once;"
    " CREATE INDEX card_token_used_once ON scheduling_attempt (state, next_check_at)",
    CONSTRAINED.format(
        table="scheduling_sessionaccommodation",
        name="accommodation_factor",
        made="CHECK (percent >= 100 AND percent <= 900)",
    ),
    CONSTRAINED.format(
        table="scheduling_price", name="price_once", made="UNIQUE (institution_id, id)"
    ),
    "ALTER TABLE django_content_type DROP CONSTRAINT"
    " django_content_type_app_label_model_76bd3d3b_uniq; CREATE UNIQUE INDEX"
    " django_content_type_app_label_model_76bd3d3b_uniq"
    " ON django_content_type (app_label, model) WHERE id > 5",
)
UNNUMBERED = (
    "ALTER TABLE scheduling_refusalcount ALTER COLUMN id RESTART WITH 9223372036854775806",
    "INSERT INTO scheduling_refusalcount (id, key, who, event_number, since, last_at, more)"
    " VALUES (77777, 'x', 'person 999', 1, now(), now(), 0)",
    "ALTER TABLE scheduling_providerid ALTER COLUMN id DROP IDENTITY",
)
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER more AFTER INSERT ON auth_user BEGIN SELECT 1; END",
        "CREATE TRIGGER more AFTER INSERT ON django_session BEGIN SELECT 1; END",
    ),
    "postgresql": (
        EMPTIED,
        LESS,
        MORE,
        NAMESAKE,
        NAMESAKE_ALONE,
        RULE,
        *READ_INSTEAD,
        *MADE_OTHERWISE,
        *UNNUMBERED,
    ),
}


def main(sandbox_url: str) -> list[list[str]]:
    call_command("load_practice", "--sandbox", sandbox_url, stdout=sys.stderr)
    leave_records(sessions_at(Institution.objects.get(sid=NORTHFIELD)))
    if connection.vendor == "postgresql":  # what an extension brings is the extension's
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_stat_statements")
    verdict = verification_jobs.completed(verify())
    verification_jobs.record(verdict, actor=ANA)
    statements = (*CHANGES, *GUARDS[connection.vendor])
    return [_beside(), *(_after(one) for one in statements), _beside()]


def sessions_at(institution: Institution) -> list[ExamSession]:
    booked = {"status": "Scheduled", "location_sid": DULUTH, "duration_minutes": 60}
    now = timezone.now() - timedelta(minutes=5)
    return [
        known_session(institution, appointment_at=start, **booked) for start in (START, START, now)
    ]


def leave_records(sessions: Sequence[ExamSession]) -> None:
    *expected, here = sessions
    institution = here.institution
    begun(expected)
    where = day_sheet.HandoverPlace(institution, DULUTH, "Duluth Testing Center", ZONE)
    sheet = day_sheet.of(where, DAY, timezone.now())
    signed = signing.sign(
        where=where, day=DAY, sheet=sheet, note="Quiet.", form_id=uuid4(), actor=ANA
    )
    signing.take_over(handover=signed, actor=TOM)
    on_paper = roster.of(institution, DULUTH, ZONE, DAY)
    rows = prints.rows_of(on_paper.expected)
    prints.make(roster=on_paper, rows=rows, opens="", form_id=uuid4(), actor=ANA)
    for mark in (attendance.Mark.ARRIVED, attendance.Mark.LEFT):
        known = attendance.of(here)
        shown = known.event_number if known else 0
        attendance.mark(session=here, mark=mark, shown_event=shown, actor=ANA)
    accommodations.change(
        session=here,
        accommodation=Accommodation(Decimal("1.5"), 5, "Room 4"),
        shown_event=0,
        actor=ANA,
    )
    person = User.objects.get(username="coordinator")
    calendar_feeds.make(
        person=person, wanted=calendar_feeds.CalendarContents(), form_id=uuid4(), actor=ANA
    )
    [feed] = calendar_feeds.of_person(person)
    calendar_feeds.revoke(feed=feed, actor=ANA)


def _after(statement: str) -> list[str]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        named = _beside()
        transaction.set_rollback(True)
    return named


def _beside() -> list[str]:
    return [one.said for one in comparison_with_log.compare().differences]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
