"""`make run` as a newcomer types it:
it comes up, tells the logins, and stops everything it started.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet

from tests.support.polling import until

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """The portal, the stand-in and the worker, started together; every signal at its default."""
    port, sandbox_port = free_port(), free_port()
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = plain | {
        "DEBUG": "off",
        "PRACTICE": "on",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_COOKIES": "off",
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "portal.practice_run"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    yield process, port, sandbox_port
    if process.poll() is None:
        process.kill()
        process.wait(timeout=30)


def said_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_comes_up_tells_the_logins_and_stops_everything(
    running: tuple[subprocess.Popen[str], int, int], how: signal.Signals, tmp_path: Path
) -> None:
    process, port, sandbox_port = running
    said = said_until(process, "Ctrl-C stops everything.")
    assert f"http://127.0.0.1:{port}/" in said
    assert "coordinator    practice-desk-1" in said
    assert requests.get(f"http://127.0.0.1:{port}/readyz", timeout=30).text == "ready\n"
    modes = {
        name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("var", "portal.sqlite3")
    }
    assert modes == {"var": 0o700, "portal.sqlite3": 0o600}

    process.send_signal(how)
    assert process.wait(timeout=60) == 0
    until(lambda: not (listening(port) or listening(sandbox_port)))


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
