"""What the stand-in's tests book:
the body they send, the ten types, and one session booked under one trouble.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests

from portal.sandbox.server import Sandbox
from tests.support.polling import until
from tests.support.raw_http import Heard, talk

START = "2031-03-12T15:00:00.000Z"
PLACE = f"PL{1:032x}"
BODY = {
    "type": "smarter-scheduling",
    "appointmentDateTime": START,
    "proctorLocationSid": PLACE,
    "amount": 20,
}
TYPES = [
    "b-virtual",
    "ad-hoc",
    "instructor-as-proctor",
    "messaging",
    "register-blast",
    "vtc",
    "proctoru",
    "examity",
    "smarter-scheduling",
    "automated",
]
RESCHEDULABLE = [
    "b-virtual",
    "ad-hoc",
    "register-blast",
    "proctoru",
    "examity",
    "smarter-scheduling",
]


def conflict(response: requests.Response) -> str:
    assert (response.status_code, response.json()["code"]) == (409, "CONFLICT")
    return response.json()["message"]


class Trial:
    """Books one session under one trouble over a bare socket."""

    def __init__(self, sandbox: Sandbox, url: Callable, waiting: dict) -> None:
        self.sandbox, self.where, self.url = sandbox, waiting, url(waiting)

    def __call__(self, kind: str, *, listening: dict | None = None, **params: Any) -> Heard:
        self.sandbox.trouble(kind, **params)
        heard = talk("POST", self.url, BODY, **(listening or {}))
        until(lambda: self.sandbox.requests() and self.sandbox.requests()[-1]["trouble"] == kind)
        return heard

    @property
    def effects(self) -> list[str]:
        return [b["effect"] for b in self.sandbox.bookings(self.where["sessionSid"])]

    @property
    def stored(self) -> dict[str, Any]:
        return self.sandbox.session(self.where["sessionSid"])

    @property
    def times(self) -> tuple[float, float]:
        """When the last request arrived, and when its effect took place, by the stand-in's clock,
        in seconds.
        """
        told = self.sandbox.requests()[-1], self.sandbox.bookings(self.where["sessionSid"])[-1]
        arrived, took_effect = (datetime.fromisoformat(one["at"]).timestamp() for one in told)
        return arrived, took_effect
