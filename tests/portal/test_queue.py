"""A message that the portal did not sign is never read: reading it runs what is in it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from django.conf import settings
from huey.contrib.djhuey import HUEY

from scheduling import tasks


class Bomb:
    """What leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    HUEY.flush()


def test_what_the_portal_queued_comes_back(database: Path) -> None:
    tasks.verify_log(7)
    task = HUEY.dequeue()
    assert task is not None
    assert (task.name, task.args) == ("walk_the_log", (7,))


def test_what_somebody_else_put_there_is_not_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "went-off"
    pickle.loads(pickle.dumps(Bomb(path))).close()
    assert path.exists()
    path.unlink()
    for message in (pickle.dumps(Bomb(path)), pickle.dumps(Bomb(path)) + b":" + b"0" * 40):
        HUEY.storage.enqueue(message)
        with pytest.raises(ValueError, match=r"Separator|Signature"):
            HUEY.dequeue()
    assert not path.exists()


def test_nothing_pickled_stands_in_the_database() -> None:
    assert not hasattr(settings, "CACHES") or "db" not in settings.CACHES["default"]["BACKEND"]
    assert type(HUEY.serializer).__name__ == "SignedSerializer"
