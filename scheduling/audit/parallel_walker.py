"""Walking several stretches of the log at once, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.conf import settings

from scheduling.audit.chain_walker import Position, Stretch

PROGRAM = (sys.executable, "-m", "scheduling.audit.chain_walker")
Line = tuple[int, dict[str, Any] | None]  # which process; what it tells, None where it ended


class Failed(Exception):
    """A process ended without having told what it found; why stands on standard error."""


def walk_apart(
    stretches: Sequence[Stretch],
    parameters: Mapping[str, Any],
    progress: Callable[[int], None],
    *,
    nice: int = 0,
) -> list[Position]:
    """Where each stretch ended, in order; after the first that does not hold the others are not
    waited for.

    `parameters` are those of Django's connection. `progress` is called with the number of events
    seen; what it raises ends every process. `nice` is by how much they give way to others. Raises
    `Failed`.
    """
    plain = {
        name: value for name, value in parameters.items() if isinstance(value, str | int | float)
    }
    running: list[subprocess.Popen[str]] = []
    try:
        for stretch in stretches:
            running.append(_started())
            _ask(running[-1], {"stretch": asdict(stretch), "parameters": plain, "nice": nice})
        return _followed(running, stretches, progress)
    except BrokenPipeError as error:
        raise Failed from error
    finally:
        for process in running:
            process.kill()
            process.wait()


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        PROGRAM,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _ask(process: subprocess.Popen[str], what: Mapping[str, Any]) -> None:
    assert process.stdin
    with process.stdin as asked:
        json.dump(what, asked)


def _followed(
    running: Sequence[subprocess.Popen[str]],
    stretches: Sequence[Stretch],
    progress: Callable[[int], None],
) -> list[Position]:
    told: SimpleQueue[Line] = SimpleQueue()
    for index, process in enumerate(running):
        Thread(target=_pass_on, args=(index, process, told), daemon=True).start()
    seen, found = dict.fromkeys(range(len(stretches)), 0), dict[int, Position]()
    while not _decided(found, len(stretches)):
        index, line = told.get()
        if line is None:
            if index not in found:
                raise Failed
        elif "found" in line:
            found[index] = Position(*line["found"])
        else:
            seen[index] = line["number"] - stretches[index].after
            progress(sum(seen.values()))
    return [found[index] for index in range(len(stretches)) if index in found]


def _pass_on(index: int, process: subprocess.Popen[str], told: SimpleQueue[Line]) -> None:
    assert process.stdout
    with process.stdout as lines:
        for line in lines:
            told.put((index, json.loads(line)))
    told.put((index, None))


def _decided(found: Mapping[int, Position], count: int) -> bool:
    """Whether all are there, or all up to the first that does not hold."""
    for index in range(count):
        if index not in found:
            return False
        if found[index].why:
            return True
    return True
