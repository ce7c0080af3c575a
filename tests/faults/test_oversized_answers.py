"""Answers that are too large or too slow: given up before they cost memory or time."""

from __future__ import annotations

import base64
import time
import zlib

import pytest

from portal.sandbox.server import Sandbox
from tests.support.client import Desk
from tests.support.outcomes import details


def bomb() -> str:
    """200 MB of blanks, gzipped whole."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = [packer.compress(b" " * 1_000_000) for _ in range(200)]
    return base64.b64encode(b"".join(packed) + packer.flush()).decode()


@pytest.mark.faults(30)
@pytest.mark.parametrize("kind", ["huge_body", "gzip_bomb", "raw_body"])
def test_a_huge_answer_is_cut_off_before_it_costs_memory(
    desk: Desk, sandbox: Sandbox, kind: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    sandbox.trouble(
        kind,
        **(
            {"base64": bomb(), "headers": {"Content-Encoding": "gzip"}}
            if kind == "raw_body"
            else {}
        ),
    )
    other = sandbox.needs_proctor()[0]
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = _peak_kib()
    desk.book(other, appointment_date_time="2027-01-15T09:30")

    assert details("outcome")["cause"] == ("unreadable" if kind == "gzip_bomb" else "too-large")
    assert details("outcome")["exchange"]["bytes"] <= 512 * 1024
    assert _peak_kib() - before < 40 * 1024


def _peak_kib() -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


@pytest.mark.faults(29)
def test_a_drip_is_given_up_at_the_limit_of_the_whole_call(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("slow_drip", part="headers")
    started = time.monotonic()
    desk.book(where)

    assert 1.4 < time.monotonic() - started < 30
