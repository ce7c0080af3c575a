"""`make run` as a process of its own, on ports and data that nobody else has."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 120  # seconds; a slow machine is no fault


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def own_environment(folder: Path, **others: str) -> dict[str, str]:
    """The environment of a practice copy with its data in the folder; `others` go before."""
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own = {
        "DEBUG": "off",
        "PRACTICE": "on",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": HOST,
        "SECURE_COOKIES": "off",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
    }
    return plain | own | others


@contextmanager
def started(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`make run` without make, until the block ends; both its outputs come in one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.practice_run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def ended(environment: dict[str, str]) -> tuple[int, str]:
    """Let one that ends by itself do so: its exit code and all it said."""
    with started(environment) as process:
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said


def programs_in(folder: Path) -> dict[int, str]:
    """The running programs whose data is in the folder: command lines by process id."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={folder}/var".encode() in (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has ended meanwhile, or is not ours to look at
    return found
