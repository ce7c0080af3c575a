"""The cache's table, in which values were pickled, goes with `migrate`, and comes back on the way
back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.support.practice_processes import ROOT, own_environment

# On a database whose table Django's command made before there was a migration for it.
PROGRAM = """
import json
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from tests.support.going_back import allow_going_back

allow_going_back()

def is_there():
    return "portal_cache" in connection.introspection.table_names()

told = [is_there()]
call_command("createcachetable", "portal_cache", verbosity=0)
for name in ("0005_cache_table", "0025_event_formula", "0027_vain_tries", "0025_event_formula"):
    call_command("migrate", "scheduling", name, verbosity=0)
    told.append(is_there())
call_command("migrate", verbosity=0)
print(json.dumps([*told, is_there()]))
"""


def test_a_migrated_database_has_no_table_of_pickled_values(database: Path) -> None:
    assert "portal_cache" not in connection.introspection.table_names()


@pytest.mark.long
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_it_goes_and_comes_with_its_migration(
    vendor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = own_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    (tmp_path / "portal.sqlite3").touch()
    if vendor == "postgresql":
        environment["DATABASE_URL"] = empty_database(request.getfixturevalue("postgres"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [False, True, True, False, True, False]


def empty_database(postgres: str) -> str:
    """The address of a fresh database of the tests' server."""
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE cache_table")
    return postgres.format("cache_table")
