"""The stand-in's sockets: a server of HTTP that reads requests and hands them to the dispatcher."""

from __future__ import annotations

import ipaddress
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from portal.sandbox import stripe_js
from portal.sandbox.answers import Refusal, Reply
from portal.sandbox.catalogue import page
from portal.sandbox.connection import Way
from portal.sandbox.contract import Request
from portal.sandbox.control import PREFIX, Control
from portal.sandbox.dispatcher import StandIn

_LARGEST_BODY = 1_000_000
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY")


class Server(ThreadingHTTPServer):
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
    server: Server

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
        return stripe_js.answer(request.path)


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.answer)
