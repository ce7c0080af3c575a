"""The stand-in's sockets, and `Sandbox`, which runs it inside a test's own process."""

from __future__ import annotations

import ipaddress
import signal
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

from portal.sandbox import practice
from portal.sandbox.answers import Refusal, Reply
from portal.sandbox.catalogue import catalogue, page
from portal.sandbox.connection import Way
from portal.sandbox.contract import Request
from portal.sandbox.control import PREFIX, Control
from portal.sandbox.dispatcher import StandIn
from portal.sandbox.persistence import keep, take_up
from portal.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, PRACTICE_TOKEN

_LARGEST_BODY = 1_000_000
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], stand_in: StandIn, listener: socket.socket | None = None
    ) -> None:
        """With a listener, takes it over instead of opening one at the address."""
        super().__init__(address, _Handler, bind_and_activate=listener is None)
        if listener:
            self.socket.close()
            self.socket = listener
            self.server_name, self.server_port = listener.getsockname()
        self.stand_in = stand_in
        self.control = Control(stand_in)
        self.stopping = threading.Event()

    def server_bind(self) -> None:
        # The parent class looks up its own name here, which takes seconds on a machine without DNS.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests off one connection; `nth` counts them."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 300
    nth = 0
    server: _Server

    def answer(self) -> None:
        self.nth += 1
        stand_in = self.server.stand_in
        try:
            request = self._read()
        except Refusal as refusal:
            self._way({}).send(refusal.reply(), close=True)
            self.close_connection = True
            return
        if (reply := self._beside_the_api(request)) is not None:
            self._way({}).send(reply)
            return
        entry = stand_in.enter(request)
        way = self._way(entry)
        stand_in.answer(request, entry, way)
        self.close_connection = self.close_connection or way.closed

    def log_message(self, format: str, *args: Any) -> None:
        """The ledger is the log."""

    def _way(self, entry: dict[str, Any]) -> Way:
        return Way(
            self.connection,
            self.server.stand_in.ledger,
            entry,
            self.server.stopping,
            nth=self.nth,
            without_body=self.command == "HEAD",
        )

    def _read(self) -> Request:
        if "transfer-encoding" in self.headers:
            raise Refusal(400, "INVALIDINPUT", "Send a Content-Length.")
        length = self.headers.get("content-length") or "0"
        if not (length.isascii() and length.isdigit()):
            raise Refusal(400, "INVALIDINPUT", "The Content-Length is not a number.")
        if int(length[:20]) > _LARGEST_BODY:
            raise Refusal(413, "INVALIDINPUT", "The body is too large.")
        body = self.rfile.read(int(length))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, parse_qsl(query, keep_blank_values=True), headers, body)

    def _beside_the_api(self, request: Request) -> Reply | None:
        """The control address, the contract and the page for people;
        none of it is in the ledger.
        """
        if request.path.startswith(PREFIX):
            if not ipaddress.ip_address(self.client_address[0]).is_loopback:
                return Refusal(403, "AUTHENTICATIONFAILED", "Only from this machine.").reply()
            return self.server.control.answer(request)
        if request.method != "get":
            return None
        if request.path == "/openapi.json":
            return Reply(body=self.server.stand_in.contract.as_json)
        if request.path == "/":
            return Reply(body=page(self.server.stand_in), content_type="text/html; charset=utf-8")
        return None


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.answer)


