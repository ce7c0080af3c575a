"""Who gives a command in a shell is whom the system knows, not whom the environment names."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from scheduling.access import actors
from scheduling.access.actors import command_line

HERE = pwd.getpwuid(os.getuid()).pw_name
OTHER = next(one for one in pwd.getpwall() if one.pw_uid not in (os.getuid(), actors.NOT_SET))


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the kernel keeps who signed in."""
    kept = tmp_path / "loginuid"
    monkeypatch.setattr(actors, "LOGIN_UID", kept)
    return kept


def test_the_environment_can_not_name_somebody_else(
    signed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "tom")
    assert command_line().username == HERE


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (f"{os.getuid()}\n", HERE),
        (f"{OTHER.pw_uid}\n", f"{HERE}, signed in as {OTHER.pw_name}"),
        ("987654321", f"{HERE}, signed in as uid 987654321"),
        ("4294967295", HERE),
        ("", HERE),
        ("nobody knows", HERE),
    ],
)
def test_who_signed_in_and_became_another_user_is_told(
    signed_in: Path, kept: str, told: str
) -> None:
    signed_in.write_text(kept)
    assert command_line().username == told
