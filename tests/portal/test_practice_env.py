"""The settings that `make run` writes for practice: whole or not at all, and only once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from portal import practice_env


def test_the_practice_settings_are_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_env, "FILE", tmp_path / ".env")
    monkeypatch.setattr(practice_env, "TEXT", "{of no such name}")
    with pytest.raises(KeyError):
        practice_env.main()
    assert not practice_env.FILE.exists()

    monkeypatch.undo()
    monkeypatch.setattr(practice_env, "FILE", tmp_path / ".env")
    practice_env.main()
    assert "FIELD_ENCRYPTION_KEYS=" in practice_env.FILE.read_text()
    assert stat.S_IMODE(practice_env.FILE.stat().st_mode) == 0o600
    written = practice_env.FILE.read_text()
    practice_env.main()
    assert practice_env.FILE.read_text() == written
