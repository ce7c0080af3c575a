"""Changing one's own password changes nothing else of the account."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import User

from portal.allauth_adapter import StaffAccountAdapter

NEW = "a-new-pass-phrase-7"


def test_an_account_that_is_closed_while_its_password_is_changed_stays_closed(
    database: Path,
) -> None:
    read_before = User.objects.get(username="coordinator")
    User.objects.filter(pk=read_before.pk).update(is_active=False, first_name="Anna")
    StaffAccountAdapter().set_password(read_before, NEW)
    now = User.objects.get(pk=read_before.pk)
    assert (now.is_active, now.first_name, now.check_password(NEW)) == (False, "Anna", True)
