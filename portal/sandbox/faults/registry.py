"""What a kind of trouble is given, and the list of all kinds by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Protocol

from portal.sandbox.answers import Reply

# From the body that was asked, the fields to store instead.
Change = Callable[[dict[str, Any]], dict[str, Any]]


class Act(Protocol):
    """Carries the request out, after the server's own latency and `pause` seconds more.

    A refusal by the stand-in's own rules is a reply too.
    """

    def __call__(
        self,
        *,
        change: Change | None = None,
        query: dict[str, str] | None = None,
        pause: float = 0.0,
    ) -> Reply: ...


KINDS: dict[str, Callable[..., None]] = {}


def kind(function: Callable[..., None]) -> Callable[..., None]:
    KINDS[function.__name__] = function
    return function


def parameters(name: str) -> dict[str, Any]:
    """The parameters of a kind and what they are unless asked otherwise."""
    given = list(inspect.signature(KINDS[name]).parameters.values())[2:]
    return {p.name: p.default for p in given}
