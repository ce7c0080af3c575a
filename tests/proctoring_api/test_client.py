"""Every call of the contract, as it arrives at a server."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from tests.support.provider_session import BODY, EXAM, INSTALL, PATH, SESSION, TOKEN
from tests.support.scripted_provider import answer, says

ENROLLMENT = "EN" + "d" * 32
URL = "https://onboarding.example/one-time"


def _query(target: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(target).query)


def test_schedule_posts_the_body_once_and_reads_the_record(serve, connect, address, record) -> None:
    server = serve(says(record))
    given = connect(server).schedule(address, BODY)
    [request] = server.arrived
    assert (request.method, request.target, request.json) == ("POST", PATH, BODY)
    assert request.headers["content-type"] == "application/json"
    assert (given.status, given.record.sid, given.record.status) == (200, SESSION, "Scheduled")


def test_any_2xx_with_a_record_is_an_answer(serve, connect, address, record) -> None:
    assert connect(serve(says(record, 201))).schedule(address, BODY).status == 201


def test_session_is_read_with_get(serve, connect, address, record) -> None:
    server = serve(says(record))
    assert connect(server).session(address).record.session_type == "ad-hoc"
    [request] = server.arrived
    assert (request.method, request.target, request.body) == ("GET", PATH, b"")


def test_reschedule_puts_and_leaves_the_answer_alone(serve, connect, address) -> None:
    server = serve(answer(200, '"done"'))
    given = connect(server).reschedule(address, BODY)
    [request] = server.arrived
    assert (request.method, request.target, request.json) == ("PUT", PATH, BODY)
    assert (given.status, given.record) == (200, None)


def test_cancel_deletes_with_a_body(serve, connect, address) -> None:
    server = serve(answer(204))
    body = {"cancellationMemo": "the learner is ill", "bypassNonRefundable": False}
    given = connect(server).cancel(address, body)
    [request] = server.arrived
    assert (request.method, request.target, request.json) == ("DELETE", PATH, body)
    assert (given.status, given.record) == (204, None)


def test_onboarding_url(serve, connect, address) -> None:
    server = serve(says({"url": URL}))
    assert connect(server).onboarding_url(address) == URL
    assert server.arrived[0].target == f"{PATH}/onboard"


def test_settings(serve, connect) -> None:
    said = {
        "name": "N",
        "defaultCurrencyCode": "USD",
        "defaultTimezone": "America/Chicago",
        "proctorTypes": ["odd"],
    }
    server = serve(says(said))
    settings = connect(server).settings(INSTALL)
    assert server.arrived[0].target == f"/v1/installs/{INSTALL}/settings"
    assert (settings.name, settings.default_currency, settings.default_time_zone) == (
        "N",
        "USD",
        "America/Chicago",
    )


def test_enrollment_sessions_repeat_the_status(serve, connect) -> None:
    row = {"sid": SESSION, "status": "Scheduled", "appointmentDate": "2026-12-09T15:00:00.000Z"}
    server = serve(says({"total": 1, "results": [row]}))
    rows = connect(server).enrollment_sessions(
        INSTALL, ENROLLMENT, EXAM, statuses=["Needs Proctor", "Scheduled"], include_active=True
    )
    request = server.arrived[0]
    assert (
        urlsplit(request.target).path
        == f"/v1/installs/{INSTALL}/enrollments/{ENROLLMENT}/exams/{EXAM}/sessions"
    )
    query = _query(request.target)
    assert [value for name, value in query if name == "status"] == ["Needs Proctor", "Scheduled"]
    assert ("includeActive", "true") in query and ("offset", "0") in query
    assert [(row.sid, row.appointment_at.isoformat()) for row in rows] == [
        (SESSION, "2026-12-09T15:00:00+00:00")
    ]


def test_appointments_is_one_page(serve, connect) -> None:
    rows = [
        {
            "sid": SESSION,
            "examSid": EXAM,
            "exam": {"title": "T"},
            "enrollment": {"user": {"firstName": "A"}},
        },
        {"sid": None},
        5,
    ]
    server = serve(says({"total": 900, "results": rows}))
    page = connect(server).appointments(INSTALL, offset=40, limit=20)
    assert _query(server.arrived[0].target) == [("offset", "40"), ("limit", "20")]
    assert [(row.sid, row.exam_title, row.learner_name) for row in page.rows] == [
        (SESSION, "T", "A")
    ]
    assert (page.total, page.fetched) == (900, 3)


def test_the_token_header_is_bare_and_alone(serve, connect, address, record) -> None:
    server = serve(says(record))
    connect(server).session(address)
    headers = server.arrived[0].headers
    assert headers["token"] == TOKEN
    assert "authorization" not in headers and "cookie" not in headers


def test_what_is_kept_of_a_call(serve, connect, address, record) -> None:
    headers = [("Date", "Mon, 01 Jan 2024 00:00:00 GMT"), ("X-Request-Id", "r-1")]
    kept = connect(serve(says(record, headers=headers))).schedule(address, BODY).exchange
    assert (kept.method, kept.path, kept.status, kept.request_id) == ("POST", PATH, 200, "r-1")
    assert kept.bytes_read > 100 and len(kept.digest) == 64 and kept.clock_skew_seconds < -3600
