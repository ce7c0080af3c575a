"""Practice data between two runs, kept in a file when the stand-in stops, taken up again when it
starts.
"""

from __future__ import annotations

import pickle
from pathlib import Path

from portal.sandbox.state import State


def keep(state: State, file: Path) -> None:
    """Write what the installs, seats and till hold. The file is replaced whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with state.lock:
        fresh.write_bytes(pickle.dumps((state.seed, state.installs, state.till, state.seats)))
    fresh.replace(file)


def take_up(state: State, file: Path) -> None:
    """Go on from a kept file of the same seed;
    anything else, an unreadable one too, is a fresh start.
    """
    try:
        seed, installs, till, seats = pickle.loads(file.read_bytes())
    except (
        OSError,
        pickle.UnpicklingError,
        AttributeError,
        EOFError,
        ImportError,
        ValueError,
        TypeError,
    ):
        return
    if seed == state.seed:
        state.installs, state.till, state.seats = installs, till, seats
