"""Rows changed past the portal, and every page that may read them."""

from __future__ import annotations

from django.db import connection

from scheduling.models import Institution
from scheduling.worker import steps
from tests.support.client import Desk
from tests.support.people import NORTHFIELD


def damage(table: str, sql: str, where: str = "1 = 1") -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE scheduling_{table} SET {sql} WHERE {where}")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def of_session(where: dict[str, str]) -> str:
    return f"{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"


def pages(where: dict[str, str]) -> tuple[str, ...]:
    about = of_session(where)
    return (
        *("/", "/board/", "/week/", "/audit/", "/payments/", "/undecided/", "/roster/", "/help/"),
        *(f"/sessions/{about}", f"/audit/story/session/{about}", "/handover/", "/views/", "/find/"),
        f"/changes/?install={NORTHFIELD}&day=2027-01-14&since=morning",
        f"/board/?install={NORTHFIELD}&day=2027-01-14",
        *("/admin/", "/admin/scheduling/attempt/", "/admin/scheduling/install/"),
        *("/audit/verify/", f"/audit/case/?install={NORTHFIELD}&session={where['sessionSid']}"),
        *("/rules/", f"/sessions/{about}schedule/", "/rescues/", "/calendars/"),
    )


def not_shown(desk: Desk, where: dict[str, str], more: tuple[str, ...] = ()) -> dict[str, int]:
    """The pages that are not answered with 200, and with what they are."""
    answers = {one: desk.get(one).status_code for one in (*pages(where), *more)}
    return {page: status for page, status in answers.items() if status != 200}


def work_on() -> None:
    """Each step of the worker that reads the rows of one institution."""
    steps.give_up_interrupted()
    steps.keep_retention()
    institution = Institution.objects.get(sid=NORTHFIELD)
    for step in (steps.read_back_due_attempts, steps.fetch_list, steps.read_sessions):
        step(institution.pk)
