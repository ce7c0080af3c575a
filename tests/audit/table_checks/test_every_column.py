"""Every column of every model is compared with the log, or nothing rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.utils import Error
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import comparison_with_log
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.search import word_index
from scheduling.models import (
    Attempt,
    Batch,
    FieldRule,
    HoursByDate,
    Institution,
    SavedView,
    TypeRule,
)
from scheduling.models.schema.asked_parts import stored_models
from tests.support.audit_log import ANA
from tests.support.batches import begun, carried_out
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.switching import switch
from tests.support.table_checks_program import leave_records, sessions_at
from tests.support.table_comparisons import found, verified

DJANGOS = "Django’s own: nothing of the portal’s asks it"
ANEW = "the provider tells it anew with each look"
LEASE = "a lease or a pause: who has it longer looks later, and sends nothing twice"
KEY = "a row's own number: nothing but its own table's order rests on it"
TRIES = "counts of what was refused or tried in vain, until they are told"
REFUSED_ALONE = "the database refuses one of the two alone; both are of its fingerprint"
PERSONAL = "what one person typed or saw, for themselves alone"
# Whole tables on which nothing rests that the log tells.
TABLES = {
    "auth_group": DJANGOS,
    "auth_group_permissions": DJANGOS,
    "auth_permission": DJANGOS,
    "auth_user_groups": DJANGOS,
    "auth_user_user_permissions": DJANGOS,
    "account_emailaddress": "sign-in goes by user name",
    "account_emailconfirmation": "sign-in goes by user name",
    "django_admin_log": DJANGOS,
    "django_content_type": DJANGOS,
    "django_session": "a sign-in lasts hours, and each thing done with it is an event",
    "django_site": DJANGOS,
    "django_cache": "a cache",
    "mfa_authenticator": DJANGOS,
    "socialaccount_socialaccount": DJANGOS,
    "socialaccount_socialapp": DJANGOS,
    "socialaccount_socialapp_sites": DJANGOS,
    "socialaccount_socialtoken": DJANGOS,
    "usersessions_usersession": DJANGOS,
    "scheduling_auditevent": "the chain itself, which is walked, and whose rows no UPDATE reaches",
    "scheduling_personalvalue": "walked with the chain; no UPDATE reaches it",
    "scheduling_erasedvalue": "guarded by a trigger, and compared in `erased_values`",
    "scheduling_chainhead": "the walk ends at it",
    "scheduling_circuit": "whether calls are made just now",
    "scheduling_earlierstate": "of the provider's list: what a past day shows beside the log",
    "scheduling_heartbeat": "that the worker runs just now",
    "scheduling_lastlook": PERSONAL,
    "scheduling_listwalk": LEASE,
    "scheduling_refusalcount": TRIES,
    "scheduling_storeddraft": PERSONAL,
    "scheduling_vaintries": TRIES,
    "scheduling_verification": "compared in `verifications_shown`, each with its event",
}
# Columns of the others.
COLUMNS = {
    "auth_user": {"last_login": DJANGOS, "is_staff": "roles decide", "date_joined": DJANGOS},
    "scheduling_attempt": {
        "id": KEY,
        "deadline_at": LEASE,
        "next_check_at": LEASE + "; beyond a day it is named",
        "checks": "how often was looked: a person is asked sooner or later, which is an event",
        "lease_until": LEASE,
        "lease_holder": LEASE,
        "duplicate_submits": "a count for administrators: each time has an event",
    },
    "scheduling_attendance": {"id": KEY},
    "scheduling_batch": {
        "wait_until": LEASE,
        "wait_reason": "why it waits just now: the next look writes it",
    },
    "scheduling_batchrow": {
        "waits_for": "what it waits for just now: the next look writes it",
        "tries": LEASE,
        "lease_until": LEASE,
        "lease_holder": LEASE,
    },
    "scheduling_calendarfeed": {
        "made_at": "shown beside the calendar, and nothing goes by it",
        "form_id": "of a form that was sent: by it none is taken twice",
        "institution_id": REFUSED_ALONE,
        "location_sid": REFUSED_ALONE,
    },
    "scheduling_institution": {
        "synced_at": ANEW,
        "sync_lease_until": LEASE,
        "sync_failure": ANEW,
        "token_refused": ANEW,
    },
    "scheduling_openinghours": {"id": KEY},
    "scheduling_fieldrule": {"id": KEY},
    "scheduling_providerid": {"id": KEY},
    "scheduling_rosterprint": {"id": KEY},
    "scheduling_searchword": {
        "id": KEY,
        "word": "what is typed finds less: nothing of the log’s goes by it",
        "email": "shown beside a name in the search",
    },
    "scheduling_sessionaccommodation": {"id": KEY},
}
# Columns of which some rows alone are held to anything: they are changed in all rows at once.
OF_SOME_ROWS = {
    "scheduling_attempt": {
        "reason": "of an open request: the next look writes it",
        "differences": "of an open request nothing shows them",
        "given_unreadably": "likewise",
    },
    "scheduling_examsession": {
        "learner_key": "of the list, where no id of the learner’s is kept",
    },
    "scheduling_searchword": dict.fromkeys(
        ("institution_id", "kind", "key", "name"), "one word of several by which it is found"
    ),
}
# Of some on which nothing rests: what finds a difference in them finds one anywhere.
FREE = {
    "auth_user": "last_login",
    "scheduling_attempt": "checks",
    "scheduling_batch": "wait_until",
    "scheduling_institution": "synced_at",
}
# Of the list only whose a session is, and that it is there.
OF_THE_LIST = {"id", "institution_id", "sid", "learner_key", "indexed_by"}
DAY = timedelta(days=1)
EARLIER = datetime(2020, 1, 1, tzinfo=UTC)
OTHER: dict[str, object] = {
    "DateTimeField": EARLIER,
    "DateField": EARLIER.date(),
    "TimeField": time(3, 33),
    "UUIDField": "0" * 31 + "7",
}
Fields = Sequence[models.Field]
LATER = {"DateField": ("'2099-01-01'",), "TimeField": ("'23:33:00'",)}


class TakenBack(Exception):
    """What was changed is put back as it was."""


@pytest.fixture
def filled(desk: Desk, sandbox: Sandbox, institution: Institution, with_lists: None) -> Institution:
    """A portal in which each kind of record is there, and was noted by a verification."""
    leave_records(sessions_at(institution))
    begun(sessions_at(institution)[:1])
    for batch in Batch.objects.all():
        carried_out(batch)
    rule = TypeRule.objects.create(institution=institution, session_type="ad-hoc")
    FieldRule.objects.create(rule=rule, field="notes", is_must=True)
    today = timezone.now().date()
    HoursByDate.objects.create(
        institution=institution, first_day=today, last_day=today, reason="Snow"
    )
    coordinator = User.objects.get(username="coordinator")
    SavedView.objects.create(person=coordinator, name="Mine", query="view=today")
    SavedView.objects.create(institution=institution, name="Ours", query="view=today")
    absent = known_session(institution, status="Scheduled", appointment_at=timezone.now() - DAY)
    attendance.mark(session=absent, mark=attendance.Mark.NO_SHOW, shown_event=0, actor=ANA)
    where = book(desk, sandbox)
    move(desk, where)
    cancel(desk, where)
    switch(desk, book(desk, sandbox))
    sandbox.trouble("drop_after")
    book(desk, sandbox)
    word_index.catch_up()
    assert verified() == []
    assert Attempt.objects.filter(state__in=Attempt.OPEN).exists()
    return institution


@pytest.mark.long
def test_a_change_of_any_column_is_named_or_nothing_rests_on_it(filled: Institution) -> None:
    assert found() == ""
    assert [one for one in _changes(_free) if one.is_named] == []
    tried = list(_changes(_watched))
    assert [one for one in tried if one.is_named is False] == []
    named = {(one.table, one.column) for one in tried if one.is_named}
    assert {(one.table, one.column) for one in tried} - named == set()
    assert found() == ""


@dataclass(frozen=True, slots=True)
class Change:
    """One value in one row, or in all (`key` is None), and whether a comparison names it; None
    where it can't stand there, or does already.
    """

    table: str
    column: str
    key: object
    value: str
    is_named: bool | None


def _changes(chosen: Callable[[type[models.Model]], Fields]) -> Iterator[Change]:
    for model in stored_models():
        table = model._meta.db_table
        if not (fields := chosen(model)):
            continue
        keys = list(model._base_manager.order_by("-pk").values_list("pk", flat=True))
        assert keys, f"no row of {table} is there to be changed"
        for field in fields:
            is_of_some = field.column in OF_SOME_ROWS.get(table, {})
            rows = {None} if is_of_some else {keys[0], keys[-1]}
            for key, value in product(rows, _others(field)):
                is_named = _is_named(model, field, key, value)
                yield Change(table, field.column, key, value, is_named)


def _watched(model: type[models.Model]) -> Fields:
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    if table in TABLES:
        return []
    if table == "scheduling_examsession":
        return [one for one in fields if one.column in OF_THE_LIST - {"id", "indexed_by"}]
    return [one for one in fields if one.column not in COLUMNS.get(table, {})]


def _free(model: type[models.Model]) -> Fields:
    column = FREE.get(model._meta.db_table)
    return [one for one in model._meta.local_concrete_fields if one.column == column]


def _others(field: models.Field) -> Iterator[str]:
    """Values that none of the rows has, as SQL."""
    kind = (field.target_field if field.is_relation else field).get_internal_type()
    column = connection.ops.quote_name(field.column)
    if kind in OTHER:
        yield f"'{OTHER[kind]}'"
        yield from LATER.get(kind, ())  # nothing may end before it begins
    elif kind == "JSONField":
        yield """'{"x": "invented"}'"""
        yield """'["invented"]'"""
    elif kind == "BooleanField":
        yield f"1 - {column}"
    elif kind == "DecimalField" or "Integer" in kind or kind.endswith("AutoField"):
        yield f"coalesce({column}, 0) + 1"
    else:
        yield f"substr('x' || {column}, 1, {field.max_length or 60})"
    if field.null:
        yield "NULL"


def _is_named(
    model: type[models.Model], field: models.Field, key: object, value: str
) -> bool | None:
    table, column = model._meta.db_table, connection.ops.quote_name(field.column)
    row = "1 = 1" if key is None else f"{model._meta.pk.column} = '{_plain(key)}'"
    where = f"{row} AND {column} IS NOT {value}"
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}")
                is_changed = bool(cursor.rowcount)
            named = _is_something_named() if is_changed else None
            raise TakenBack
    except TakenBack:
        return named
    except Error:  # the database itself does not take it
        return None


def _is_something_named() -> bool:
    """Whether anything differs; that a check could not be carried out names nothing."""
    differences = comparison_with_log.compare().differences
    return any(not one.key.startswith("check ") for one in differences)


def _plain(key: object) -> str:
    return str(key).replace("'", "''")
