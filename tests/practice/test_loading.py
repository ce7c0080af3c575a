"""The practice logins and their roles: broken off midway, they are made whole the next time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from scheduling.models import AuditEvent, RoleGrant
from scheduling.practice.loading import PEOPLE, load_people
from scheduling.session_commands import PORTAL
from tests.support.database_faults import Storage

HELD = {(person.username, str(person.role)) for person in PEOPLE}


def held() -> set[tuple[str, str]]:
    return set(RoleGrant.objects.values_list("user__username", "role"))


def test_a_practice_login_comes_with_its_role_or_not_at_all(database: Path) -> None:
    get_user_model().objects.filter(username="auditor").delete()
    storage = Storage(database, {"init_command": ""})
    storage.refuse("role_granted")
    with pytest.raises(IntegrityError, match="no such event"):
        load_people(actor=PORTAL)
    assert not get_user_model().objects.filter(username="auditor").exists()

    storage.mend()
    load_people(actor=PORTAL)
    assert held() == HELD


def test_a_practice_login_without_a_role_gets_it_the_next_time_and_once(database: Path) -> None:
    RoleGrant.objects.filter(user__username="coordinator").delete()
    before = AuditEvent.objects.count()
    for _ in range(2):
        load_people(actor=PORTAL)
    assert (held(), AuditEvent.objects.count()) == (HELD, before + 1)
