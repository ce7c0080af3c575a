"""A request goes out in one piece: in two, the other side wakes up for its head alone."""

from __future__ import annotations

import contextlib
import socket
import threading

from scheduling.proctoring_api.auth import HeaderToken
from scheduling.proctoring_api.client import Client
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.errors import ProctoringError
from tests.support.provider_session import BODY, TOKEN


def test_a_request_goes_out_in_one_piece(address) -> None:
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            there, _ = listening.accept()
            with there:
                came.append(there.recv(65_536))

        listener = threading.Thread(target=listen)
        listener.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with contextlib.suppress(ProctoringError):
            Client(Connection(url, HeaderToken(TOKEN), timeout=20.0)).schedule(address, BODY)
        listener.join()
    head, _, body = came[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /") and body.startswith(b"{") and body.endswith(b"}")
