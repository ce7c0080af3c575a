"""Every page of the portal, in each of its states, as addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.outcomes import settle
from tests.support.people import NORTHFIELD

NOWHERE = "http://127.0.0.1:9"
STATUSES = (
    "Needs Proctor",
    "Pending Approval",
    "Approval Denied",
    "Scheduled",
    "In Progress",
    "Incident",
    "Closed",
)
LISTS = ["/", "/?q=nobody-has-this-name", f"/?q=ES{'0' * 32}"]
LISTS += ["/find/", "/find/?q=tomorrow+ma", "/find/?q=nobody-has-this-name"]
LISTS += ["/audit/", "/audit/?q=ES0", "/undecided/"]
LISTS += [
    "/audit/?q=ma",
    "/audit/?q=nobody-has-this-name",
    "/audit/?from=9+December&session=1&outcome=fine",
]
LISTS += ["/views/", "/views/save/?view=to-book&type=proctoru"]
LISTS += ["/payments/", "/payments/?day=2027-01-14&outcome=refused"]
LISTS += ["/week/", "/week/?week=2027-W02"]
LISTS += ["/board/", "/board/?day=2027-01-14&at=09:30", "/roster/"]
LISTS += ["/board/?day=2026-11-03&at=10:37", f"/board/?day=2027-01-14&at=09:30&here={DULUTH}"]
BOOK_AT = f"install={NORTHFIELD}&location={DULUTH}&start=2027-01-14T15:30Z"
LISTS += [f"/board/book/?{BOOK_AT}", f"/board/book/?{BOOK_AT}&q=nobody-has-this-name"]
LISTS += [f"/roster/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"]
LISTS += ["/rescues/", "/rescues/new/"]
LISTS += [f"/rescues/new/?location={DULUTH}&day=2027-01-14&from=08:00&until=18:00"]
LISTS += [f"/handover/?install={NORTHFIELD}", "/handover/", "/changes/"]
LISTS += [f"/changes/?install={NORTHFIELD}&location={DULUTH}&since=morning"]
OTHERS = ["/accounts/logout/", "/help/"]


def forms(sandbox: Sandbox) -> list[str]:
    """The form of every type."""
    where = sandbox.needs_proctor()[0]
    return [f"{session_path(where)}schedule/?type={wire_name}" for wire_name in SESSION_TYPES]


def sessions(sandbox: Sandbox) -> list[str]:
    """A session in each status that the provider may say."""
    chosen = dict(zip(STATUSES, sandbox.needs_proctor()[1:], strict=False))
    for status, where in chosen.items():
        sandbox.place(where["sessionSid"], status=status)
    return [session_path(where) for where in chosen.values()]


def outcomes(desk: Desk, sandbox: Sandbox) -> list[str]:
    """A session after each outcome of a booking;
    the last two stay open, one of them for a person.
    """
    makers = (
        _accepted,
        _stored_differently,
        _refused,
        _not_sent,
        _not_applied,
        _undecided,
        _unknown,
    )
    chosen = dict(zip(makers, sandbox.needs_proctor()[20:], strict=False))
    for make, where in chosen.items():
        desk.get(session_path(where))
        make(desk, sandbox, where)
    return [session_path(where) for where in chosen.values()]


def changes(booked: str) -> list[str]:
    """The forms that move, switch and cancel the session at this address."""
    return [f"{booked}reschedule/", f"{booked}switch/", f"{booked}cancel/"]


def settling() -> str:
    """The page on which a person settles what could not be decided."""
    return f"/undecided/{Attempt.objects.get(needs_person=True).attempt_id}/"


def events() -> list[str]:
    """One event of each kind and outcome that a coordinator may see."""
    first = {}
    for event in AuditEvent.objects.exclude(install_sid="").order_by("number"):
        first.setdefault((event.kind, event.outcome), event.number)
    return [f"/audit/{number}/" for number in first.values()]


def stories() -> list[str]:
    """The log of one learner as a list and as a story, and the stories of their session and of a
    request.
    """
    one = (
        ExamSession.objects.filter(attempts__state="accepted")
        .select_related("institution")
        .order_by("pk")[0]
    )
    learner = {"install": one.institution.sid, "email": one.learner_email}
    return [
        f"/audit/?{urlencode(learner | {'learner': one.learner_name})}",
        f"/audit/story/learner/?{urlencode(learner | {'name': one.learner_name})}",
        f"/audit/story/session/{one.institution.sid}/{one.exam_sid}/{one.sid}/",
        f"/audit/story/attempt/{one.attempts.all()[0].attempt_id}/",
    ]


def _accepted(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    desk.book(
        where, notes="Bring a photo ID.", amount="25.50", currency="USD", voucher_code="PRACTICE-OK"
    )


def _stored_differently(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    sandbox.trouble("hour_off")
    desk.book(where)


def _refused(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    sandbox.trouble("field_errors", errors={"notes": "Too long."}, code=422)
    desk.book(where)


def _not_sent(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    Institution.objects.update(base_url=NOWHERE)
    desk.book(where)
    Institution.objects.update(base_url=sandbox.url)


def _not_applied(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    sandbox.trouble("drop_before")
    desk.book(where)
    settle()


def _undecided(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    sandbox.trouble("drop_before")
    desk.book(where)
    sandbox.place(where["sessionSid"], status="Incident")
    settle()


def _unknown(desk: Desk, sandbox: Sandbox, where: Mapping[str, str]) -> None:
    sandbox.trouble("drop_before")
    desk.book(where)
