"""What a figure is played on:
the stand-in API, a database file of its own, and the portal under gunicorn.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import requests
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
_MIGRATED: list[bytes] = []


class Provider:
    """The stand-in API in a process of its own, and its control address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._control = requests.Session()
        self._control.trust_env = False
        catalogue = self.control("GET", "catalogue")
        self.token: str = catalogue["token"]
        self._place = catalogue["installs"][0]["locations"][0]["sid"]

    @property
    def place(self) -> str:
        """A testing center that never runs out of seats."""
        self.control("POST", "seats", sid=self._place, seats=10_000_000)
        return self._place

    def control(self, method: str, what: str, **body: Any) -> Any:
        answer = self._control.request(
            method, f"{self.url}/_control/{what}", json=body or None, timeout=30
        )
        answer.raise_for_status()
        return answer.json()

    def new_session(self) -> dict[str, str]:
        """A new exam session that needs a proctor: `installSid examSid sessionSid` and more."""
        made: dict[str, str] = self.control("POST", "sessions", status="")
        return made

    def slow_by(self, ms: int) -> None:
        """Every answer takes this long from now on."""
        self.control("POST", "latency", ms=ms)

    def last_post(self) -> dict[str, Any]:
        """The newest booking that arrived: its `body` as it was sent."""
        arrived = self.control("GET", "ledger")["requests"]
        found: dict[str, Any] = next(one for one in reversed(arrived) if one["method"] == "POST")
        return found


class Stage:
    """A folder with a migrated database, settings as in production, and what runs on them."""

    def __init__(self, folder: Path, database: str = "") -> None:
        """`database` is a DATABASE_URL; without one, an SQLite file in the folder."""
        self.folder, self.database = folder, database or f"sqlite:///{folder / 'portal.sqlite3'}"
        self._field_key = Fernet.generate_key().decode()

    def environment(self, *, debug: bool = False) -> dict[str, str]:
        """The portal's settings; nothing of this shell's gets through."""
        return {
            "PATH": os.defpath,
            "DEBUG": "on" if debug else "off",
            "SECRET_KEY": "a-key-for-one-run-of-the-benchmarks-only-0123456789-abcdefgh",
            "FIELD_ENCRYPTION_KEYS": self._field_key,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_COOKIES": "off",
            "PRACTICE": "on",  # what is booked with stands on this machine
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.folder / "var"),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def run(self, *arguments: str, debug: bool = False) -> str:
        """Run python with `arguments` to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(debug=debug),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    @contextmanager
    def provider(self) -> Iterator[Provider]:
        """The stand-in API, until the block ends."""
        port = free_port()
        with self._running(
            f"http://127.0.0.1:{port}/", "manage.py", "sandbox", "--port", str(port)
        ) as url:
            yield Provider(url)

    @contextmanager
    def portal(self) -> Iterator[str]:
        """The portal under gunicorn, as it is served in production, until the block ends;
        its address.
        """
        port = free_port()
        bind = ("--bind", f"127.0.0.1:{port}", "--log-level", "warning")
        with self._running(
            f"http://127.0.0.1:{port}/healthz",
            "-m",
            "gunicorn",
            "--config",
            "python:portal.gunicorn_conf",
            *bind,
        ) as url:
            yield url

    @contextmanager
    def _running(self, answers_at: str, *arguments: str) -> Iterator[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(answers_at, process)
            yield answers_at.removesuffix("/healthz").removesuffix("/")
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@contextmanager
def empty_stage(database: str = "") -> Iterator[Stage]:
    """A stage with an empty migrated database. In the checkout, because a system's temporary folder
    may be in memory, where a commit costs nothing."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=ROOT / "var") as folder:
        stage = Stage(Path(folder), database)
        _migrate(stage, Path(folder) / "portal.sqlite3")
        yield stage


def _migrate(stage: Stage, file: Path) -> None:
    """SQLite's file once a run: every further stage begins with a copy of it."""
    if not stage.database.endswith(str(file)):
        stage.run("manage.py", "migrate", "--verbosity", "0")
        return
    if not _MIGRATED:
        stage.run("manage.py", "migrate", "--verbosity", "0")
        _MIGRATED.append(file.read_bytes())
    file.write_bytes(_MIGRATED[0])


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is running: `portal` is its address; the logins are user names and passwords."""

    stage: Stage
    provider: Provider
    portal: str
    login: tuple[str, str]
    auditor: tuple[str, str]


@contextmanager
def scene(database: str = "") -> Iterator[Scene]:
    """A stage with practice data, the provider and the portal running."""
    with empty_stage(database) as stage, stage.provider() as provider:
        logins = stage.run("manage.py", "load_practice", "--sandbox", provider.url, debug=True)
        people = [line.split() for line in logins.splitlines()]
        by_name = {name: (name, password) for name, password, *_ in people}
        stage.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        with stage.portal() as portal:
            yield Scene(stage, provider, portal, by_name["coordinator"], by_name["auditor"])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers at {url}.")
