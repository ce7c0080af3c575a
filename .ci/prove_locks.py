"""Proof of the locks: installs them with hashes on the oldest and the newest Python at hand, and
resolves them for all that are promised.

Run it with the tests' own environment: `make test-pythons`. It says for each Python what was seen,
and ends with 1 at the first thing that fails.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 14)
# The first release of each: what a marker like python_full_version < '3.11.3' tells apart.
PROMISED = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin")
PRODUCTION, PRACTICE, TESTS = LOCKS = (
    "requirements.txt",
    "requirements-practice.txt",
    "requirements-dev.txt",
)
FOLDERS = (
    *os.environ["PATH"].split(os.pathsep),
    *Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin"),
    *Path.home().glob(".local/share/uv/python/*/bin"),
)
ASK = "import platform, sys; print(platform.python_version(), sys.executable)"
# What each lock must be enough for, as a program that fails where it is not.
PORTAL = """
from importlib.util import find_spec
import django
django.setup()
from django.test import Client
answer = Client().get("/accounts/login/", secure=True)
assert answer.status_code == 200, answer
import psycopg, redis
assert find_spec("openapi_core") is None, "production has what only practice needs"
"""
STAND_IN = """
from urllib.request import urlopen
from portal.sandbox.server import Sandbox
with Sandbox() as sandbox:
    assert urlopen(f"{sandbox.url}/_control/catalogue").status == 200
"""


def main() -> None:
    """Prove the oldest and the newest at hand; what lies between them is told by the locks."""
    known = found()
    ends = sorted({min(known, key=_parts), max(known, key=_parts)}, key=_parts)
    pythons = {version: known[version] for version in ends}
    for version, python in pythons.items():
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="python-proof-") as folder:
            how = install(python, Path(folder), LOCKS)
        print(f"Python {version} ({python}): {how} ({time.monotonic() - start:.0f} s)", flush=True)
    for version in PROMISED:
        for platform in PLATFORMS:
            resolve(version, platform)
        where = "installed above too" if version in pythons else "not installed here"
        print(
            f"Python {version} ({where}): every package that it needs is locked, with a hash and"
            f" a wheel for {', '.join(PLATFORMS)}",
            flush=True,
        )


def found() -> dict[str, str]:
    """The Pythons at hand that are promised to work: one path for each version, oldest first."""
    known: dict[str, str] = {}
    for program in _programs():
        asked = subprocess.run([program, "-c", ASK], capture_output=True, text=True)
        version, _, path = asked.stdout.strip().partition(" ")
        if re.fullmatch(r"\d+\.\d+\.\d+", version) and OLDEST <= _parts(version)[:2] <= NEWEST:
            known.setdefault(version, path)
    return {version: known[version] for version in sorted(known, key=_parts)}


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _programs() -> Iterator[Path]:
    for folder in map(Path, FOLDERS):
        for program in sorted(folder.glob("python3*")):
            if re.fullmatch(r"python3(\.\d+)?", program.name) and os.access(program, os.X_OK):
                yield program


def install(python: str, folder: Path, locks: tuple[str, ...]) -> str:
    """Install lock after lock into an environment of its own, and use what was installed."""
    own = folder / "venv" / "bin" / "python"
    pip = _environment(python, folder / "venv")
    proofs = {PRODUCTION: _prove_portal, PRACTICE: _prove_stand_in, TESTS: _prove_tests}
    seen = []
    for lock in locks:
        _run(*pip, "install", "--quiet", "--require-hashes", "-r", lock)
        _run(*pip, "check")
        seen.append(f"with {lock} {proofs[lock](own, folder)}")
    return f"installed with hashes; {', '.join(seen)}"


def _prove_portal(own: Path, folder: Path) -> str:
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_ENCRYPTION_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "VAR_DIR": str(folder / "var"),
    }
    _run(own, "manage.py", "migrate", "--verbosity", "0", **environment)
    _run(own, "manage.py", "collectstatic", "--noinput", "--verbosity", "0", **environment)
    _run(own, "-c", PORTAL, **environment)
    return "alone the portal answers"


def _prove_stand_in(own: Path, folder: Path) -> str:
    _run(own, "-c", STAND_IN)
    return "the stand-in answers"


def _prove_tests(own: Path, folder: Path) -> str:
    _run(own, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")
    return "every test can be collected"


def _environment(python: str, folder: Path) -> tuple[str, ...]:
    """Make a virtual environment; how its pip is called.

    Debian sets the part of venv that brings pip apart; without it this Python's pip does it.
    """
    has_pip = (
        subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode == 0
    )
    _run(python, "-m", "venv", *([] if has_pip else ["--without-pip"]), folder)
    own = str(folder / "bin" / "python")
    called = (own, "-m", "pip") if has_pip else (sys.executable, "-m", "pip", "--python", own)
    return *called, "--disable-pip-version-check"


def resolve(version: str, platform: str) -> None:
    """Fail where a Python would need something that is not locked, or has no wheel for it."""
    with tempfile.TemporaryDirectory(prefix="python-proof-") as target:
        locks = [option for lock in LOCKS for option in ("-r", lock)]
        _run(
            *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-config", "--dry-run"),
            *("--require-hashes", "--only-binary", ":all:", "--target", target),
            *("--python-version", version, "--python-platform", platform, *locks),
        )


def _run(*command: str | Path, **environment: str) -> None:
    """Run a command in the checkout. Where it fails, everything ends with what it said."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        shown = " ".join(str(part).strip() for part in command)
        sys.exit(f"{done.stdout}\nThis failed: {shown}")


if __name__ == "__main__":
    main()
