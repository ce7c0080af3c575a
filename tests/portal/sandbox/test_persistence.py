"""Practice data between two runs."""

from __future__ import annotations

from pathlib import Path

from portal.sandbox.persistence import keep, take_up
from portal.sandbox.server import Sandbox


def test_a_booking_is_still_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.data"
    with Sandbox() as first:
        where = first.needs_proctor()[0]
        first.place(where["sessionSid"], status="Scheduled")
        keep(first.stand_in.state, file)
    with Sandbox() as second:
        take_up(second.stand_in.state, file)
        assert second.session(where["sessionSid"])["status"] == "Scheduled"


def test_an_unreadable_or_another_seeds_file_is_a_fresh_start(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.data"
    file.write_bytes(b"\x80\x04nonsense")
    with Sandbox() as running:
        before = len(running.needs_proctor())
        take_up(running.stand_in.state, file)
        take_up(running.stand_in.state, tmp_path / "missing.data")
        with Sandbox(seed=2) as other:
            keep(other.stand_in.state, file)
        take_up(running.stand_in.state, file)
        assert len(running.needs_proctor()) == before
