"""Real processes that can be killed: gunicorn with its workers, and processes that read back."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import requests

from tests.support import run_date
from tests.support.polling import until

ROOT = Path(__file__).resolve().parents[2]


def environment(database: Path, *, timeout: float = 1.5, var: Path | None = None) -> dict[str, str]:
    """The environment of a process that serves this database, with short calls and a folder of its
    own.
    """
    var = var or database.parent / "var"
    var.mkdir(exist_ok=True)
    own = {
        "DEBUG": "on",
        "DATABASE_URL": f"sqlite:///{database}",
        "VAR_DIR": str(var),
        "API_TIMEOUT": str(timeout),
        "READ_BACK_PAUSES": "0.05,0.1,0.2,0.3",
        "READ_BACK_QUIET": "0.3",
        "LOG_LEVEL": "CRITICAL",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | own | run_date.handed_on()


class Gunicorn:
    """The portal under gunicorn, on a loopback port that outlives its workers."""

    def __init__(self, database: Path, *, workers: int = 1, timeout: float = 1.5) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        handle = self._listener.fileno()
        command = (
            f"-m gunicorn --config python:tests.support.gunicorn_preload --bind fd://{handle}"
            " --log-level critical --timeout 600"  # who is made to sleep is not killed for it
        )
        self.process = subprocess.Popen(
            [sys.executable, *command.split()],
            cwd=ROOT,
            env=environment(database, timeout=timeout)
            | {
                "WEB_WORKERS": str(workers),
                "WEB_THREADS": "8",
            },
            pass_fds=[handle],
        )

    def __enter__(self) -> Gunicorn:
        until(self._answers)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGQUIT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.process.kill()
        self.process.wait()
        self._listener.close()

    def _answers(self) -> bool:
        assert self.process.poll() is None, "gunicorn did not start"
        try:
            return requests.get(f"{self.url}/healthz", timeout=30).ok
        except requests.RequestException:
            return False

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_worker(self) -> None:
        """SIGKILL to the worker; the master starts another one at once."""
        running: list[int] = []
        until(lambda: running or running.extend(self.workers()))
        with contextlib.suppress(ProcessLookupError):
            os.kill(running[0], signal.SIGKILL)


@contextlib.contextmanager
def worker(database: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py work`, the portal's own background worker."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment(database) | settings
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Reconcilers:
    """Forks processes that read back whatever is due until they are killed or nothing is left."""

    def __init__(self, database: Path) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.support.reconciler_program"],
            cwd=ROOT,
            env=environment(database) | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Reconcilers:
        assert self._parent.stdout and self._parent.stdout.readline().strip() == "ready"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parent.kill()
        self._parent.communicate()

    def start(self) -> int:
        """Another process that reads back; its process id."""
        assert self._parent.stdin and self._parent.stdout
        self._parent.stdin.write("another\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
