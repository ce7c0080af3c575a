"""Fault rigs:
addresses that can't be reached, relays that hold a call, TLS servers, storage that refuses.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.fault_processes import Gunicorn
from tests.support.scripted_provider import Script, ScriptedServer
from tests.support.tcp_relay import Relay


@pytest.fixture(autouse=True)
def short_calls(settings: Settings) -> None:
    """A call that is never answered is given up after a moment."""
    settings.API_TIMEOUT = 1.5


@pytest.fixture
def point_at(institution: Institution) -> Callable[[str], None]:
    """Let the practice institution's API stand at another address."""

    def point(base_url: str) -> None:
        Institution.objects.filter(pk=institution.pk).update(base_url=base_url)

    return point


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port whose listen queue is full, so that a further SYN is dropped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


@pytest.fixture
def relay(sandbox: Sandbox) -> Iterator[Callable[..., Relay]]:
    """Makes relays to the stand-in: plain or behind TLS, open or holding everything back."""
    made: list[Relay] = []

    def make(tls: ssl.SSLContext | None = None, *, holding: bool = False) -> Relay:
        made.append(Relay(sandbox.port, tls, holding=holding))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def storage(database: Path) -> Iterator[Storage]:
    """The portal's own database in trouble:
    locked, full, read-only, gone, or refusing one kind of event.
    """
    options = connections.settings["default"]["OPTIONS"]
    usual = dict(options)
    options["timeout"] = 0.4
    trouble = Storage(database, options)
    yield trouble
    trouble.mend()
    options.clear()
    options.update(usual)


@pytest.fixture
def on_disk(database: Path) -> Callable[[], bytes]:
    """Everything the portal has written:
    the database, its write-ahead log, and what is kept aside.
    """

    def read() -> bytes:
        from django.conf import settings

        files = [
            *database.parent.glob("portal.sqlite3*"),
            *Path(settings.VAR_DIR).glob("queue.sqlite3*"),
        ]
        files += Path(settings.VAR_DIR).glob("outcomes.*")
        return b"".join(_held_by(file) for file in files)

    return read


def _held_by(file: Path) -> bytes:
    """What a file holds;
    nothing where the database has just put it away, having taken all of it over.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


@pytest.fixture
def gunicorn(database: Path, sandbox: Sandbox) -> Iterator[Gunicorn]:
    with Gunicorn(database) as running:
        yield running


@pytest.fixture
def clerk(gunicorn: Gunicorn) -> Iterator[Desk]:
    """A coordinator signed in at gunicorn."""
    with Desk(gunicorn.url, "coordinator") as signed_in:
        signed_in.browser.headers["Connection"] = "close"
        yield signed_in


@pytest.fixture
def provide(institution: Institution) -> Iterator[Callable[..., ScriptedServer]]:
    """Lets a scripted provider stand in for the institution's."""
    running: list[ScriptedServer] = []

    def start(*scripts: Script) -> ScriptedServer:
        running.append(ScriptedServer(list(scripts)))
        Institution.objects.filter(pk=institution.pk).update(base_url=running[-1].url)
        institution.refresh_from_db()
        return running[-1]

    yield start
    for server in running:
        server.stop()