class Sandbox:
    """A stand-in in this process, on a free loopback port, over real sockets.

        with Sandbox(seed=1) as s:
            s.url                     # "http://127.0.0.1:PORT", the base URL for a client
            s.token                   # "practice-token"; s.client_id, s.client_secret, s.token_url
            s.install_sid             # Northfield University; all of Sandbox's look-ups are about
    it
            a = s.needs_proctor()[0]  # {"installSid", "examSid", "sessionSid", "enrollmentSid",
    "learner"}
            s.session(a["sessionSid"])            # the session object as it is stored now
            s.trouble("drop_after")               # the next scheduling POST is carried out, then
    hung up on
            s.trouble("status", code=503, body="html", times=None)      # every one, until s.clear()
            s.trouble("latency", ms=800, method="GET", path_contains="/reports/")
            s.ledger()                # {"requests": [...], "bookings": [...], "charges": [...]}
            s.bookings(sid)           # what took effect, of one session or all
            s.clear()                 # no trouble, an empty ledger, good tokens, no latency; data
    stays

    Every kind of trouble and its parameters are in `portal.sandbox.faults` and in `s.catalogue()`.
    `trouble` is for POST unless told otherwise (`method=""` is any) and comes once (`times`).
    Making one takes about 0.1 s once the module is loaded; `reset` gives fresh data.
    """

    token, client_id, client_secret = PRACTICE_TOKEN, CLIENT_ID, CLIENT_SECRET
    install_sid = practice.NORTHFIELD

    def __init__(
        self, seed: int = 1, *, port: int = 0, host: str = "127.0.0.1", latency_ms: float = 0
    ) -> None:
        self.stand_in = StandIn(seed, latency_ms / 1000)
        self._server = _Server((host, port), self.stand_in)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Sandbox:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops answering, lets go of everyone who is kept waiting, and closes the port."""
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token_url(self) -> str:
        return f"{self.url}/oidc/token"

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        return self.stand_in.ledger.snapshot()

    def requests(self, method: str = "", path_contains: str = "") -> list[dict[str, Any]]:
        """What arrived, in order."""
        found = self.ledger()["requests"]
        return [r for r in found if method in ("", r["method"]) and path_contains in r["path"]]

    def bookings(self, session_sid: str = "") -> list[dict[str, Any]]:
        """What took effect (`effect`: scheduled, rescheduled or cancelled), in order."""
        return [b for b in self.ledger()["bookings"] if session_sid in ("", b["session_sid"])]

    def charges(self) -> list[dict[str, Any]]:
        return self.ledger()["charges"]

    def trouble(
        self,
        kind: str,
        *,
        method: str = "POST",
        path_contains: str = "",
        times: int | None = 1,
        **params: Any,
    ) -> None:
        """Asks for trouble. Raises Refusal for an unknown kind or parameter."""
        match = {"method": method, "path_contains": path_contains}
        self.stand_in.troubles.add({"kind": kind, "match": match, "times": times, **params})

    def clear(self) -> None:
        self.stand_in.troubles.clear()
        self.stand_in.ledger.clear()
        self.stand_in.tokens.reset()
        self.stand_in.quota.lift()
        self.stand_in.latency = 0.0

    def reset(self, seed: int = 1) -> None:
        self.stand_in.reset(seed)

    def set_quota(self, per_minute: int | None) -> None:
        """So many requests a minute, whatever they ask for; None: as many as come."""
        self.stand_in.quota.limit(per_minute)

    def set_latency(self, ms: float) -> None:
        self.stand_in.latency = ms / 1000

    def set_tokens(self, *valid: str) -> None:
        """From now on only these `token` headers are good."""
        self.stand_in.tokens.control({"valid": list(valid)})

    def expire_bearer_tokens(self) -> None:
        self.stand_in.tokens.control({"expire": True})

    def set_seats(self, place_sid: str, seats: int) -> None:
        """How many fit in at a location or instructor entry at one start time."""
        self.stand_in.state.set_seats(place_sid, seats)

    def sessions(
        self, status: str = "", install_sid: str = practice.NORTHFIELD
    ) -> list[dict[str, Any]]:
        """Where exam sessions live:
        `installSid examSid sessionSid enrollmentSid status learner`.
        """
        return self.stand_in.state.inspect(status=status, install_sid=install_sid)

    def needs_proctor(self) -> list[dict[str, Any]]:
        return self.sessions(status="Needs Proctor")

    def session(self, session_sid: str) -> dict[str, Any]:
        """The session object as it is stored now, without a request."""
        return self.stand_in.state.stored(session_sid)

    def place(self, sid: str = "", **wanted: Any) -> dict[str, Any]:
        """With `sid`: sets that session's `status`. Without: makes a new session that needs a
        proctor (of `like`'s enrollment and exam, or of any), and returns where it lives."""
        return self.stand_in.state.place({"sid": sid, **wanted})

    def catalogue(self) -> dict[str, Any]:
        return catalogue(self.stand_in)


def main(
    port: int = 9000,
    seed: int = 1,
    host: str = "127.0.0.1",
    latency_ms: float = 0,
    data: Path | None = None,
    fd: int | None = None,
) -> None:
    """Serves until interrupted.

    With `data`, goes on from that file and keeps itself there when it stops. With `fd`, answers on
    that open listening socket, whatever host and port say.
    """
    stand_in = StandIn(seed, latency_ms / 1000)
    if data:
        take_up(stand_in.state, data)
    listener = None if fd is None else socket.socket(fileno=fd)
    with _Server((host, port), stand_in, listener) as server:
        print(
            f"The practice provider answers at http://{server.server_name}:{server.server_port}/"
            " (Ctrl-C stops it).",
            flush=True,
        )
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            server.serve_forever()
        except KeyboardInterrupt:
            server.stopping.set()
        if data:
            keep(stand_in.state, data)
