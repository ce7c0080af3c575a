"""A Redis that says to each command what it was told to say."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

HELLO = "%1\r\n+proto\r\n:3"


@contextlib.contextmanager
def redis_that_says(answers: dict[str, str]) -> Iterator[str]:
    """Its address. A command that is not named is answered with OK."""
    listener = socket.create_server(("127.0.0.1", 0))
    known = {"HELLO": HELLO} | answers

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                threading.Thread(target=_serve, args=(caller, known), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
    finally:
        listener.close()


def _serve(caller: socket.socket, known: dict[str, str]) -> None:
    with contextlib.suppress(OSError, ValueError), caller, caller.makefile("rb") as lines:
        while head := lines.readline():
            words = [lines.read(int(lines.readline()[1:]) + 2) for _ in range(int(head[1:]))]
            said = known.get(words[0].strip().decode().upper(), "+OK")
            caller.sendall(f"{said}\r\n".encode())
