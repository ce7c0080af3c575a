"""The stand-in running: `Sandbox` inside a test's own process, `main` as a program of its own."""

from __future__ import annotations

import signal
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from portal.sandbox import practice_institutions
from portal.sandbox.catalogue import catalogue
from portal.sandbox.dispatcher import StandIn
from portal.sandbox.http_server import Server
from portal.sandbox.persistence import keep, take_up
from portal.sandbox.seed import by_the_clock
from portal.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, PRACTICE_TOKEN


class Sandbox:
    """A stand-in in this process, on a free loopback port, over real sockets.

        with Sandbox(seed=1) as s:
            s.url               # "http://127.0.0.1:PORT", the base URL for a client
            s.token             # "practice-token"; s.client_id, s.client_secret, s.token_url
            s.install_sid       # Northfield University; all of Sandbox's look-ups are about it
            a = s.needs_proctor()[0]     # where one lives, and its learner: see `sessions`
            s.session(a["sessionSid"])   # the session object as it is stored now
            s.trouble("drop_after")      # the next booking is carried out, then hung up on
            s.trouble("status", code=503, body="html", times=None)  # every one, until s.clear()
            s.trouble("latency", ms=800, method="GET", path_contains="/reports/")
            s.ledger()          # {"requests": [...], "bookings": [...], "charges": [...]}
            s.bookings(sid)     # what took effect, of one session or all
            s.clear()           # no trouble, an empty ledger, good tokens, no latency; data stays

    Every kind of trouble and its parameters are in `portal.sandbox.faults` and in `s.catalogue()`.
    `trouble` is for POST unless told otherwise (`method=""` is any) and comes once (`times`).
    Making one takes about 0.1 s once the module is loaded; `reset` gives fresh data.
    """

    token, client_id, client_secret = PRACTICE_TOKEN, CLIENT_ID, CLIENT_SECRET
    install_sid = practice_institutions.NORTHFIELD

    def __init__(
        self, seed: int = 1, *, port: int = 0, host: str = "127.0.0.1", latency_ms: float = 0
    ) -> None:
        self.stand_in = StandIn(seed, latency_ms / 1000)
        self._server = Server((host, port), self.stand_in)
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
        self, status: str = "", install_sid: str = practice_institutions.NORTHFIELD
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
    for install in stand_in.state.installs.values():
        by_the_clock(install, datetime.now(UTC))
    if data:
        take_up(stand_in.state, data)
    listener = None if fd is None else socket.socket(fileno=fd)
    with Server((host, port), stand_in, listener) as server:
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            print(
                f"The practice provider answers at http://{server.server_name}:{server.server_port}/"
                " (Ctrl-C stops it).",
                flush=True,
            )
            server.serve_forever()
        except KeyboardInterrupt:
            server.stopping.set()
        if data:
            keep(stand_in.state, data)
