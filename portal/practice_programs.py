"""The programs of one `make run`: started one after another, stopped together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

from portal.practice_ports import address

ROOT = Path(__file__).resolve().parent.parent
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 60  # seconds until a program answers
GRACE = 30  # seconds that a program has to stop


class StopAsked(Exception):
    """Ctrl-C, or another signal to stop."""


class Programs:
    """Process supervisor. A signal to stop is only noted when it comes; the next wait raises it.

    So none comes between the start of a program and the note that it runs.
    """

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[str]] = []
        self._is_stop_asked = False
        for number in STOPPING:
            signal.signal(number, self._ask_to_stop)

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; what it printed on standard output.

        Raises:
            SystemExit: it failed, after it said why on standard error.
        """
        process = self._start("manage.py", *arguments, stdout=subprocess.PIPE)
        self._wait_until(lambda: process.poll() is not None)
        self._running.remove(process)
        if process.returncode:
            raise SystemExit(f"{_name(process)} failed, so everything stops.")
        assert process.stdout
        return process.stdout.read()

    def serve(self, *arguments: str, listener: socket.socket, path: str) -> None:
        """Start a server that takes over the socket, and wait until it answers at the path.

        `{fd}` in an argument is the socket's number.

        Raises:
            SystemExit: it ended before that, or did not answer in time.
        """
        url, number = address(listener) + path, listener.fileno()
        process = self._start(
            *(argument.replace("{fd}", str(number)) for argument in arguments), pass_fds=(number,)
        )
        listener.close()
        self._wait_until(lambda: _answers(url, process), PATIENCE)

    def work(self, *arguments: str) -> None:
        """Start a program that answers nobody."""
        self._start(*arguments)

    def wait(self) -> str:
        """Wait until a program ends by itself; which one."""
        self._wait_until(self._ended)
        return _name(self._ended()[0])

    def stop(self) -> None:
        """Stop all that still run; no signal disturbs it."""
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self._running):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(timeout=GRACE)
            except subprocess.TimeoutExpired:
                process.kill()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stop_asked = True

    def _start(
        self, *arguments: str, stdout: int | None = None, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            start_new_session=True,
            stdout=stdout,
            pass_fds=pass_fds,
            text=True,
        )
        self._running.append(process)
        return process

    def _ended(self) -> list[subprocess.Popen[str]]:
        return [process for process in self._running if process.poll() is not None]

    def _wait_until(self, done: Callable[[], object], patience: float = float("inf")) -> None:
        end = time.monotonic() + patience
        while not (done() or self._is_stop_asked):
            if time.monotonic() > end:
                raise SystemExit("It did not start in time, so everything stops.")
            time.sleep(0.1)
        if self._is_stop_asked:
            raise StopAsked


def _answers(url: str, process: subprocess.Popen[str]) -> bool:
    if process.poll() is not None:
        raise SystemExit(f"{_name(process)} ended before it answered, so everything stops.")
    try:
        with urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def _name(process: subprocess.Popen[str]) -> str:
    """A program as it was started: `manage.py work`, `-m gunicorn`."""
    assert isinstance(process.args, list)
    return " ".join(process.args[1:3])
