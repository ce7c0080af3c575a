"""The portal on its first day: a migrated database with one superuser and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from scheduling.access import accounts
from scheduling.access.actors import command_line
from tests.support import client
from tests.support.database_file import use_database

CHIEF, PASSWORD = "chief", "first-admin-pass-1"


def open_up(migrated: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy the file, let the portal use it, and let `Desk` know the superuser's password."""
    shutil.copy(migrated, path)
    use_database(path)
    chief = get_user_model().objects.create_superuser(CHIEF, password=PASSWORD)
    with transaction.atomic():
        accounts.note_made(person=chief, actor=command_line())
    monkeypatch.setitem(client.PASSWORDS, CHIEF, PASSWORD)
