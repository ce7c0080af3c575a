"""The portal on PostgreSQL: every page, every change, desks that come at once, and no answer."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.practice_processes import ROOT, own_environment
from tests.support.programs import told_by

PASSES = {
    "missing": [],
    "opened": ["SessionBusy", "SessionBusy", "sending"],
    "booked while another was settled": ["accepted", "AlreadyBooked"],
    "one learner booked twice at once": ["LearnerBooked", "sending"],
    "one slot booked twice at once": ["UsedSince", "sending"],
    "drafts": [[True, True, True], True, False, 1, 0],
    "changes": [302, 302, 302, "Cancelled"],
    "long name": [302, 150],
    "person": [302, "Tomas"],
    "overridden": [302, 409, 302, ["intent", "outcome"]],
    "accommodation": [302, 302, 200, "1.5× time, 10 min breaks", True],
    "settled": [302, "not-applied"],
    "rules": [200, 422],
    "log": {"asked": 302, "holds": True, "case": [200, True]},
    "broken pages": [],
    "put in": [False, False, True, True] * 2,
    "tampered with twice": [["chain_break", "password_changed"] * 2, 302],
}


@pytest.mark.long
def test_everything_that_sqlite_lets_pass_passes_on_postgresql(
    postgres_copy: str, tmp_path: Path
) -> None:
    told = told_by("postgres_program", database=postgres_copy, folder=tmp_path)
    assert told == PASSES


@pytest.mark.long
def test_a_database_that_stopped_answering_is_given_up_and_asked_again_later(
    postgres_copy: str, tmp_path: Path
) -> None:
    told = told_by("frozen_postgres_program", database=postgres_copy, folder=tmp_path)
    assert told == {
        "before": 200,
        "a statement": ["The database did not answer within 2 seconds.", True],
        "a page": [503, True],
        "after": ["answered", 200],
    }


SECRET = secrets.token_urlsafe(60)
OWNERS_ALONE = (
    "DROP TRIGGER audit_event_keeps ON scheduling_auditevent",
    "ALTER TABLE scheduling_auditevent DISABLE TRIGGER ALL",
    "TRUNCATE scheduling_auditevent",
    "UPDATE scheduling_auditevent SET role = 'x'",
    "DROP TABLE scheduling_auditevent",
    "CREATE TABLE another (one int)",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION scheduling_refuse_change() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN RETURN NEW; END $$",
)


def documented_roles() -> list[str]:
    """The statements of the docs for the two roles and their database, as `desk_owner` and `desk`:
    those before migrating, and those after.
    """
    text = (ROOT / "docs/operations.md").read_text()
    [block] = [one for one in re.findall(r"```sql\n(.*?)```", text, re.DOTALL) if "ROLE" in one]
    ours = re.sub(r"\bportal\b", "desk", block.replace("portal_owner", "desk_owner"))
    return ours.split("-- after `manage.py migrate` as desk_owner:")


def run_sql(statements: str, address: str) -> None:
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", address]
    done = subprocess.run(command, input=statements, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def as_role(postgres: str, role: str, name: str) -> str:
    return postgres.format(name).replace("portal@", f"{role}@")


def manage(address: str, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=own_environment(folder, DATABASE_URL=address, SECRET_KEY=SECRET),
        capture_output=True,
        text=True,
    )


@pytest.mark.long
def test_a_role_that_owns_nothing_serves_and_takes_no_guard_away(
    postgres: str, tmp_path: Path
) -> None:
    owner, serving = (as_role(postgres, role, "desk") for role in ("desk_owner", "desk"))
    before, after = documented_roles()
    run_sql(before, as_role(postgres, "portal", "postgres"))
    migrated = manage(owner, tmp_path, "migrate", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    run_sql(after, as_role(postgres, "portal", "desk"))

    assert_owns_nothing(serving)
    for command in (["audit_anchor"], ["backup", str(tmp_path / "backup")]):
        done = manage(serving, tmp_path, *command)
        assert done.returncode == 0, done.stderr
    told = told_by("postgres_program", database=serving, folder=tmp_path)
    assert told == PASSES

    run_sql("CREATE DATABASE desk_new OWNER desk_owner", as_role(postgres, "portal", "postgres"))
    new = as_role(postgres, "portal", "desk_new")
    restore = ["pg_restore", "--no-owner", "--role=desk_owner", f"--dbname={new}"]
    subprocess.run([*restore, str(tmp_path / "backup" / "portal.pgdump")], check=True)
    restored = as_role(postgres, "desk", "desk_new")
    assert_owns_nothing(restored)
    assert manage(restored, tmp_path, "migrate", "--check").returncode == 0
    verified = manage(restored, tmp_path, "audit_verify")
    assert verified.returncode == 0, verified.stdout


def assert_owns_nothing(address: str) -> None:
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as desk:
        for statement in OWNERS_ALONE:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                desk.execute(statement)
