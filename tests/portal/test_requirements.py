"""The three locks: by name, version and hash only, together whole for every Python promised.

That they install is what `make test-pythons` shows; here is what can be seen without a registry.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.practice_processes import ROOT

PRODUCTION, PRACTICE, TESTS = LOCKS = (
    "requirements.txt",
    "requirements-practice.txt",
    "requirements-dev.txt",
)
PYTHONS = ("3.11.0", "3.11.2", "3.11.3", "3.12.0", "3.13.0", "3.14.0")
ENTRY = re.compile(r"(?P<pin>[a-z0-9-]+==[^ ]+(?: ; .+?)?)(?: --hash=sha256:[0-9a-f]{64})+")


def entries(lock: str) -> list[str]:
    """The lock's lines, continued ones in one, without comments."""
    text = (ROOT / lock).read_text().replace("\\\n", "")
    lines = [re.sub(r" +", " ", line).strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def pins(lock: str) -> list[Requirement]:
    found = [ENTRY.fullmatch(line) for line in entries(lock)]
    return [Requirement(match["pin"]) for match in found if match]


def environment(python: str) -> dict[str, str]:
    """This system with another Python, as markers ask about it."""
    own = {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
    return {**default_environment(), "implementation_version": python, **own}


def locked(python: str, *locks: str) -> dict[str, str]:
    """What is installed from the locks on this Python: versions by name."""
    return {
        canonicalize_name(pin.name): str(pin.specifier)
        for lock in locks
        for pin in pins(lock)
        if not pin.marker or pin.marker.evaluate(environment(python))
    }


def needed(name: str, python: str) -> set[str]:
    """The names of what a package needs on this Python; nothing where it is not installed here."""
    try:
        requirements = [Requirement(line) for line in distribution(name).requires or ()]
    except PackageNotFoundError:
        return set()  # it is for another Python than this one
    return {
        canonicalize_name(one.name)
        for one in requirements
        if not one.marker or one.marker.evaluate(environment(python))
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_names_versions_markers_and_hashes_and_nothing_else(lock: str) -> None:
    assert [line for line in entries(lock) if not ENTRY.fullmatch(line)] == []
    assert len(entries(lock)) > 20
    text = (ROOT / lock).read_text()
    assert [line for line in text.splitlines() if "/" in line] == []  # no address, no path


@pytest.mark.parametrize("python", PYTHONS)
def test_the_locks_agree_with_one_another(python: str) -> None:
    each = [locked(python, lock).items() for lock in LOCKS]
    together = {pin for pins_of_one in each for pin in pins_of_one}
    assert len(together) == len(locked(python, *LOCKS))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_a_locked_package_needs_is_in_the_same_lock(lock: str, python: str) -> None:
    there = locked(python, lock)
    missing = {name: lacking for name in there if (lacking := needed(name, python) - set(there))}
    assert missing == {}


def test_what_redis_needs_on_early_pythons_is_locked_for_those() -> None:
    there = [python for python in PYTHONS if "async-timeout" in locked(python, PRODUCTION)]
    assert there == ["3.11.0", "3.11.2"]


def test_production_has_nothing_that_only_practice_needs() -> None:
    asked = {"openapi-core"}
    while more := {one for name in asked for one in needed(name, "3.11.3")} - asked:
        asked |= more
    assert asked <= set(locked("3.11.3", PRACTICE))
    both = asked & set(locked("3.11.3", PRODUCTION))
    assert both == {"typing-extensions"}  # asgiref and psycopg need it too


@pytest.mark.parametrize("missing", ["openapi_core", "yaml", "werkzeug.datastructures"])
def test_without_practice_the_stand_in_says_what_to_install(missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['manage.py', 'sandbox']; "
    done = subprocess.run(
        [sys.executable, "-c", f"{program}import manage; manage.main()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The stand-in API needs {missing}, which is not installed.")
    assert done.stderr.endswith(" install --require-hashes -r requirements-practice.txt\n")
