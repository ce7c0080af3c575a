"""A PostgreSQL of the tests' own:
made in a folder that goes away, reached over a socket in it, stopped at the end.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
MISSING = "no PostgreSQL here: apt-get install postgresql"
# Nothing in it outlives the tests, so nothing need survive a power cut.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=40"


def binaries() -> Path | None:
    """The folder of the newest server's programs, None where there is none."""
    found = shutil.which("initdb")
    return Path(found).parent if found else BINARIES[-1] if BINARIES else None


@contextmanager
def cluster() -> Iterator[str]:
    """A running server;
    yields its address as `DATABASE_URL` takes it, `{}` where the database's name belongs.
    """
    programs = binaries()
    assert programs, MISSING
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    _give_away(folder)
    data = folder / "data"
    try:
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "portal",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = f"{OPTIONS} -k {folder}"
        _run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield f"postgres://portal@/{{}}?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_away(folder: Path) -> None:
    """The server refuses to run as root; Debian's package brings a user for it."""
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)


def _run(program: Path, *arguments: object) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [program, *map(str, arguments)],
        user=user,
        cwd="/",
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def empty_database(server: str, name: str, template: str = "template1") -> str:
    """The address of a database of this name, made anew on the run's own server, so that no test
    finds what another one left; with what its template holds, and that is nothing unless it is
    named.
    """
    with psycopg.connect(
        server.format("postgres").replace("postgres://", "postgresql://"), autocommit=True
    ) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.format(name)
