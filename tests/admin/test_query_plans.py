"""Lists that may hold millions of rows:
the statements they send, on tables large enough to tell.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, RoleGrant
from tests.support.database_file import copied

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EVENTS, ATTEMPTS, PEOPLE = 50_000, 7_000, 3_000
BIG = (
    "scheduling_auditevent",
    "scheduling_attempt",
    "scheduling_examsession",
    "scheduling_personalvalue",
    "auth_user",
)
ROW = re.compile(r'<th class="field-\w+[^"]*"><a href="([^"]+)"')


@pytest.fixture(scope="module")
def long_history(practice: Path) -> Path:
    """A database file with a long history, to be copied."""
    with copied(practice, practice.with_name("long_history.sqlite3")) as path:
        institution = Institution.objects.first()
        _fill_log(institution)
        _fill_attempts(institution)
        get_user_model().objects.bulk_create(
            get_user_model()(username=f"person{number:05}", password="!")
            for number in range(PEOPLE)
        )
    return path


@pytest.fixture
def crowded(long_history: Path, database: Path) -> Iterator[Client]:
    """An administrator signed in at a portal with a long history."""
    connections.close_all()
    shutil.copy(long_history, database)
    client = Client()
    client.force_login(get_user_model().objects.get(username="administrator"))
    client.get("/admin/")
    yield client


def _fill_log(institution: Institution) -> None:
    first = AuditEvent.objects.count() + 1
    rows = (
        AuditEvent(
            number=number,
            at=START + timedelta(seconds=number),
            kind="intent",
            outcome="accepted" if number % 3 else "refused",
            sentence="Somebody asked for something.",
            actor_name="Ana Ruiz",
            install_sid=institution.sid,
            exam_sid=f"EX{number % 50:032x}",
            session_sid=f"ES{number % 5000:032x}",
            attempt_id=str(uuid4()),
            previous_hash="0" * 64,
            hash="0" * 64,
        )
        for number in range(first, first + EVENTS)
    )
    AuditEvent.objects.bulk_create(rows, batch_size=500)


def _fill_attempts(institution: Institution) -> None:
    sessions = [
        ExamSession(institution=institution, exam_sid=f"EX{n:032x}", sid=f"ES{n:032x}")
        for n in range(2000)
    ]
    ExamSession.objects.bulk_create(sessions, batch_size=500)
    keys = list(ExamSession.objects.order_by("pk").values_list("pk", flat=True)[:2000])
    rows = (
        Attempt(
            attempt_id=uuid4(),
            session_id=keys[number % 2000],
            action="schedule",
            actor_name="Ana Ruiz",
            time_zone="America/Chicago",
            state="accepted",
            started_at=START + timedelta(seconds=number // 7),  # several at the same moment
            deadline_at=START,
        )
        for number in range(ATTEMPTS)
    )
    Attempt.objects.bulk_create(rows, batch_size=500)


def listed(page: str) -> list[str]:
    return ROW.findall(page)


def asked(client: Client, path: str) -> tuple[str, list[str]]:
    """The page, and the statements it read the big tables with."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    statements = [
        one["sql"] for one in seen.captured_queries if any(name in one["sql"] for name in BIG)
    ]
    return answer.content.decode(), [sql for sql in statements if sql.startswith("SELECT")]


def flaws(statements: list[str]) -> list[str]:
    """Statements that grow with their table: counts, offsets, walks without an index, sorting."""
    found = []
    for sql in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
            plan = "; ".join(row[3] for row in cursor.fetchall())
        walks = any(re.search(rf"SCAN {name}(?! USING)", plan) for name in BIG)
        counts = (
            "COUNT(" in sql and "attempt_due" not in plan
        )  # open requests are few, whatever the log holds
        if walks or counts or "USE TEMP B-TREE" in plan or "OFFSET" in sql:
            found.append(f"{sql[:300]} -> {plan}")
    return found


