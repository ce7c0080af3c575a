"""Keys are changed while the portal runs: everything encrypted is encrypted anew, and told."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as portal_settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import AuditEvent, Institution, StoredDraft
from scheduling.models.encryption import decrypt, encrypt
from tests.support.database_faults import Storage
from tests.support.people import LAKESIDE, NORTHFIELD

NEW = "bmV3LWtleS1mb3ItdGhlLXRlc3RzLTMyLWJ5dGVzISE="


def rotated() -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    return said.getvalue()


def spool() -> Path:
    return Path(portal_settings.VAR_DIR) / "outcomes.spool"


@pytest.fixture
def filled(database: Path) -> None:
    """A retired institution, a draft, and outcomes in the file and in one that was set aside."""
    Institution.objects.filter(sid=LAKESIDE).update(is_active=False)
    Institution.objects.filter(sid=NORTHFIELD).update(oauth_client_secret="a-client-secret")
    StoredDraft.objects.create(
        person=User.objects.get(username="coordinator"),
        address="/x/",
        page="p",
        state=StoredDraft.State.TYPED,
        contents="what was typed",
        changed_at=timezone.now(),
    )
    spool().write_text(f"{encrypt('one')}\n{encrypt('two')}\n")
    spool().with_name("outcomes.spool.17").write_text(f"{encrypt('three')}\n")


def test_after_a_rotation_the_old_key_may_go(filled: None, settings: Settings) -> None:
    old = settings.FIELD_ENCRYPTION_KEYS
    many = Institution.objects.count()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *old]
    said = rotated()
    assert f"Re-encrypted: {many + 1} institution’s secrets, 1 draft, 3 kept outcomes." in said
    assert "The other 1 key may be taken out of FIELD_ENCRYPTION_KEYS" in said

    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    assert all(not one.has_unreadable_secret for one in Institution.objects.all())
    assert Institution.objects.get(sid=NORTHFIELD).oauth_client_secret == "a-client-secret"
    assert StoredDraft.objects.get().contents == "what was typed"
    lines = spool().read_text().split() + spool().with_name("outcomes.spool.17").read_text().split()
    assert [decrypt(line) for line in lines] == ["one", "two", "three"]
    [event] = AuditEvent.objects.filter(kind="admin_changed")
    assert "3 kept outcomes with the newest key" in event.sentence


def test_what_a_rotation_that_was_killed_left_beside_the_outcomes_goes(
    filled: None, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]
    left = spool().with_name("rotated.4711")
    left.write_text(f"{encrypt('one')}\n")
    assert "3 kept outcomes" in rotated()
    assert not left.exists()


def test_bytes_that_are_no_text_stay_and_keep_nothing_else_from_the_new_key(
    filled: None, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]
    spoilt = spool().with_name("outcomes.spool.3")
    spoilt.write_bytes(b"\xff\n" + encrypt("four").encode() + b"\n\xfe")
    settings.FIELD_ENCRYPTION_KEYS = [
        Fernet.generate_key().decode(),
        NEW,
        *settings.FIELD_ENCRYPTION_KEYS[1:],
    ]
    with pytest.raises(CommandError, match=r"No key in .* opens 2 of the kept outcomes\."):
        rotated()
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    first, second, third = spoilt.read_bytes().splitlines()
    assert (first, decrypt(second.decode()), third) == (b"\xff", "four", b"\xfe")
    assert [decrypt(one) for one in spool().read_text().split()] == ["one", "two"]
    assert StoredDraft.objects.get().contents == "what was typed"


def test_a_second_rotation_finds_nothing_and_leaves_no_event(
    filled: None, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]
    rotated()
    events = AuditEvent.objects.count()
    assert "Re-encrypted: nothing." in rotated()
    assert AuditEvent.objects.count() == events


def test_what_no_key_opens_is_named_stays_and_keeps_the_old_key(
    filled: None, settings: Settings
) -> None:
    lost = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scheduling_institution SET api_token = %s WHERE sid = %s", [lost, LAKESIDE]
        )
    spool().write_text(f"{lost}\n{encrypt('two')}\n")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]
    with pytest.raises(CommandError) as told:
        rotated()
    assert "the API token of Lakeside College; 1 of the kept outcomes" in str(told.value)
    assert "The old keys may not go yet" in str(told.value)
    assert Institution.objects.get(sid=LAKESIDE).api_token.text == lost
    kept = spool().read_text().split()
    assert (kept[0], decrypt(kept[1])) == (lost, "two")


def test_a_spool_that_can_not_be_rewritten_is_told_and_what_was_re_encrypted_is_an_event(
    filled: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = spool().read_text()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *settings.FIELD_ENCRYPTION_KEYS]

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError) as told:
        rotated()
    assert "kept outcomes in VAR_DIR can’t be rewritten (No space left on device)" in str(
        told.value
    )
    assert spool().read_text() == before
    assert list(spool().parent.glob("rotated.*")) == []
    [event] = AuditEvent.objects.filter(kind="admin_changed")
    assert "institution’s secrets, 1 draft with the newest key" in event.sentence


def test_where_it_can_not_be_recorded_nothing_in_the_database_is_re_encrypted(
    filled: None, settings: Settings, database: Path
) -> None:
    storage = Storage(database, dict(connection.settings_dict["OPTIONS"]))
    storage.refuse("admin_changed")
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *old]
    with pytest.raises(DatabaseError):
        rotated()
    storage.mend()
    settings.FIELD_ENCRYPTION_KEYS = old
    assert all(not one.has_unreadable_secret for one in Institution.objects.all())
    assert StoredDraft.objects.get().contents == "what was typed"
    settings.FIELD_ENCRYPTION_KEYS = [NEW, *old]
    assert "institution’s secrets, 1 draft" in rotated()
    assert AuditEvent.objects.filter(kind="admin_changed").count() == 1
