"""The control address, the ledger, and the program as it is started."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

import portal.sandbox
from portal.sandbox.server import Sandbox
from tests.support.polling import until
from tests.support.sandbox_bookings import START

PACKAGE = Path(portal.sandbox.__file__).parent


def control(
    sandbox: Sandbox, method: str, what: str, body: dict | None = None
) -> requests.Response:
    return requests.request(method, f"{sandbox.url}/_control/{what}", json=body, timeout=30)


def test_the_ledger_holds_what_arrived_and_what_it_did(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting, notes="Quiet room")
    http.get(
        f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments", params={"limit": 2}
    )
    ledger = control(sandbox, "GET", "ledger").json()
    post, get = ledger["requests"]
    assert (post["method"], post["path"], post["query"]) == (
        "POST",
        url(waiting).removeprefix(sandbox.url),
        {},
    )
    assert (
        post["headers"]["auth"] == "token" and post["headers"]["content-type"] == "application/json"
    )
    assert (post["body"]["notes"], post["effect"], post["status"]) == (
        "Quiet room",
        "scheduled",
        200,
    )
    assert (get["query"], get["body"], get["effect"]) == ({"limit": ["2"]}, None, None)
    booking = ledger["bookings"][0]
    assert (booking["n"], booking["session_sid"]) == (post["n"], waiting["sessionSid"])
    assert (booking["appointmentDate"], booking["stored"]["notes"]) == (START, "Quiet room")


def test_the_ledger_notes_refused_requests_too(
    sandbox: Sandbox, book: Callable, waiting: dict
) -> None:
    book(waiting, colour="green")
    assert [(r["effect"], r["status"]) for r in sandbox.requests("POST")] == [(None, 400)]


def test_the_ledger_is_complete_under_threads(sandbox: Sandbox, book: Callable) -> None:
    wheres = sandbox.needs_proctor()[:40]
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda w: book(w, type="automated", proctorLocationSid=f"PL{5:032x}"), wheres)
        )
    assert {b["session_sid"] for b in sandbox.bookings()} == {w["sessionSid"] for w in wheres}
    numbers = [r["n"] for r in sandbox.requests("POST")]
    assert len(numbers) == 40 and numbers == sorted(set(numbers))


def test_the_ledger_can_be_cleared(sandbox: Sandbox, book: Callable, waiting: dict) -> None:
    book(waiting)
    assert control(sandbox, "DELETE", "ledger").status_code == 200
    assert control(sandbox, "GET", "ledger").json() == {
        "requests": [],
        "bookings": [],
        "charges": [],
    }


def test_trouble_over_the_control_address(sandbox: Sandbox, book: Callable, waiting: dict) -> None:
    wanted = {
        "kind": "status",
        "code": 503,
        "times": 1,
        "match": {"method": "POST", "path_contains": "/sessions/"},
    }
    assert control(sandbox, "POST", "trouble", wanted).json() == {"waiting": 1}
    assert control(sandbox, "GET", "trouble").json()[0]["kind"] == "status"
    assert [book(waiting).status_code for _ in range(2)] == [503, 200]
    control(sandbox, "POST", "trouble", wanted)
    control(sandbox, "DELETE", "trouble")
    assert control(sandbox, "GET", "trouble").json() == []


def test_wrong_control_requests_are_told_so(sandbox: Sandbox) -> None:
    assert control(sandbox, "POST", "trouble", {"kind": "earthquake"}).status_code == 400
    assert control(sandbox, "POST", "seats", {}).status_code == 400
    assert control(sandbox, "GET", "sessions?limit=x").status_code == 400
    assert control(sandbox, "GET", "elsewhere").status_code == 404


def test_sessions_can_be_looked_up_and_set(sandbox: Sandbox) -> None:
    found = control(sandbox, "GET", "sessions?status=Needs%20Proctor&limit=3").json()
    assert len(found["sessions"]) == 3 and found["total"] >= 300
    sid = found["sessions"][0]["sessionSid"]
    assert (
        control(sandbox, "POST", "sessions", {"sid": sid, "status": "Closed"}).json()["status"]
        == "Closed"
    )
    assert sandbox.session(sid)["status"] == "Closed"
    made = control(sandbox, "POST", "sessions", {"like": sid}).json()
    assert (made["status"], made["enrollmentSid"]) == (
        "Needs Proctor",
        found["sessions"][0]["enrollmentSid"],
    )


def test_tokens_latency_and_seats_over_the_control_address(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    assert control(sandbox, "POST", "token", {"valid": ["fresh"]}).json()["valid"] == ["fresh"]
    assert requests.get(url(waiting), headers={"token": "fresh"}).status_code == 200
    assert control(sandbox, "POST", "latency", {"ms": 30}).json() == {"ms": 30}
    assert requests.get(url(waiting), headers={"token": "fresh"}).elapsed.total_seconds() >= 0.03
    assert control(sandbox, "POST", "seats", {"sid": f"PL{1:032x}", "seats": 40}).status_code == 200


def test_reset_gives_fresh_data() -> None:
    with Sandbox(seed=1) as sandbox:
        first = sandbox.needs_proctor()[0]
        sandbox.place(sid=first["sessionSid"], status="Closed")
        control(sandbox, "POST", "reset")
        assert sandbox.needs_proctor()[0] == first
        control(sandbox, "POST", "reset", {"seed": 2})
        assert sandbox.needs_proctor()[0] != first


def test_reset_gives_bookings_their_own_fields_back() -> None:
    with Sandbox(seed=1) as sandbox:
        booked = sandbox.sessions(status="Scheduled")[0]["sessionSid"]
        before = sandbox.session(booked)
        sandbox.place(sid=booked, fields={"notes": "Bring a calculator.", "type": "examity"})
        assert sandbox.session(booked)["notes"] == "Bring a calculator."
        sandbox.reset()
        assert sandbox.session(booked) == before


def test_the_catalogue_offers_by_name_what_practice_data_needs(sandbox: Sandbox) -> None:
    offered = control(sandbox, "GET", "catalogue").json()
    north = offered["installs"][0]
    assert (north["sid"], north["name"]) == (
        "AIa0000000000000000000000000000001",
        "Northfield University",
    )
    assert [p["name"] for p in north["locations"]][:2] == [
        "Duluth Testing Center",
        "Minneapolis Campus Testing Center",
    ]
    assert (
        len(north["locations"]),
        len(north["instructor_entries"]),
        len(offered["proctor_types"]),
    ) == (
        9,
        4,
        21,
    )


def test_stopping_lets_go_of_those_who_are_kept_waiting(url: Callable) -> None:
    with Sandbox() as sandbox:
        sandbox.trouble("hang_before", method="GET")
        address = url(sandbox.needs_proctor()[0]).partition("/v1")[2]
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(
                requests.get, f"{sandbox.url}/v1{address}", headers={"token": sandbox.token}
            )
            until(sandbox.requests)
            begun = time.monotonic()
            sandbox.stop()
            assert isinstance(waiting.exception(30), requests.ConnectionError)
    assert time.monotonic() - begun < 30  # of the minute that it would hang


def test_it_starts_on_its_own_within_seconds() -> None:
    program = "from portal.sandbox.server import main; main(port=0)"
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            line = process.stdout.readline()
            address = line.split(" at ")[1].split()[0]
            assert requests.get(f"{address}_control/catalogue", timeout=30).status_code == 200
            assert time.monotonic() - begun < 30
        finally:
            process.terminate()


def test_it_imports_nothing_of_the_portals_nor_django() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for module in _imported(node):
                assert module.split(".")[0] not in ("django", "scheduling", "requests"), (
                    path.name,
                    module,
                )
                assert not module.startswith("portal.") or module.startswith("portal.sandbox"), (
                    path.name,
                    module,
                )


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_a_quota_is_shared_by_all_requests_and_can_be_lifted(
    sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert control(sandbox, "POST", "quota", {"per_minute": 2}).json() == {"per_minute": 2}
    answers = [http.get(url(waiting)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    control(sandbox, "POST", "quota", {"per_minute": None})
    assert http.get(url(waiting)).status_code == 200
