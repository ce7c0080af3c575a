"""Forms on their way to a process that may be killed, and what settles them afterwards."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from typing import Any

import requests
import time_machine
from django.utils import timezone

from scheduling.audit.verifier import verify
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.outcomes import settle

PAST_EVERY_DEADLINE = timedelta(seconds=20)


class Sent:
    """A form on its way from a browser of its own."""

    def __init__(self, clerk: Desk, where: dict[str, str], **answers: Any) -> None:
        self.where, self.answer = where, None
        self._headers = {"X-CSRFToken": clerk.browser.cookies["csrftoken"], "Connection": "close"}
        self._cookies = clerk.browser.cookies.get_dict()
        self._url, self._form = f"{clerk.url}{session_path(where)}schedule/", automated(**answers)
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.thread.start()

    def _send(self) -> None:
        with contextlib.suppress(requests.RequestException):
            self.answer = requests.post(
                self._url,
                self._form,
                headers=self._headers,
                cookies=self._cookies,
                allow_redirects=False,
                timeout=30,
            )

    def wait(self) -> requests.Response | None:
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.answer


def automated(**answers: Any) -> dict[str, Any]:
    """A form for a type that no seat runs out of."""
    return booking(session_type="automated", proctor_location_sid=None, **answers)


def settle_after_the_kill() -> None:
    """The background's steps, once every deadline of what was killed has passed."""
    with time_machine.travel(timezone.now() + PAST_EVERY_DEADLINE, tick=True):
        settle()
    assert verify().is_intact
