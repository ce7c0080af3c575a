"""A program that runs the portal on the PostgreSQL that DATABASE_URL names, and tells as JSON what
came of it.

SQLite lets pass what PostgreSQL refuses: locks over joins, texts longer than their column, NUL in a
text, an index that goes with another one's column, two transactions that wait for each other.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import IntegrityError, connection, connections, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402

from portal.sandbox.server import Sandbox  # noqa: E402
from scheduling.audit import event_writer, verification_jobs  # noqa: E402
from scheduling.audit.codes import codes_file  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.booking import attempts  # noqa: E402
from scheduling.booking.admission import not_opened, opening  # noqa: E402
from scheduling.booking.admission.booking_request import BookingRequest  # noqa: E402
from scheduling.booking.outcomes.outcome import Outcome  # noqa: E402
from scheduling.drafts import store  # noqa: E402
from scheduling.drafts.contents import Draft  # noqa: E402
from scheduling.drafts.store import FormPage  # noqa: E402
from scheduling.models import (  # noqa: E402
    Attempt,
    AuditEvent,
    ChainHead,
    ExamSession,
    Institution,
    SessionAccommodation,
    StoredDraft,
)
from scheduling.practice.loading import load_catalogue, load_people  # noqa: E402
from scheduling.proctoring_api.session_record import SessionRecord  # noqa: E402
from scheduling.provider_list import list_fetching  # noqa: E402
from scheduling.session_commands import PORTAL, ScheduleSession  # noqa: E402
from tests.support.accommodations import accommodate  # noqa: E402
from tests.support.audit_log import SOME_KIND  # noqa: E402
from tests.support.booking_actions import cancel, move  # noqa: E402
from tests.support.booking_form import booking, session_path  # noqa: E402
from tests.support.client import Desk  # noqa: E402
from tests.support.outcomes import kinds  # noqa: E402
from tests.support.people import NORTHFIELD  # noqa: E402
from tests.support.polling import PATIENCE, until  # noqa: E402
from tests.support.portal_server import Portal  # noqa: E402
from tests.support.url_walk import addresses, furnish  # noqa: E402

SEAT = {"session_type": "automated", "proctor_location_sid": None}
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
ODD = ("a%00b", "99999999999999999999", "x" * 400, "ES0")
FILTERS = ("q", "session", "person", "request", "before", "since")


def main() -> dict[str, Any]:
    told: dict[str, Any] = {"missing": sorted(missing())}
    with Sandbox(seed=1) as sandbox, Portal() as portal:
        load_catalogue(catalogue=sandbox.catalogue(), base_url=sandbox.url, actor=PORTAL)
        load_people(actor=PORTAL)
        with Desk(portal.url, "coordinator") as desk, Desk(portal.url, "administrator") as boss:
            told |= {
                "opened": opened_at_once(),
                "booked while another was settled": booked_while_settling(),
                "one learner booked twice at once": both_at_once(user_sid=f"US{uuid4().hex}"),
                "one slot booked twice at once": both_at_once(instructorProctorSid="CP" + "1" * 32),
            }
            told["drafts"] = drafts_at_once()
            told |= {"changes": changes(desk, sandbox), "long name": long_name(desk, sandbox)}
            told |= {"person": person_saved(boss), "overridden": overridden(desk, boss, sandbox)}
            places = furnish(desk, sandbox)
            told["accommodation"] = accommodation(desk, places[NORTHFIELD])
            told |= {"settled": settled(boss), "rules": rules(boss), "log": log(boss)}
            told["broken pages"] = broken_pages(boss, places[NORTHFIELD])
            told["put in"] = put_in()
            told["tampered with twice"] = tampered_with_twice(desk, sandbox)
    return told


def missing() -> Iterator[str]:
    """Constraints and indexes that a model declares and the database has not."""
    for model in apps.get_models():
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
        declared = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
        yield from (f"{model.__name__} {name}" for name in declared - there.keys())
        yield from (
            f"{model.__name__} {column}"
            for column in indexed(model)
            - {one["columns"][0] for one in there.values() if one["columns"]}
        )


def indexed(model: type[Model]) -> set[str]:
    return {
        field.column
        for field in model._meta.local_concrete_fields
        if field.db_index or field.unique
    }


def session(user_sid: str = "") -> ExamSession:
    sid = uuid4().hex
    institution = Institution.objects.get(sid=NORTHFIELD)
    return ExamSession.objects.create(
        institution=institution,
        exam_sid=f"EX{sid}",
        sid=f"ES{sid}",
        status="Needs Proctor",
        user_sid=user_sid,
        learner_key=user_sid,
    )


def open_one(of: ExamSession, **asked: str) -> str:
    """What comes of opening an attempt on the session."""
    fresh = ExamSession.objects.select_related("institution").get(pk=of.pk)
    command = ScheduleSession(
        attempt_id=uuid4(), actor=PORTAL, address=fresh.address, session_type="automated"
    )
    request = BookingRequest(
        command=command,
        session=fresh,
        action=Attempt.Action.SCHEDULE,
        body={"type": "automated"} | asked,
    )
    try:
        return opening.record_intent(request).state
    except not_opened.NotOpened as stop:
        return type(stop).__name__


def at_once(*parts: Callable[[], object]) -> list[object]:
    """What each part, in a thread and with a connection of its own, came to."""
    came_to: dict[int, object] = {}

    def run(number: int) -> None:
        try:
            came_to[number] = parts[number]()
        except Exception as error:  # noqa: BLE001 - told as what it came to
            came_to[number] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(parts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came_to[number] for number in range(len(parts))]


def opened_at_once() -> list[Any]:
    of, barrier = session(), threading.Barrier(3)

    def one() -> str:
        barrier.wait()
        return open_one(of)

    return sorted(map(str, at_once(one, one, one)))


def both_at_once(user_sid: str = "", **asked: str) -> list[Any]:
    """Two desks book one learner, or one slot, for the same time, in two sessions; neither has come
    to the log before the other has written its attempt.
    """
    barrier = threading.Barrier(2)

    def one() -> str:
        of, waits = session(user_sid), iter([barrier.wait])

        def meet(execute: Any, sql: str, *rest: Any) -> Any:
            if "scheduling_chainhead" in sql:
                next(waits, lambda: None)()
            return execute(sql, *rest)

        with connection.execute_wrapper(meet):
            return open_one(of, appointmentDateTime="2027-01-14T15:30:00.000Z", **asked)

    return sorted(map(str, at_once(one, one)))


def booked_while_settling() -> list[object]:
    """An attempt is settled;
    before its session is written, another desk opens one on the same session.
    """
    of = session()
    open_one(of)
    is_half_done = threading.Event()

    def wait_for_the_other(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE scheduling_examsession"):
            is_half_done.set()
            until(somebody_waits)
        return execute(sql, *rest)

    def settle() -> str:
        record = SessionRecord(sid=of.sid, status="Scheduled", session_type="automated")
        attempt = Attempt.objects.select_related("session__institution").get(session=of)
        with connection.execute_wrapper(wait_for_the_other):
            outcome = Outcome(state=Attempt.State.ACCEPTED, cause="accepted", record=record)
            return attempts.finish(attempt, outcome, actor=PORTAL).state

    def book() -> str:
        is_half_done.wait(30)
        return open_one(of)

    return at_once(settle, book)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.cursor.execute(WAITING)  # past the wrapper, which waits for this
        return bool(cursor.fetchone()[0])


def drafts_at_once() -> list[Any]:
    """Three tabs keep the first draft of one form; then the form of one is sent."""
    person_id, barrier = (
        get_user_model().objects.get(username="coordinator").pk,
        threading.Barrier(3),
    )
    draft = Draft(answers={"notes": "x"}, typed=frozenset({"notes"}), left_out=frozenset())

    def at(page: object) -> FormPage:
        return FormPage(person_id=person_id, address="/form/", page=f"page {page}")

    def keep() -> bool:
        barrier.wait()
        return store.keep(draft, at=at(threading.get_ident()))

    kept, found = at_once(keep, keep, keep), store.find(person_id=person_id, address="/form/")
    is_same = found is not None and replace(found, kept_at=None) == draft
    store.close(at("sent"), more_may_come=True)
    late = store.keep(draft, at=at("sent"))
    return [kept, is_same, late, StoredDraft.objects.count(), store.purge()]


def changes(desk: Desk, sandbox: Sandbox) -> list[Any]:
    """A booking, a move, a cancellation: the answers, and what stands at the end."""
    where = sandbox.needs_proctor()[0]
    codes = [
        desk.book(where).status_code,
        move(desk, where).status_code,
        cancel(desk, where).status_code,
    ]
    return [*codes, ExamSession.objects.get(sid=where["sessionSid"]).status]


def long_name(desk: Desk, sandbox: Sandbox) -> list[Any]:
    who = get_user_model().objects.filter(username="coordinator")
    kept = who.values("first_name", "last_name").get()
    who.update(first_name="A" * 150, last_name="B" * 150)
    code = desk.book(
        sandbox.needs_proctor()[0], appointment_date_time="2027-01-20T09:30"
    ).status_code
    who.update(**kept)
    return [code, len(Attempt.objects.order_by("-pk")[0].actor_name)]


def person_saved(boss: Desk) -> list[Any]:
    who = get_user_model().objects.get(username="coordinator2")
    form = {
        "username": who.username,
        "first_name": "Tomas",
        "last_name": "Okafor",
        "email": "",
        "is_active": "on",
    }
    institution = Institution.objects.get(sid=NORTHFIELD)
    code = boss.post(
        f"/admin/auth/user/{who.pk}/change/", form | {"roles": [f"{institution.pk}-coordinator"]}
    ).status_code
    who.refresh_from_db()
    return [code, who.first_name]


def overridden(desk: Desk, boss: Desk, sandbox: Sandbox) -> list[Any]:
    where = sandbox.needs_proctor()[1]
    first = desk.book(where, **SEAT).status_code
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    held_back = desk.book(where, **SEAT).status_code
    over = booking(**SEAT, override_reason="The center cancelled it by phone.", override="yes")
    code = boss.post(f"{session_path(where)}schedule/", over).status_code
    return [first, held_back, code, kinds()[-2:]]


def accommodation(desk: Desk, place: dict[str, Any]) -> list[Any]:
    """Entered twice, read back as it is seated, and what no accommodation is refused."""
    where = {
        "installSid": place["install_sid"],
        "examSid": place["exam_sid"],
        "sessionSid": place["session_sid"],
    }
    codes = [
        accommodate(desk, where, factor=factor, break_minutes="10").status_code
        for factor in ("1.25", "1.5")
    ]
    kept = SessionAccommodation.objects.get()
    page = desk.get(f"{session_path(where)}reschedule/").status_code
    with suppress(IntegrityError), transaction.atomic():
        SessionAccommodation.objects.update(percent=600)
    return [
        *codes,
        page,
        kept.value.in_words,
        SessionAccommodation.objects.get().value == kept.value,
    ]


def settled(boss: Desk) -> list[Any]:
    attempt = Attempt.objects.filter(session__institution__sid=NORTHFIELD, state="unconfirmed")[0]
    decision = {"applied": "no", "reason": "Seen at the provider's at 9:46"}
    code = boss.post(f"/undecided/{attempt.attempt_id}/", decision).status_code
    attempt.refresh_from_db()
    return [code, attempt.state]


def rules(boss: Desk) -> list[int]:
    path = f"/campus/{NORTHFIELD}/rules/automated/"
    return [boss.get(path).status_code, boss.post(path, {"is_offered": "on"}).status_code]


def log(boss: Desk) -> dict[str, Any]:
    """Verified, exported, and a case file of one session made."""
    asked = boss.post("/audit/verify/", {}).status_code
    verdict = verification_jobs.run(verification_jobs.start(actor=PORTAL).pk)
    event = AuditEvent.objects.filter(kind="intent").order_by("number")[0]
    case = {"install": event.install_sid, "session": event.session_sid, "file": "json"}
    answer = boss.post("/audit/case/", case)
    return {
        "asked": asked,
        "holds": bool(verdict and verdict.is_intact),
        "case": [answer.status_code, len(answer.content) > 1000],
    }


def broken_pages(boss: Desk, place: dict[str, Any]) -> list[str]:
    """The addresses that answer with an error of the portal's own:
    a walk over all, and odd questions to the lists.
    """
    list_fetching.refresh_list(Institution.objects.get(sid=NORTHFIELD), patience=PATIENCE)
    paths = [one.path(place) for one in addresses() if one.name != "account_logout"]
    lists = [path for path in paths if path.startswith("/admin/") and path.count("/") == 4]
    asked = [f"{path}?q={odd}" for path in ("/", *lists) for odd in ODD[:1]]
    asked += [f"/audit/?{name}={odd}" for name in FILTERS for odd in ODD]
    return [path for path in (*paths, *asked) if boss.get(path).status_code >= 500]


def put_in() -> list[Any]:
    """Events with numbers beyond the log's are put in: verifying tells before and after the log
    goes on, and once what comes behind them is written, it goes on without a break.
    """
    one, told = AuditEvent.objects.order_by("-number")[0], []
    for number in (2**61 + 5, 2**61 - 1):
        one.number = number
        one.save(force_insert=True)
        told.append(verify().is_intact)
        for _ in range(3):
            written = event_writer.record(
                event_writer.Entry(kind=SOME_KIND, sentence="x", actor=PORTAL)
            )
        told += [verify().is_intact, codes_file.head().number == written, written < 2**62]
    return told


def tampered_with_twice(desk: Desk, sandbox: Sandbox) -> list[Any]:
    """The head's hash is changed, then its number put back: the log goes on, and tells of both."""
    for changed in ({"hash": "0" * 64}, {"number": 2}):
        ChainHead.objects.filter(pk=1).update(**changed)
        event_writer.record(event_writer.Entry(kind=SOME_KIND, sentence="x", actor=PORTAL))
    return [kinds()[-4:], desk.book(sandbox.needs_proctor()[2], **SEAT).status_code]


if __name__ == "__main__":
    print(json.dumps(main()))
