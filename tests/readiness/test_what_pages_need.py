"""Readiness names whatever is gone that a page needs: each index of the database, each file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from scheduling.readiness import all_checks, program_files
from scheduling.views import help_page
from scheduling.views.log.cases import case_file

INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"


def told() -> list[str]:
    return [str(one) for one in all_checks.find()]


def run(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_each_index_that_is_gone_is_named(database: Path) -> None:
    """Also those that Django makes for a field, and names itself."""
    names = [name for (name,) in run(INDEXES)]
    assert len(names) > 80
    silent = []
    for name in names:
        with transaction.atomic():
            run(f'DROP INDEX "{name}"')
            if not any("lacks" in one for one in told()):
                silent.append(name)
            transaction.set_rollback(True)
    assert (silent, told()) == ([], [])


def test_an_index_of_a_field_may_have_another_name(database: Path) -> None:
    """As an earlier Django gave it."""
    run("DROP INDEX scheduling_vaintries_since_43a51f6a")
    run("CREATE INDEX before ON scheduling_vaintries (since)")
    lacking = [one for one in told() if "lacks" in one]
    assert len(lacking) == 1  # written otherwise than the portal writes it
    run("DROP INDEX before")
    run('CREATE INDEX "before" ON "scheduling_vaintries" ("since")')
    assert told() == []


@pytest.fixture
def checkout(tmp_path: Path, settings: Settings) -> Path:
    """A copy of what pages are made of, in the place of the real one."""
    for name in program_files.READ_BY_PAGES:
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(settings.BASE_DIR / name, copy)
    settings.BASE_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    "name", ["docs/coordinator.md", "docs/verify_case.py", "templates/base.html"]
)
def test_each_file_that_is_gone_is_named(database: Path, checkout: Path, name: str) -> None:
    assert told() == []
    (checkout / name).unlink()
    [one] = told()
    assert f"Files that pages are made of can’t be read: {name}." in one
    assert "install the whole checkout" in one


def test_the_pages_are_made_of_those_files(settings: Settings) -> None:
    read = {settings.BASE_DIR / name for name in program_files.READ_BY_PAGES}
    assert {help_page.GUIDE, case_file.CHECKER} < read
