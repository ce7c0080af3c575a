"""A program that has accounts in the database that DATABASE_URL names before accounts had to have
an event, migrates it, and tells as JSON what is known of them.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from scheduling.access import unexplained_accounts  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.models import AuditEvent, ChainHead  # noqa: E402
from tests.support.going_back import allow_going_back  # noqa: E402

BEFORE = import_module("scheduling.migrations.0026_known_accounts").Migration.dependencies[0]
AFTER = ("scheduling", "0026_known_accounts")


def main() -> dict[str, Any]:
    allow_going_back()
    for where in (("contenttypes",), ("auth",), AFTER):
        call_command("migrate", *where, verbosity=0)
    told: dict[str, Any] = {"of nobody": events()}
    call_command("migrate", *BEFORE, verbosity=0)
    ana, tom = (User.objects.create_user(name) for name in ("ana", "tom"))
    call_command("migrate", *AFTER, verbosity=0)
    told["first"] = events()
    call_command("migrate", *BEFORE, verbosity=0)
    eva = User.objects.create_user("eva")
    call_command("migrate", *AFTER, verbosity=0)
    told["again"] = events()
    later = User.objects.create_user("later")
    ana.username = "anna"
    told["known"] = [unexplained_accounts.is_known(one) for one in (ana, tom, eva, later)]
    told["holds"] = verify().is_intact
    ChainHead.objects.filter(pk=1).update(hash="0" * 64)
    call_command("migrate", *BEFORE, verbosity=0)
    call_command("migrate", *AFTER, verbosity=0)
    told["broken at"] = [ChainHead.objects.get(pk=1).broken_at, verify().is_intact]
    return told


def events() -> list[list[Any]]:
    rows = AuditEvent.objects.order_by("number")
    return [[one.number, one.kind, one.sentence] for one in rows]


if __name__ == "__main__":
    print(json.dumps(main()))
