"""Migrations of ours are never undone by `manage.py migrate`, which goes forwards as ever."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from scheduling.audit.verifier import verify
from scheduling.readiness import database as readiness_of_database


def migrate(*arguments: str, **options: object) -> str:
    told = StringIO()
    call_command("migrate", *arguments, stdout=told, **options)
    return told.getvalue()


def state() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        made = cursor.fetchall()
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return made, cursor.fetchall()


@pytest.mark.parametrize(
    "where",
    [
        ("scheduling", "zero"),
        ("scheduling", "0025_event_formula"),
        ("scheduling", "0046_drafts_by_tab"),
        ("auth", "zero"),  # which ours need
    ],
)
@pytest.mark.parametrize("options", [{}, {"fake": True}])
def test_going_back_is_refused_before_anything_is_changed(
    database: Path, where: tuple[str, str], options: dict[str, bool]
) -> None:
    before = state()
    with pytest.raises(CommandError, match=r"^Nothing was migrated\. Undoing 00.* restore"):
        migrate(*where, **options)
    assert state() == before
    assert verify().is_intact


def test_a_plan_back_is_shown_and_going_forwards_goes_on(database: Path) -> None:
    assert "Undo" in migrate("scheduling", "0025_event_formula", plan=True)
    assert "No migrations to apply" in migrate()
    assert list(readiness_of_database.cannot_be_read()) == []