@pytest.mark.long
def test_big_lists_are_read_by_index_without_counting_or_skipping(crowded: Client) -> None:
    attempt = Attempt.objects.order_by("-started_at", "id")[2000]
    addresses = [
        "/admin/",
        "/admin/scheduling/auditevent/",
        "/admin/scheduling/auditevent/?before=30000",
        "/admin/scheduling/auditevent/?after=30000",
        "/admin/scheduling/auditevent/?q=31234",
        f"/admin/scheduling/auditevent/?q=ES{7:032x}",
        f"/admin/scheduling/auditevent/?q=EX{7:032x}&before=30000",
        f"/admin/scheduling/auditevent/?q={AuditEvent.objects.get(number=41000).attempt_id}",
        "/admin/scheduling/auditevent/31234/change/",
        "/admin/scheduling/attempt/",
        f"/admin/scheduling/attempt/?before={attempt.pk}",
        f"/admin/scheduling/attempt/?after={attempt.pk}",
        f"/admin/scheduling/attempt/?q=ES{77:032x}",
        f"/admin/scheduling/attempt/?q=ES{0x123:032x}"[:-1],
        "/admin/scheduling/attempt/?q=ES",
        f"/admin/scheduling/attempt/?q={attempt.attempt_id}",
        f"/admin/scheduling/attempt/{attempt.pk}/change/",
        "/admin/auth/user/",
        f"/admin/auth/user/?before={get_user_model().objects.get(username='person01500').pk}",
        f"/admin/auth/user/?after={get_user_model().objects.get(username='person01500').pk}",
        "/admin/auth/user/?q=person012",
    ]
    assert {path: flaws(asked(crowded, path)[1]) for path in addresses} == {
        path: [] for path in addresses
    }


@pytest.mark.long
def test_every_row_is_met_once_on_the_way_down_and_up_again(crowded: Client) -> None:
    """Many attempts begin at the same moment: none is left out where a page ends among them."""
    in_order = list(
        Attempt.objects.order_by("-started_at", "id").values_list("pk", flat=True)[:200]
    )
    path, way = "/admin/scheduling/attempt/", []
    for _ in range(4):
        page, _ = asked(crowded, path)
        way.append([int(re.findall(r"/(\d+)/change/", link)[0]) for link in listed(page)])
        path = f"/admin/scheduling/attempt/?before={way[-1][-1]}"
    assert [pk for keys in way for pk in keys] == in_order
    up, _ = asked(crowded, f"/admin/scheduling/attempt/?after={in_order[150]}")
    assert [int(re.findall(r"/(\d+)/change/", link)[0]) for link in listed(up)] == in_order[100:150]


@pytest.mark.long
@pytest.mark.parametrize("institutions", [1, 2])
def test_an_administrator_of_some_institutions_has_the_same_lists_as_fast(
    crowded: Client, institutions: int
) -> None:
    person = get_user_model().objects.get(username="person00001")
    for institution in Institution.objects.order_by("pk")[:institutions]:
        RoleGrant.objects.create(user=person, role="administrator", institution=institution)
    crowded.force_login(person)
    far_back = Attempt.objects.order_by("-started_at", "id")[2000]
    addresses = [
        "/admin/scheduling/auditevent/",
        "/admin/scheduling/auditevent/?before=30000",
        "/admin/scheduling/attempt/",
        f"/admin/scheduling/attempt/?before={far_back.pk}",
        f"/admin/scheduling/attempt/?q=ES{0x123:032x}"[:-1],
        "/admin/scheduling/attempt/?q=ES",
    ]
    assert {path: flaws(asked(crowded, path)[1]) for path in addresses} == {
        path: [] for path in addresses
    }


@pytest.mark.long
def test_no_condition_can_be_slipped_into_the_address(crowded: Client) -> None:
    for path in ("auditevent/?sentence__icontains=a", "attempt/?reason__icontains=a"):
        assert crowded.get(f"/admin/scheduling/{path}").status_code == 400
