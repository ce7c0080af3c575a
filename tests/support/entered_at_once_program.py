"""A program in which two administrators enter at once what can't both be there, in the database
that DATABASE_URL names; it tells as JSON what the second was answered, and how many there are then.
"""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import date
from decimal import Decimal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from scheduling.access import granting_rules  # noqa: E402
from scheduling.models import HoursByDate, Institution, Location, Price  # noqa: E402
from tests.support.admin_forms import price_form  # noqa: E402
from tests.support.opening_hours_form import hours_form  # noqa: E402

MAY_DAY, SECOND, THIRD, NINTH = (date(2027, 5, day) for day in (1, 2, 3, 9))
DAY = {"first_day": MAY_DAY, "last_day": MAY_DAY}
BLOCKED = 1.0  # seconds after which the second is at the first one's lock


def main() -> dict[str, Any]:
    here = Institution.objects.create(
        sid="AI" + "1" * 32,
        name="Northfield University",
        base_url="https://api.smarterproctoring.com",
        time_zone="America/Chicago",
    )
    sent = {"institution": here.pk}
    place = {"name": "Duluth", "pl_sid": "PL" + "2" * 32, "kind": "", "is_active": "on"}
    closed = {"location": "", "what": "closed", "reason": "Rest"} | {
        name: day.isoformat() for name, day in DAY.items()
    }
    moved = closed | {name: NINTH.isoformat() for name in DAY}
    price = {"session_type": "proctoru", "up_to_minutes": None, "currency": "USD"}
    alone = sent | place | {"name": "Annex", "pl_sid": "PL" + "3" * 32} | hours_form()
    return {
        "alone": _send("site/add", alone),
        "places": _second(
            Location(institution=here, name="Duluth", pl_sid="PL" + "1" * 32),
            "site/add",
            sent | place | hours_form(),
        ),
        "closed": _second(
            HoursByDate(institution=here, reason="Retreat", **DAY), "hoursbydate/add", sent | closed
        ),
        "prices": _second(
            Price(institution=here, amount=Decimal("9.5"), **price), "price/add", price_form(here)
        ),
        "changed": _second(_moved_to(NINTH, here), _page_of(_closed(here, SECOND)), moved),
        "people": _two_who_change_people(),
    }


def _closed(here: Institution, at: date) -> HoursByDate:
    return HoursByDate.objects.create(institution=here, reason="Rest", first_day=at, last_day=at)


def _moved_to(at: date, here: Institution) -> HoursByDate:
    """An entry that is changed to another day, and not stored yet."""
    entry = _closed(here, THIRD)
    entry.first_day = entry.last_day = at
    return entry


def _page_of(row: models.Model) -> str:
    return f"{row._meta.model_name}/{row.pk}/change"


def _two_who_change_people() -> list[int]:
    """What one is answered who changes an administrator while another one, who changes somebody,
    waits for all administrators.
    """
    answers: list[int] = []
    deputy = User.objects.create(username="deputy", is_superuser=True)
    form = {"username": "deputy", "first_name": "Ann", "last_name": "Lee", "is_active": "on"}
    path = f"/admin/auth/user/{deputy.pk}/change/"
    thread = threading.Thread(target=lambda: answers.append(_post(path, form, by="second")))
    with transaction.atomic():
        User.objects.select_for_update().get(username="chief")
        thread.start()
        time.sleep(BLOCKED)
        granting_rules.take_turn()
    thread.join()
    return answers


def _second(first: models.Model, page: str, sent: dict[str, Any]) -> list[int]:
    """What the second was answered who sends this while the first one's entry is being stored, and
    how many entries there are at the end.
    """
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(_send(page, sent)))
    with transaction.atomic():
        Institution.objects.select_for_update().get(pk=first.institution_id)  # type: ignore[attr-defined]
        first.save()
        thread.start()
        time.sleep(BLOCKED)
    thread.join()
    return [*answers, type(first)._default_manager.count()]


def _send(page: str, sent: dict[str, Any]) -> int:
    return _post(f"/admin/scheduling/{page}/", sent)


def _post(path: str, sent: dict[str, Any], by: str = "chief") -> int:
    person, _ = User.objects.get_or_create(username=by, is_superuser=True)
    browser = Client(raise_request_exception=False, headers={"host": "localhost"})
    browser.force_login(person)
    status: int = browser.post(path, sent).status_code
    connection.close()
    return status


if __name__ == "__main__":
    print(json.dumps(main()))
