"""`make run`: the stand-in API, the worker and the portal together, with practice data, until
Ctrl-C.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from django.core.exceptions import ImproperlyConfigured

from portal.environment import stop
from portal.practice_ports import PortsNotOpened, address, advice, open_ports
from portal.practice_programs import Programs, StopAsked

try:
    from portal.settings import DATABASES, PRACTICE, VAR_DIR, practice_ports
except ImproperlyConfigured as refused:
    stop(refused)


def main() -> int:
    """Start everything, wait for Ctrl-C or for one of them to end, stop everything."""
    programs = Programs()
    if not PRACTICE:
        raise SystemExit("make run is for practice, and PRACTICE is off here. Nothing was started.")
    _keep_to_the_owner()
    ports = _ports()
    with _lock(ports) as lock:
        listeners = _listeners(ports)
        _note(lock, address(listeners["PORT"]))
        try:
            _start(programs, listeners)
            print(f"\n{programs.wait()} ended by itself, so everything stops.", flush=True)
        except StopAsked:
            print("\nStopping …", flush=True)
            return 0
        finally:
            programs.stop()
    return 1


def _start(programs: Programs, listeners: Mapping[str, socket.socket]) -> None:
    portal, stand_in = address(listeners["PORT"]), address(listeners["SANDBOX_PORT"])
    programs.manage("migrate", "--verbosity", "0")
    programs.manage("collectstatic", "--noinput", "--verbosity", "0")
    data = str(VAR_DIR / "sandbox.data")
    programs.serve(
        *("manage.py", "sandbox", "--fd", "{fd}", "--data", data),
        listener=listeners["SANDBOX_PORT"],
        path="/_control/catalogue",
    )
    logins = programs.manage("load_practice", "--sandbox", stand_in)
    programs.work("manage.py", "work")
    programs.serve(
        *("-m", "gunicorn", "--config", "python:portal.gunicorn_conf", "--bind", "fd://{fd}"),
        listener=listeners["PORT"],
        path="/healthz",
    )
    print(f"\nPractice logins (user name, password, role):\n{logins}")
    print(f"The portal:       {portal}/\nThe stand-in API: {stand_in}/")
    print("Ctrl-C stops everything.\n", flush=True)


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


def _ports() -> dict[str, int]:
    try:
        return practice_ports()
    except ImproperlyConfigured as refused:
        stop(refused)


def _lock(ports: Mapping[str, int]) -> TextIO:
    """File lock: one copy at a time for one data folder, since two would write over each other's.

    Raises:
        SystemExit: another copy holds it.
    """
    file = (VAR_DIR / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise SystemExit(
            f"The portal of this folder is already running, at {file.read()}/. Open it there,"
            " or stop it with Ctrl-C where it was started. A second copy needs a folder of its own;"
            f" start it there with: {advice(ports, ports)}\nNothing was started."
        ) from None
    return file


def _note(lock: TextIO, address: str) -> None:
    """Write where this copy answers, for whoever finds the lock taken."""
    lock.truncate(0)
    lock.write(address)
    lock.flush()


def _listeners(ports: Mapping[str, int]) -> dict[str, socket.socket]:
    try:
        return open_ports(ports)
    except PortsNotOpened as refused:
        raise SystemExit(f"{refused}\nNothing was started.") from None


if __name__ == "__main__":
    sys.exit(main())
