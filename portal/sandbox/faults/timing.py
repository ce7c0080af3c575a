"""Trouble with time and with the connection: late, slow, hung up, never answered."""

from __future__ import annotations

import threading

from portal.sandbox.connection import Way
from portal.sandbox.faults.refusing import error_reply
from portal.sandbox.faults.registry import Act, kind


@kind
def latency(way: Way, act: Act, ms: float = 1000, effect: str = "late") -> None:
    """Answers `ms` later. effect: "late" (just before the answer) or "early" (at once)."""
    if effect == "late":
        way.send(act(pause=ms / 1000))
    else:
        reply = act()
        if way.wait(ms / 1000):
            way.send(reply)


@kind
def drop_before(way: Way, act: Act, rst: bool = False) -> None:
    """Reads the request and closes. Nothing happened."""
    way.close(rst=rst)


@kind
def drop_after(way: Way, act: Act, rst: bool = False) -> None:
    """Carries it out and closes without an answer."""
    act()
    way.close(rst=rst)


@kind
def hang_before(way: Way, act: Act, seconds: float = 60) -> None:
    """Reads the request and says nothing. Nothing happened."""
    way.wait(seconds)
    way.close()


@kind
def hang_after(way: Way, act: Act, seconds: float = 60) -> None:
    """Carries it out and says nothing."""
    act()
    way.wait(seconds)
    way.close()


@kind
def late_effect(way: Way, act: Act, seconds: float = 1.0) -> None:
    """Closes at once, and carries it out only some seconds later."""
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    way.close()


@kind
def stale_keepalive(way: Way, act: Act, effect: bool = False) -> None:
    """Closes upon a request that came over a connection used before; the first one is answered."""
    if effect:
        act()
    way.close()


@kind
def close_after_answer(way: Way, act: Act) -> None:
    """Answers as if the connection stayed open, then closes it."""
    way.send(act())
    way.close()


@kind
def slow_drip(
    way: Way,
    act: Act,
    part: str = "body",
    bytes: int = 1,
    interval: float = 0.2,
    effect: bool = True,
) -> None:
    """Sends the "headers" (and all after) or the "body" a few bytes at a time."""
    reply = act() if effect else error_reply(500, "json", "Something went wrong.", {})
    body = reply.payload()
    head = way.head(reply, len(body))
    if part == "headers":
        way.drip(head + body, bytes, interval)
    else:
        way.raw(head)
        way.drip(body, bytes, interval)
