"""Opening a socket within a deadline, name resolution included."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable
from typing import Any

from scheduling.proctoring_api.http.deadline import Deadline

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


class _Lookup:
    """One `getaddrinfo`, in a thread of its own:
    the operating system gives no way to stop one that hangs.
    """

    def __init__(self, host: str, port: int) -> None:
        self._done = threading.Event()
        self._found: list[Address] = []
        self._failed: Exception | None = None
        self._key = (host, port)
        threading.Thread(target=self._run, name="name lookup", daemon=True).start()

    def _run(self) -> None:
        try:
            self._found = socket.getaddrinfo(*self._key, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            self._failed = error
        finally:
            _forget(self._key)
            self._done.set()

    def wait(self, seconds: float) -> list[Address]:
        if not self._done.wait(seconds):
            raise TimeoutError("the name was not resolved in time")
        if self._failed:
            raise self._failed
        return self._found


# Callers for the same name share one lookup, so that a resolver that hangs costs one thread, not
# one per call.
_under_way: dict[tuple[str, int], _Lookup] = {}
_lock = threading.Lock()


def resolve(host: str, port: int, deadline: Deadline) -> list[Address]:
    """The host's addresses.

    Raises OSError (TimeoutError when the deadline comes first) or UnicodeError.
    """
    with _lock:
        lookup = _under_way.get((host, port)) or _Lookup(host, port)
        _under_way[host, port] = lookup
    return lookup.wait(deadline.left)


def connect(
    addresses: list[Address], deadline: Deadline, options: Iterable[tuple[int, int, int]]
) -> socket.socket:
    """A socket connected to the first address that answers; those left share the time.

    Raises OSError.
    """
    failed: OSError = OSError("the name has no address")
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = socket.socket(family, kind, protocol)
        try:
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(max(0.001, deadline.left / (len(addresses) - tried)))
            sock.connect(address)
            sock.settimeout(max(0.001, deadline.left))
            return sock
        except OSError as error:
            sock.close()
            failed = error
    raise failed


def _forget(key: tuple[str, int]) -> None:
    with _lock:
        _under_way.pop(key, None)


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    _under_way.clear()


os.register_at_fork(after_in_child=_after_fork)
