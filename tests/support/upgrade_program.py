"""A program that brings the database that DATABASE_URL names, of an earlier state of the portal, to
today's tables, and tells as JSON what it is like then.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.exam_sessions import name_order  # noqa: E402
from scheduling.models import AuditEvent, ExamSession, Institution, Location  # noqa: E402
from scheduling.readiness import schema  # noqa: E402

PAGES = ("/", "/board/", "/roster/", "/audit/", "/audit/1/", "/undecided/")


def main() -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="coordinator"))
    return {
        "missing": [str(fault) for fault in schema.faults()],
        "holds": verify().is_intact,
        "first event": AuditEvent.objects.get(number=1).kind,
        "institutions": sorted(Institution.objects.values_list("name", flat=True)),
        "locations": Location.objects.count(),
        "in order": _stand_by_name(),
        "pages": [client.get(path).status_code for path in PAGES],
    }


def _stand_by_name() -> bool:
    """Whether every session that was there before has its place among names, and the database
    reads them in that order: by the numbers of their letters.
    """
    rows = list(ExamSession.objects.order_by("name_order", "pk"))
    by_name = sorted(rows, key=lambda one: (name_order.of(one), one.pk))
    return rows == by_name and all(one.name_order == name_order.of(one) for one in rows)


if __name__ == "__main__":
    print(json.dumps(main()))
