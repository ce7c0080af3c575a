"""The two listening sockets of `make run`, opened before anything else is started.

The programs take them over, so nobody else can get one of the ports meanwhile, and what answers
there is always of the same copy.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Collection, Mapping

DEFAULTS = {"PORT": 8000, "SANDBOX_PORT": 9000}  # the portal's and the stand-in's
HOST = "127.0.0.1"
BACKLOG = 128
WHY = {
    errno.EADDRINUSE: "is taken",
    errno.EACCES: "may not be opened by this account",
}


class PortsNotOpened(Exception):
    """The sentences to print: which ports can't be had, and a command line with others."""


def open_ports(wanted: Mapping[str, int]) -> dict[str, socket.socket]:
    """Listening sockets by the variable that chooses the port: one for each, or none.

    Raises:
        PortsNotOpened: at least one can't be had; the others are closed again.
    """
    opened: dict[str, socket.socket] = {}
    refused: dict[str, str] = {}
    for variable, number in wanted.items():
        try:
            opened[variable] = _listening(number)
        except OSError as error:
            why = WHY.get(error.errno or 0, f"can't be opened ({error.strerror})")
            refused[variable] = f"Port {number}, which {variable} chooses, {why}."
        except OverflowError:
            refused[variable] = f"{variable} must be from 1 to 65535, and {number} is not."
    if refused:
        for listener in opened.values():
            listener.close()
        raise PortsNotOpened(
            "\n".join([*refused.values(), f"Choose another: {advice(wanted, refused)}"])
        )
    return opened


def address(listener: socket.socket) -> str:
    """Where the listener answers, as the beginning of an address without a slash at the end."""
    host, number = listener.getsockname()
    return f"http://{host}:{number}"


def advice(wanted: Mapping[str, int], refused: Collection[str]) -> str:
    """The command line with a free port in place of each that was refused."""
    chosen = {variable: number for variable, number in wanted.items() if variable not in refused}
    for variable in refused:
        chosen[variable] = _free_port(wanted[variable], chosen.values())
    told = [f"{name}={chosen[name]}" for name in wanted if chosen[name] != DEFAULTS[name]]
    return " ".join([*told, "make run"])


def _free_port(refused: int, others: Collection[int]) -> int:
    start = refused + 1 if 1024 <= refused < 65000 else max(DEFAULTS.values()) + 1
    return next(n for n in range(start, 65536) if n not in others and _is_free(n))


def _listening(number: int) -> socket.socket:
    """Raises OSError where the port can't be had, OverflowError where the number is no port."""
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, number))
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _is_free(number: int) -> bool:
    try:
        _listening(number).close()
    except OSError:
        return False
    return True
