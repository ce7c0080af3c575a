"""Where the portal is, whether it is in practice, and the environment that is read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import environ

from portal import env_file
from portal.environment import Variables
from portal.file_protection import protect_new_files
from scheduling.time_zones import zone_data

protect_new_files()
zone_data.use_newest()  # before anything looks at a clock

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
env_file.load(BASE_DIR / ".env", env.ENVIRON)
read = Variables(env.ENVIRON)

DEBUG = read.switch("DEBUG", False)
PRACTICE = read.switch("PRACTICE", DEBUG)

# What must outlive the database's trouble, and the queue's own file.
VAR_DIR = read.folder("VAR_DIR", BASE_DIR / "var")
with suppress(OSError):  # a disk that is full, or not there yet: `/readyz` tells
    VAR_DIR.mkdir(parents=True, exist_ok=True)


def from_environment(name: str) -> str | None:
    """A variable that Django's own commands read, as it stands; None where it is not set."""
    value: str | None = env.ENVIRON.get(name)
    return value


def secret_from_environment(name: str) -> str:
    """A secret as it stands, whatever it begins with; empty where it is not set."""
    return from_environment(name) or ""
