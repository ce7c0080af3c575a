"""redis and psycopg are imported only where a setting names them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.practice_processes import ROOT, own_environment

# All that a process of the portal imports before its first request or task.
IMPORTED = """
import json, sys
import django
django.setup()
from django.db import connection
from django.urls import get_resolver
import scheduling.tasks
get_resolver().url_patterns, connection.vendor
print(json.dumps([name for name in ("psycopg", "redis") if name in sys.modules]))
"""
QUEUED = """
import django
django.setup()
from scheduling import tasks
tasks.verify_log(1)
"""
REDIS = "redis://127.0.0.1:9/0"  # where nothing answers


def printed(program: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = own_environment(folder, **settings)
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({"REDIS_URL": REDIS}, ["redis"]),
        ({"DATABASE_URL": "postgres:///portal"}, ["psycopg"]),
        ({"DATABASE_URL": "postgres:///portal", "REDIS_URL": REDIS}, ["psycopg", "redis"]),
    ],
    ids=["as it comes", "redis", "postgresql", "both"],
)
def test_a_driver_is_imported_only_where_it_is_configured(
    settings: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    assert json.loads(printed(IMPORTED, tmp_path, **settings).stdout) == expected


@pytest.mark.long
def test_a_task_that_redis_does_not_take_is_left_to_the_next_round(tmp_path: Path) -> None:
    told = printed(QUEUED, tmp_path, REDIS_URL=REDIS).stderr
    assert "verification 1 could not be queued; the next round takes it" in told
