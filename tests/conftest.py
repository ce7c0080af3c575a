"""The ground every test stands on: a fresh database file, the stand-in API, the portal over real
sockets.

Nothing of ours is replaced. The database is a copy of one migrated file; the portal answers on a
loopback port from threads of this process, or from gunicorn where a test needs processes it can
kill.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import row_fingerprints
from scheduling.models import Institution
from scheduling.practice.loading import load_catalogue, load_people
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from tests.support import passing_time, run_date
from tests.support.client import Desk, SignedInDesk
from tests.support.database_file import copied, use_database
from tests.support.polling import PATIENCE
from tests.support.portal_server import Portal
from tests.support.postgres_cluster import MISSING, binaries, cluster, empty_database
from tests.support.programs import told_by

# How long an example takes, or is in the making, is no fault: the machine may be slow.
hypothesis_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")


def pytest_configure() -> None:
    run_date.begin()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: to look for garbage in it costs a tenth of a run."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def stand_in() -> Iterator[Sandbox]:
    """One stand-in API for the whole run; `sandbox` gives it out fresh."""
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture
def sandbox(stand_in: Sandbox) -> Iterator[Sandbox]:
    """The stand-in API with fresh data, an empty ledger and no trouble."""
    stand_in.reset()
    stand_in.clear()
    yield stand_in
    stand_in.clear()


@pytest.fixture(scope="session")
def migrated(django_db_blocker: DjangoDbBlocker) -> Path:
    """A migrated database file with nothing in it, to be copied: one for all processes of a run."""
    django_db_blocker.unblock()
    path = Path(settings.RUN_DIR) / "migrated.sqlite3"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            with copied(None, path.with_suffix(".begun")) as begun:
                call_command("migrate", verbosity=0)
            begun.rename(path)
    return path


@pytest.fixture
def sqlite_copy(migrated: Path, tmp_path: Path) -> str:
    """The address of a fresh copy of it, for a program."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'portal.sqlite3')}"


@pytest.fixture(scope="session")
def practice(migrated: Path, stand_in: Sandbox) -> Path:
    """The migrated file with the practice institutions and logins."""
    with copied(migrated, Path(settings.VAR_DIR) / "practice.sqlite3") as path:
        load_catalogue(catalogue=stand_in.catalogue(), base_url=stand_in.url, actor=PORTAL)
        load_people(actor=PORTAL)
    return path


@pytest.fixture(scope="session")
def with_lists(practice: Path, stand_in: Sandbox) -> Path:
    """The practice file with every institution's list of sessions fetched."""
    stand_in.reset()
    with copied(practice, practice.with_name("with_lists.sqlite3")) as path:
        for institution in Institution.objects.all():
            assert list_fetching.refresh_list(institution, patience=PATIENCE)
    return path


@pytest.fixture
def template(practice: Path) -> Path:
    """What the test's database begins as; a folder or a module may say `with_lists`."""
    return practice


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Path]:
    """A fresh database file, in use by this process for the length of the test."""
    path = tmp_path / "portal.sqlite3"
    shutil.copy(template, path)
    use_database(path)
    row_fingerprints.forget()  # what a test before this one changed in its own file
    # No page waits for a list: who needs its rows says `with_lists`, or fetches them.
    Institution.objects.update(synced_at=timezone.now())
    yield path
    passing_time.put_back()
    connections.close_all()
    for file in Path(settings.VAR_DIR).glob("outcomes.*"):
        file.unlink()
    Path(settings.ANCHORS_FILE).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of this run's own, `{}` where a database's name belongs."""
    if binaries() is None and os.environ.get("POSTGRES_REQUIRED") == "1":
        pytest.fail(MISSING)
    if binaries() is None:
        pytest.skip(MISSING)
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated PostgreSQL database with nothing in it, to be copied."""
    name = "migrated"
    told_by(
        "migrating_program",
        database=empty_database(postgres, name),
        folder=tmp_path_factory.mktemp(name),
    )
    return name


@pytest.fixture
def postgres_copy(postgres: str, migrated_postgres: str) -> str:
    """The address of a fresh copy of it, this test's own."""
    return empty_database(postgres, f"copy_{uuid4().hex}", template=migrated_postgres)


@pytest.fixture(scope="session")
def server() -> Iterator[Portal]:
    """The portal on a loopback port, served by threads of this process."""
    with Portal() as running:
        yield running


@pytest.fixture
def portal(server: Portal, database: Path, sandbox: Sandbox) -> Iterator[Portal]:
    """The portal with a fresh database and a fresh stand-in behind it."""
    yield server
    server.settle()


@pytest.fixture
def institution(database: Path) -> Institution:
    """The practice institution that the stand-in's look-ups are about."""
    return Institution.objects.get(sid=Sandbox.install_sid)


@pytest.fixture
def desk(portal: Portal) -> Iterator[Desk]:
    """A coordinator, signed in; in `tests/access` by the form."""
    with SignedInDesk(portal.url, "coordinator") as signed_in:
        yield signed_in


@pytest.fixture
def second_desk(portal: Portal) -> Iterator[Desk]:
    """Another coordinator."""
    with SignedInDesk(portal.url, "coordinator2") as signed_in:
        yield signed_in


@pytest.fixture
def administrator(portal: Portal) -> Iterator[Desk]:
    with SignedInDesk(portal.url, "administrator") as signed_in:
        yield signed_in


@pytest.fixture
def auditor(portal: Portal) -> Iterator[Desk]:
    with SignedInDesk(portal.url, "auditor") as signed_in:
        yield signed_in
