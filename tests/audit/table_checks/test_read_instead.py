"""Where something else than the portal's own table is read, a verification names it, whatever that
says while it looks.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from scheduling.access.roles import access_of
from tests.support.table_comparisons import found, verified

ROLES = "scheduling_rolegrant"
NOT_THERE_MEANWHILE = f"""CREATE VIEW {ROLES} AS SELECT id, role, user_id, institution_id FROM moved
  UNION ALL SELECT 999, 'administrator', (SELECT id FROM auth_user WHERE username = 'coordinator'),
  NULL WHERE {{when}}"""
WHENS = (
    "(SELECT count(*) FROM scheduling_verification WHERE finished_at IS NULL) = 0",
    "strftime('%H', 'now') = '99'",
    "1",
)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


@pytest.mark.parametrize("when", WHENS)
def test_a_view_in_the_place_of_a_table_is_named(database: Path, when: str) -> None:
    assert verified() == []
    run(f"ALTER TABLE {ROLES} RENAME TO moved", NOT_THERE_MEANWHILE.format(when=when))
    coordinator = User.objects.get(username="coordinator")
    assert access_of(coordinator).administers_all is (when != WHENS[1])
    said = found()
    assert f"the table {ROLES} is no table: what pages read there no verification can vouch" in said
    assert f"the database has a view {ROLES} that the portal did not make" in said


def test_a_view_of_any_other_name_is_named(database: Path) -> None:
    run(f"CREATE VIEW more AS SELECT * FROM {ROLES}")
    assert "the database has a view more that the portal did not make" in found()


def test_a_table_that_is_not_there_is_named(database: Path) -> None:
    run("ALTER TABLE django_session RENAME TO moved")
    assert "the table django_session is missing" in found()


@pytest.mark.parametrize("role", ["'king'", "''", "x'ff'", "CAST(x'ff' AS TEXT)", "5"])
def test_a_role_that_there_is_none_of_gives_nothing_and_takes_nothing(
    database: Path, role: str
) -> None:
    person = User.objects.get(username="coordinator")
    before = access_of(person)
    run(
        f"INSERT INTO {ROLES} (role, user_id, institution_id) VALUES ({role}, {person.pk}, NULL)",
    )
    assert access_of(person) == before
    run(f"DELETE FROM {ROLES} WHERE user_id = {person.pk} AND role = 'coordinator'")
    assert (access_of(person).institutions, access_of(person).held) == ((), frozenset())
