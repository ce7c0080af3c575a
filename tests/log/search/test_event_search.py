"""Finding events:
whatever is asked, exactly the events that fit, in order, none twice and none lost between pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.audit import event_writer, value_erasure
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.told_reasons import BECAUSE, REASON
from scheduling.log.search import event_search, value_beginnings
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.event_search import page
from scheduling.log.search.numbers_by_time import LAST
from scheduling.models import AuditEvent, EventAction, ProviderId
from scheduling.session_commands import PORTAL

START = datetime.now(UTC).replace(microsecond=0) + timedelta(
    hours=1
)  # after what the practice data wrote
EVENTS = 500
EDGES = (
    269,
    270,
    275,
    290,
    299,
    300,
    305,
    315,
    329,
    330,
    331,
)  # about the hours in which the clock was behind
INSTITUTIONS = ("AI" + "a" * 32, "AI" + "b" * 32, "")
SESSIONS = tuple(f"ES{number:02x}" + "0" * 30 for number in range(60))
EXAMS = tuple(f"EX{number:x}" + "1" * 31 for number in range(8))
OUTCOMES = ("", "accepted", "accepted", "refused", "unconfirmed")
TYPES = ("examity", "ad-hoc", "")
ACTIONS = ("schedule", "reschedule", "")
ATTEMPTS = tuple(str(UUID(int=number << 96)) for number in range(90))


def at(number: int) -> datetime:
    """Twenty minutes from event to event, but once the clock was put back by ten hours, and put
    right again.
    """
    behind = timedelta(hours=10, minutes=5) if 300 <= number < 330 else timedelta()
    return START + timedelta(minutes=20 * number) - behind


def event(number: int, chance: random.Random) -> AuditEvent:
    session = chance.randrange(len(SESSIONS))
    return AuditEvent(
        number=number,
        at=at(number),
        kind="outcome",
        outcome=chance.choice(OUTCOMES),
        sentence="",
        actor_id=chance.choice((None, 1, 2, 3)),
        actor_name="",
        install_sid=chance.choice(INSTITUTIONS),
        exam_sid=EXAMS[session % len(EXAMS)],
        session_sid=SESSIONS[session],
        session_type=chance.choice(TYPES),
        attempt_id=chance.choice(ATTEMPTS),
        previous_hash="",
        hash="",
    )


@pytest.fixture(scope="module")
def chance() -> random.Random:
    return random.Random(20261209)


@pytest.fixture
def log(database: Path, chance: random.Random) -> list[AuditEvent]:
    """Every event of the log, oldest first; a tenth of them tell of the id “appt-7”, two thirds of
    them of a request.
    """
    first = AuditEvent.objects.order_by("-number")[0].number + 1
    AuditEvent.objects.bulk_create(event(number, chance) for number in range(first, first + EVENTS))
    ProviderId.objects.bulk_create(
        ProviderId(value="appt-7", event_number=number)
        for number in range(first, first + EVENTS, 10)
    )
    EventAction.objects.bulk_create(
        EventAction(event_number=number, action=action)
        for number in range(first, first + EVENTS)
        if (action := chance.choice(ACTIONS))
    )
    return list(AuditEvent.objects.order_by("number"))


def fits(event: AuditEvent, wanted: EventQuery) -> bool:
    """The plain meaning of what is wanted, an event at a time."""
    return (
        event.install_sid in wanted.institutions
        and (wanted.attempts is None or event.attempt_id in wanted.attempts)
        and (wanted.sessions is None or event.session_sid in wanted.sessions)
        and (wanted.exams is None or event.exam_sid in wanted.exams)
        and (wanted.person is None or event.actor_id == wanted.person)
        and (not wanted.outcome or event.outcome == wanted.outcome)
        and (not wanted.session_type or event.session_type == wanted.session_type)
        and (wanted.since is None or event.at >= wanted.since)
        and (wanted.until is None or event.at < wanted.until)
    )


def naive(log: list[AuditEvent], wanted: EventQuery) -> list[int]:
    """The numbers of the fitting events, newest first."""
    beside = {event.number for event in log}
    if wanted.provider_id:
        beside &= set(ProviderId.objects.values_list("event_number", flat=True))
    if wanted.actions is not None:
        rows = EventAction.objects.values_list("event_number", "action")
        beside &= {number for number, action in rows if action in wanted.actions}
    told = [event for event in reversed(log) if event.number in beside]
    return [event.number for event in told if fits(event, wanted)]


def downwards(wanted: EventQuery, size: int) -> Iterator[int]:
    """Every number, page by page, from the newest on."""
    before: int | None = None
    while True:
        found = page(wanted, before=before, size=size)
        yield from found.numbers
        if not found.has_more:
            return
        before = found.looked_to or found.numbers[-1]


def upwards(wanted: EventQuery, size: int) -> list[int]:
    """Every number, newest first, page by page from the oldest on."""
    numbers: list[int] = []
    after = 0
    while True:
        found = page(wanted, after=after, size=size)
        numbers = found.numbers + numbers
        if not found.has_more:
            return numbers
        after = found.looked_to or found.numbers[0]


EACH: dict[str, dict[str, Any]] = {
    "nothing": {},
    "one install": {"institutions": INSTITUTIONS[:1]},
    "an attempt": {"attempts": ATTEMPTS[3:4]},
    "a session": {"sessions": SESSIONS[7:8]},
    "several sessions": {"sessions": SESSIONS[7:19]},
    "an exam": {"exams": EXAMS[2:3]},
    "a provider’s id": {"provider_id": "appt-7"},
    "a person": {"person": 2},
    "an outcome": {"outcome": "refused"},
    "a type": {"session_type": "ad-hoc"},
    "an action": {"actions": ("reschedule",)},
    "either action": {"actions": ("reschedule", "schedule")},
    "days": {"since": START + timedelta(days=3), "until": START + timedelta(days=6)},
    "from a day on": {"since": START + timedelta(days=4)},
    "up to a day": {"until": START + timedelta(days=4)},
    "no session of a learner": {"sessions": ()},
    "no install": {"institutions": ()},
    "no action": {"actions": ()},
}


@pytest.mark.parametrize("name", EACH)
def test_each_filter_alone_finds_what_fits_page_by_page_both_ways(
    log: list[AuditEvent], name: str
) -> None:
    wanted = replace(EventQuery(institutions=INSTITUTIONS), **EACH[name])
    expected = naive(log, wanted)
    assert list(downwards(wanted, 37)) == expected
    assert upwards(wanted, 37) == expected


def some(chance: random.Random) -> EventQuery:
    """Any combination of the filters above, at any of the institutions."""
    wanted = EventQuery(institutions=tuple(chance.sample(INSTITUTIONS, chance.randint(1, 3))))
    for name in chance.sample([*EACH][2:15], chance.randint(1, 4)):
        wanted = replace(wanted, **EACH[name])
    return wanted


def test_any_filters_together_find_what_fits_both_ways(
    log: list[AuditEvent], chance: random.Random
) -> None:
    for _ in range(50):
        wanted = some(chance)
        expected, size = naive(log, wanted), chance.choice((7, 50))
        assert list(downwards(wanted, size)) == expected, wanted
        assert upwards(wanted, size) == expected, wanted


def test_a_page_that_finds_little_stops_in_time_and_the_next_goes_on(
    log: list[AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_search, "PATIENCE", 60)
    wanted = EventQuery(
        institutions=INSTITUTIONS[:2], person=1, outcome="unconfirmed", exams=EXAMS[:5]
    )
    pages = [page(wanted, size=5), page(replace(wanted, exams=None), size=5)]
    assert any(one.looked_to for one in pages)
    for one in (wanted, replace(wanted, exams=None)):
        assert list(downwards(one, 5)) == upwards(one, 5) == naive(log, one)


def test_days_count_to_the_very_moment_and_a_clock_put_back_hides_nothing(
    log: list[AuditEvent],
) -> None:
    edges = [
        one.at + timedelta(minutes=later) for one in log if one.number in EDGES for later in (0, 1)
    ]
    for edge in edges:
        for days in (
            {"until": edge},
            {"since": edge},
            {"since": edge, "until": edge + timedelta(hours=2)},
        ):
            wanted = EventQuery(institutions=INSTITUTIONS, **days)
            assert list(downwards(wanted, 400)) == naive(log, wanted), days


def test_a_time_without_events_is_empty_and_costs_no_walk(log: list[AuditEvent]) -> None:
    long_ago = EventQuery(institutions=INSTITUTIONS, until=datetime(2020, 1, 1, tzinfo=UTC))
    to_come = EventQuery(institutions=INSTITUTIONS, since=datetime(2090, 1, 1, tzinfo=UTC))
    for wanted in (long_ago, to_come):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page(wanted).numbers == []
        assert len(asked) <= 2


def test_what_nothing_can_fit_is_not_even_asked_for(log: list[AuditEvent]) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert page(EventQuery(institutions=(), sessions=SESSIONS[:2])).numbers == []
        assert (
            page(EventQuery(institutions=INSTITUTIONS, attempts=ATTEMPTS[:1], exams=())).numbers
            == []
        )
    assert len(asked) == 0


def test_the_newest_page_of_a_whole_log_takes_one_index_walk_for_each_institution(
    log: list[AuditEvent],
) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert len(page(EventQuery(institutions=INSTITUTIONS)).numbers) == 50
    assert len(asked) == len(INSTITUTIONS)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"attempts": ATTEMPTS[:1]}, "event_attempt"),
        ({"sessions": SESSIONS[:1]}, "event_session"),
        ({"exams": EXAMS[:1]}, "event_exam"),
        ({"person": 1}, "event_actor"),
        ({"outcome": "accepted"}, "event_outcome"),
        ({"session_type": "ad-hoc"}, "event_type"),
        ({"actions": ("schedule",)}, "event_action"),
        ({}, "event_install"),
    ],
)
def test_one_index_alone_drives_and_nothing_is_sorted(
    log: list[AuditEvent], wanted: dict[str, Any], index: str
) -> None:
    for way in ({"before": LAST}, {"after": 0}):
        with CaptureQueriesContext(connection) as asked:
            page(replace(EventQuery(institutions=INSTITUTIONS[:1]), **wanted), **way)
        plan = " ".join(row[-1] for row in explained(asked[0]["sql"]))
        assert f"USING COVERING INDEX {index} " in plan
        assert "TEMP B-TREE" not in plan


def explained(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("économie", True),
        ("ÉCONOMIE", True),
        ("Straẞe", True),
        ("ÉLYSÉE", True),
        ("salle", True),
        ("economie", False),  # other letters, not other capitals
        ("élysees", False),
        ('"No"', True),
        ("c:\\Old", True),
        ("“öffentlich”", True),
        ('"é"', False),
        ("{wing}", True),
        ("b{wing", True),
        ("100%é", False),
    ],
)
def test_what_is_said_is_found_as_it_reads_in_whatever_capitals(
    database: Path, text: str, is_said: bool
) -> None:
    sentence = event_writer.escape_braces("Salle Élysée b{wing} is now ÉCONOMIE 101.")
    reason = 'Said "no" of C:\\old in the Große STRASSE: “Öffentlich”, 100 é'
    entry = Entry(
        kind=Kind.PASSWORD_CHANGED, sentence=sentence, actor=PORTAL, details={"reason": reason}
    )
    number = event_writer.record(entry)
    for other in ("Salle", "Salle Élysée"):
        wanted = EventQuery(institutions=("",), said=(text, *other.split()))
        found = [page(wanted).numbers, page(wanted, after=0).numbers]
        assert found == [[number] if is_said else []] * 2, other


@pytest.mark.parametrize(
    ("column", "start", "expected"),
    [
        ("session_sid", "ES0", SESSIONS[:16]),
        ("session_sid", "ES1f", SESSIONS[31:32]),
        ("session_sid", "ESf", ()),
        ("session_sid", "ES", SESSIONS[: value_beginnings.MOST_BEGINNINGS + 1]),
        ("exam_sid", "EX", EXAMS),
        ("attempt_id", "00000003", ATTEMPTS[3:4]),
    ],
)
def test_the_beginning_of_a_number_finds_those_that_begin_so(
    log: list[AuditEvent], column: str, start: str, expected: tuple[str, ...]
) -> None:
    assert value_beginnings.beginning_with(column, start, INSTITUTIONS) == list(expected)


def test_the_beginning_of_a_sid_shows_none_of_another_institution(log: list[AuditEvent]) -> None:
    only = {one.session_sid for one in log if one.install_sid == INSTITUTIONS[0]}
    assert value_beginnings.beginning_with("session_sid", "ES0", INSTITUTIONS[:1]) == [
        sid for sid in SESSIONS[:16] if sid in only
    ]
    assert value_beginnings.beginning_with("session_sid", "ES0", ("AI" + "9" * 32,)) == []


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        *(("power", True), ("XANDERFELD", True), ("öffentlich", True), ("100%", True)),
        *(("Zed", False), ("100_", False), ('"no"', True), ("Élysée", False)),
    ],
)
def test_a_reason_that_is_kept_apart_is_found_until_it_is_erased(
    database: Path, text: str, is_said: bool
) -> None:
    reason = 'The power is out at 100%, Xanderfeld said "no": Öffentlich'
    entry = Entry(
        kind=Kind.BATCH_BEGUN,
        sentence="Begun for {learner}. Reason: {because}.",
        actor=PORTAL,
        details={"reason": {"personal": REASON}},
        personal={"learner": "Zed Élysée", REASON: reason, BECAUSE: reason},
    )
    number = event_writer.record(entry)
    wanted = EventQuery(institutions=("",), said=(text, "begun"))
    assert page(wanted).numbers == ([number] if is_said else [])
    erasing = Entry(kind=Kind.RETENTION_RUN, sentence="Erased.", actor=PORTAL)
    value_erasure.erase(values=[(number, name) for name in (REASON, BECAUSE)], entry=erasing)
    assert page(wanted).numbers == []
