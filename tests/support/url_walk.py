"""Every address of the URLconf, and something at each institution for it to be about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.access.roles import grant
from scheduling.models import (
    Attempt,
    AuditEvent,
    Batch,
    BatchRow,
    ExamSession,
    Handover,
    HoursByDate,
    Institution,
    Price,
    RosterPrint,
    SavedView,
    TypeRule,
)
from scheduling.session_commands import PORTAL
from tests.support.booking_form import DULUTH, booking, session_path
from tests.support.client import Desk
from tests.support.people import LAKESIDE, NORTHFIELD, PASSWORD

ANYWHERE = (
    "admin:app_list",
    "admin:view_on_site",
    "revoke_calendar",
    "calendar_feed",
)  # they ask for something, but not for anything of an institution


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the URLconf:
    its name (or its route, where it has none) and what its route asks for.
    """

    name: str
    route: str
    asks: tuple[str, ...]

    @property
    def is_about_an_institution(self) -> bool:
        return bool(self.asks) and "/" not in self.name and self.name not in ANYWHERE

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    def path(self, place: Mapping[str, Any]) -> str:
        """Its path at a place; `place` holds a value for everything a route may ask for."""
        values = {asked: _value(self.name, asked, place) for asked in self.asks}
        if "/" not in self.name:
            return reverse(self.name, kwargs=values)
        return "/" + self.route.replace("<path:object_id>", str(values.get("object_id"))).replace(
            r"(?P<url>.*)$", "no/"
        )


def _value(name: str, asked: str, place: Mapping[str, Any]) -> Any:
    """An object's key by its model, else by its name:
    `admin:scheduling_location_change` asks for `scheduling_location`.
    """
    if asked not in ("object_id", "id"):
        return place[asked]
    return next((key for model, key in place["objects"].items() if _is_about(name, model)), 1)


def _is_about(name: str, model: str) -> bool:
    return name.startswith((f"admin:{model}_", f"admin/{model.replace('_', '/')}/"))


def addresses(
    patterns: list[Any] | None = None,
    route: str = "",
    namespace: str = "",
    asked: tuple[str, ...] = (),
) -> Iterator[Address]:
    """Every address there is, by a walk through the URLconf."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        whole = route + str(one.pattern).removeprefix("^")
        asks = asked + (tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex))
        if isinstance(one, URLResolver):
            inside = f"{one.namespace}:" if one.namespace else namespace
            yield from addresses(one.url_patterns, whole, inside, asks)
        elif isinstance(one, URLPattern):
            yield Address(f"{namespace}{one.name}" if one.name else whole, whole, asks)


def furnish(desk: Desk, sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    """At both institutions two booked sessions (one of them in a rescue), one undecided attempt,
    one of every object; their keys by institution SID.
    """
    found = {sid: _place(desk, sandbox, sid) for sid in (NORTHFIELD, LAKESIDE)}
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    sandbox.clear()
    return found


def _place(desk: Desk, sandbox: Sandbox, sid: str) -> dict[str, Any]:
    booked, undecided, moved, *_ = sandbox.sessions(status="Needs Proctor", install_sid=sid)
    desk.book(booked, session_type="automated", proctor_location_sid=None)
    desk.book(moved, session_type="automated", proctor_location_sid=None)
    sandbox.trouble("drop_before")
    desk.post(
        f"{session_path(undecided)}schedule/",
        booking(session_type="automated", proctor_location_sid=None),
    )
    attempt = Attempt.objects.get(session__institution__sid=sid, state="unconfirmed")
    return {
        "install_sid": sid,
        "exam_sid": booked["examSid"],
        "session_sid": booked["sessionSid"],
        "attempt_id": attempt.attempt_id,
        "view_id": _offered_view(sid),
        "print_id": _print(sid),
        "rescue_id": _rescue(sid, moved["sessionSid"]),
        "handover": _handover(sid),
        "number": AuditEvent.objects.get(kind="intent", session_sid=booked["sessionSid"]).number,
        "feed_id": 1,
        "secret": "no-such-calendar",
        "app_label": "scheduling",
        "url": "no/",
        "session_type": "examity",
        "content_type_id": ContentType.objects.get_for_model(Institution).pk,
        "objects": _objects(Institution.objects.get(sid=sid)),
    }


def _print(sid: str) -> int:
    now = timezone.now()
    made = RosterPrint.objects.create(
        institution=Institution.objects.get(sid=sid),
        location_sid=DULUTH,
        location_name="Duluth",
        day=now.date(),
        number=1,
        printed_at=now,
        printed_by_name="Ana Ruiz",
        form_id=uuid4(),
        event_number=1,
        rows=[],
        unplaced=0,
    )
    return made.pk


def _rescue(sid: str, session_sid: str) -> int:
    session = ExamSession.objects.get(sid=session_sid)
    now = timezone.now()
    batch = Batch.objects.create(
        form_id=uuid4(),
        institution=Institution.objects.get(sid=sid),
        kind=Batch.Kind.RESCUE,
        title="Duluth Testing Center",
        reason="The power is out.",
        actor_name="Ana Ruiz",
        begun_at=now,
    )
    BatchRow.objects.create(
        batch=batch, session=session, action="reschedule", attempt_id=uuid4(), new_start=now
    )
    return batch.pk


def _handover(sid: str) -> int:
    now = timezone.now()
    made = Handover.objects.create(
        institution=Institution.objects.get(sid=sid),
        time_zone="America/Chicago",
        day=now.date(),
        sheet={"by_type": {}, "parts": {}, "next_day": "", "next_count": 0, "unplaced": 0},
        signed_at=now,
        signed_by_name="Ana Ruiz",
        form_id=uuid4(),
        event_number=1,
    )
    return made.pk


def _offered_view(sid: str) -> int:
    institution = Institution.objects.get(sid=sid)
    return SavedView.objects.create(institution=institution, name="All", query="view=all").pk


def _objects(institution: Institution) -> dict[str, Any]:
    """The key of one object of each model of the admin site at an institution, by app and model."""
    make_objects(institution)
    return {
        f"{model._meta.app_label}_{model._meta.model_name}": _one(model, institution)
        for model in admin.site._registry
    }


def make_objects(institution: Institution) -> None:
    """Objects that the practice data has none of, for the admin addresses about one of them."""
    person = get_user_model().objects.create_user(f"someone-at-{institution.pk}", password=PASSWORD)
    grant(username=person.username, role="coordinator", institution=institution, actor=PORTAL)
    today = timezone.now().date()
    HoursByDate.objects.create(
        institution=institution, first_day=today, last_day=today, reason="Founders’ day"
    )
    TypeRule.objects.create(institution=institution, session_type="examity")
    Price.objects.get_or_create(
        institution=institution, session_type="examity", defaults={"amount": 5, "currency": "USD"}
    )


def _one(model: type[Model], institution: Institution) -> Any:
    path = admin.site._registry[model].institution_path
    value = institution.sid if path.endswith("sid") else institution.pk
    found = model.objects.filter(**{path: value}).first() if path else model.objects.first()
    assert found, (
        f"There is no {model._meta.verbose_name} at {institution}: make one in make_objects."
    )
    return found.pk
