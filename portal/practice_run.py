"""`make run`:
the stand-in API, the worker and the portal together, with practice data, until Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

from portal.settings import DATABASES, VAR_DIR, practice_ports

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60


def main() -> int:
    """Start everything, wait for Ctrl-C or for one of them to end, stop everything."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    port, sandbox_port = practice_ports()
    _keep_to_the_owner()
    running: list[subprocess.Popen[bytes]] = []
    try:
        _manage("migrate", "--verbosity", "0")
        _manage("createcachetable")
        _manage("collectstatic", "--noinput", "--verbosity", "0")
        data = str(VAR_DIR / "sandbox.data")
        running.append(_start("manage.py", "sandbox", "--port", str(sandbox_port), "--data", data))
        _wait(f"http://127.0.0.1:{sandbox_port}/_control/catalogue", running)
        print("\nPractice logins (user name, password, role):")
        _manage("load_practice", "--sandbox", f"http://127.0.0.1:{sandbox_port}")
        running.append(_start("manage.py", "work"))
        running.append(
            _start(
                "-m", "gunicorn", "--config", "python:portal.serving", "--bind", f"127.0.0.1:{port}"
            )
        )
        _wait(f"http://127.0.0.1:{port}/healthz", running)
        print(
            f"\nThe portal:       http://127.0.0.1:{port}/\nThe stand-in API:"
            f" http://127.0.0.1:{sandbox_port}/"
        )
        print("Ctrl-C stops everything.\n", flush=True)
        _until(lambda: any(process.poll() is not None for process in running))
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        _end(running)
    return 1


def _keep_to_the_owner() -> None:
    """What is stored names learners:
    the files and folders made from here on are for this account alone.
    """
    os.umask(0o077)
    VAR_DIR.chmod(0o700)
    if DATABASES["default"]["ENGINE"] == "portal.sqlite":
        stored = Path(DATABASES["default"]["NAME"])
        for file in stored.parent.glob(f"{stored.name}*"):
            file.chmod(0o600)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True)


def _wait(url: str, running: list[subprocess.Popen[bytes]]) -> None:
    def answers() -> bool:
        if running[-1].poll() is not None:
            raise SystemExit(
                f"{' '.join(map(str, running[-1].args[1:3]))} ended before it answered: is its port"
                " taken?"
            )  # type: ignore[index]
        try:
            with urlopen(url, timeout=2):
                return True
        except OSError:
            return False

    _until(answers, PATIENCE)


def _until(done: Callable[[], bool], patience: float = float("inf")) -> None:
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise SystemExit("It did not start in time.")
        time.sleep(0.2)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in reversed(running):
        if process.poll() is None:
            process.terminate()
    for process in reversed(running):
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
