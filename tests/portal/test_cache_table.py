"""`migrate` is all that a database needs: the cache's table comes with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache

from tests.support.practice_processes import ROOT, own_environment

# On a database whose table Django's command made before there was a migration for it.
PROGRAM = """
import json
import django
django.setup()
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

def columns():
    with connection.cursor() as cursor:
        if "portal_cache" not in connection.introspection.table_names(cursor):
            return None
        told = connection.introspection.get_table_description(cursor, "portal_cache")
    return [column.name for column in told]

told = {"at first": columns()}
call_command("createcachetable", verbosity=0)
cache.set("kept", "yes")
call_command("migrate", "scheduling", "0005_cache_table", verbosity=0)
told |= {"migrated": columns(), "kept": cache.get("kept")}
call_command("migrate", "scheduling", "0004_log_search_and_campus_rules", verbosity=0)
told |= {"taken back": columns()}
call_command("migrate", verbosity=0)
cache.set("again", "yes")
print(json.dumps(told | {"again": columns(), "in it": cache.get("again")}))
"""
COLUMNS = ["cache_key", "value", "expires"]


def test_a_migrated_database_has_the_cache(database: Path) -> None:
    cache.set("one", 1)
    assert cache.get("one") == 1


@pytest.mark.long
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_table_that_is_there_already_stays_with_what_is_in_it(
    vendor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment = own_environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
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
    assert json.loads(done.stdout) == {
        "at first": None,
        "migrated": COLUMNS,
        "kept": "yes",
        "taken back": None,
        "again": COLUMNS,
        "in it": "yes",
    }


def empty_database(postgres: str) -> str:
    """The address of a fresh database of the tests' server."""
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE cache_table")
    return postgres.format("cache_table")
