"""The rules by which exam sessions change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from portal.sandbox.server import Sandbox

from .conftest import PLACE, START

TYPES = [
    "b-virtual",
    "ad-hoc",
    "instructor-as-proctor",
    "messaging",
    "register-blast",
    "vtc",
    "proctoru",
    "examity",
    "smarter-scheduling",
    "automated",
]
RESCHEDULABLE = ["b-virtual", "ad-hoc", "register-blast", "proctoru", "examity", "smarter-scheduling"]


def conflict(response: requests.Response) -> str:
    assert (response.status_code, response.json()["code"]) == (409, "CONFLICT")
    return response.json()["message"]


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_can_be_scheduled(sandbox: Sandbox, book: Callable, waiting: dict, kind: str) -> None:
    answer = book(waiting, type=kind).json()
    assert (answer["status"], answer["sessionType"], answer["appointmentDate"]) == ("Scheduled", kind, START)
    assert answer == sandbox.session(waiting["sessionSid"])


def test_what_was_asked_is_stored_and_answered(book: Callable, waiting: dict) -> None:
    answer = book(waiting, notes="Quiet room", amount=25.5, currency="USD", voucherCode="PRACTICE-OK").json()
    assert answer["notes"] == "Quiet room"
    assert answer["location"]["sid"] == PLACE
    assert answer["location"]["timeZone"] == "America/Chicago"
    assert (answer["appointment"]["amount"], answer["appointment"]["currency"]) == (25.5, "USD")
    assert answer["dateApproved"] == answer["dateScheduled"] == answer["editDate"]


def test_a_booking_with_no_fields_at_all_is_taken(http: requests.Session, url: Callable, waiting: dict) -> None:
    answer = http.post(url(waiting), json={}).json()
    assert (answer["status"], answer["sessionType"], answer["appointmentDate"]) == ("Scheduled", None, None)


def test_the_end_follows_the_exams_length(book: Callable, waiting: dict) -> None:
    answer = book(waiting).json()
    hours, minutes = divmod(answer["duration"], 60)
    assert answer["appointmentEndDate"] == f"2031-03-12T{15 + hours}:{minutes:02}:00.000Z"


def test_a_scheduled_session_cannot_be_scheduled_again(sandbox: Sandbox, book: Callable, waiting: dict) -> None:
    book(waiting)
    assert "Scheduled" in conflict(book(waiting, notes="again"))
    assert len(sandbox.bookings()) == 1


@pytest.mark.parametrize("status", ["Pending Approval", "In Progress", "Closed", "Cancelled", "Incident"])
def test_only_a_session_that_needs_a_proctor_can_be_scheduled(sandbox: Sandbox, book: Callable, status: str) -> None:
    assert status in conflict(book(sandbox.sessions(status=status)[0]))


def test_eight_at_once_book_a_session_once(sandbox: Sandbox, book: Callable, waiting: dict) -> None:
    sandbox.set_latency(100)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: book(waiting, notes=str(n)), range(8)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 7
    assert len(sandbox.bookings()) == 1
    assert "still being processed" in "".join(a.text for a in answers)


def test_seats_of_a_location_run_out_per_start_time(sandbox: Sandbox, book: Callable) -> None:
    sandbox.set_seats(PLACE, 2)
    first, second, third, fourth = sandbox.needs_proctor()[:4]
    day = {"appointmentDateTime": "2031-04-01T15:00:00.000Z"}
    assert [book(s, **day).status_code for s in (first, second)] == [200, 200]
    assert "no room left" in conflict(book(third, **day))
    assert book(fourth, appointmentDateTime="2031-04-01T18:00:00.000Z").status_code == 200
    sandbox.set_seats(PLACE, 40)


def test_an_instructor_entry_for_one_takes_one(sandbox: Sandbox, book: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    fields = {"type": "instructor-as-proctor", "instructorProctorSid": f"CP{4:032x}"}
    assert book(first, **fields).status_code == 200
    assert "one learner at a time" in conflict(book(second, **fields))


def test_a_cancelled_booking_gives_its_seat_back(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    fields = {"instructorProctorSid": f"CP{4:032x}", "appointmentDateTime": "2031-05-01T15:00:00.000Z"}
    book(first, **fields)
    http.delete(url(first), json={"cancellationMemo": "ill"})
    assert book(second, **fields).status_code == 200


@pytest.mark.parametrize(
    ("field", "prefix"),
    [
        ("proctorLocationSid", "PL"),
        ("instructorProctorSid", "CP"),
        ("messageSid", "MT"),
        ("cancellationPolicyVersionSid", "CV"),
        ("proctorTypeSubCategorySid", "TS"),
    ],
)
def test_a_sid_the_install_does_not_have_is_refused_by_field(
    book: Callable, waiting: dict, field: str, prefix: str
) -> None:
    answer = book(waiting, **{field: prefix + "f" * 32})
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (400, [field])


def test_a_voucher_pays_once(sandbox: Sandbox, book: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    paid = {"amount": 25.5, "currency": "USD", "voucherCode": "SPRING-7"}
    assert book(first, **paid).status_code == 200
    assert "already used" in conflict(book(second, **paid))
    assert [(c["kind"], c["amount"], c["voucherCode"]) for c in sandbox.charges()] == [("charge", 25.5, "SPRING-7")]


def test_a_card_token_is_charged_once(sandbox: Sandbox, book: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    paid = {"amount": 30, "currency": "USD", "cardToken": "tok_practice_visa"}
    assert book(first, **paid).status_code == 200
    assert "already used" in conflict(book(second, **paid))
    assert book(second, **paid | {"cardToken": "tok_practice_visa_2"}).status_code == 200
    assert [c["session_sid"] for c in sandbox.charges()] == [first["sessionSid"], second["sessionSid"]]


def test_a_declined_card_books_and_charges_nothing(sandbox: Sandbox, book: Callable, waiting: dict) -> None:
    answer = book(waiting, amount=30, currency="USD", cardToken="tok_practice_declined")
    assert (answer.status_code, answer.json()["code"]) == (402, "CARDDECLINED")
    assert (sandbox.bookings(), sandbox.charges()) == ([], [])


def test_a_refused_booking_leaves_the_voucher_good(sandbox: Sandbox, book: Callable) -> None:
    taken, free = sandbox.needs_proctor()[:2]
    book(taken)
    assert book(taken, voucherCode="SPRING-8").status_code == 409
    assert book(free, voucherCode="SPRING-8").status_code == 200


@pytest.mark.parametrize("kind", RESCHEDULABLE)
def test_rescheduling_moves_the_appointment(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict, kind: str
) -> None:
    book(waiting, type=kind, notes="Quiet room")
    later = "2031-03-14T18:30:00.000Z"
    answer = http.put(url(waiting), json={"type": kind, "appointmentDateTime": later})
    assert (answer.status_code, type(answer.json())) == (200, str)
    stored = http.get(url(waiting)).json()
    assert (stored["appointmentDate"], stored["notes"], stored["status"]) == (
        later,
        "Quiet room",
        "Scheduled",
    )
    assert stored["appointmentEndDate"] > later
    assert [b["effect"] for b in sandbox.bookings()] == ["scheduled", "rescheduled"]


@pytest.mark.parametrize("kind", [t for t in TYPES if t not in RESCHEDULABLE])
def test_four_types_cannot_be_rescheduled(
    http: requests.Session, url: Callable, book: Callable, waiting: dict, kind: str
) -> None:
    book(waiting, type=kind)
    moved = {"appointmentDateTime": "2031-03-14T18:30:00.000Z"}
    assert http.put(url(waiting), json={"type": kind, **moved}).status_code == 400
    conflict(http.put(url(waiting), json=moved))


@pytest.mark.parametrize("field", ["proctorLocationSid", "amount", "voucherCode", "currency"])
def test_place_and_price_cannot_be_rescheduled(
    http: requests.Session, url: Callable, book: Callable, waiting: dict, field: str
) -> None:
    book(waiting)
    assert http.put(url(waiting), json={field: 1}).json()["errors"][0]["field"] == field


def test_rescheduling_or_cancelling_under_another_type_is_refused(
    http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting)
    assert http.put(url(waiting), json={"type": "proctoru"}).json()["errors"][0]["field"] == "type"
    answer = http.delete(url(waiting), json={"type": "proctoru", "cancellationMemo": "x"})
    assert answer.json()["errors"][0]["field"] == "type"


def test_cancelling_gives_the_enrollment_a_new_session(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting, amount=20, currency="USD", voucherCode="SPRING-9")
    body = {"cancellationMemo": "Ill", "reason": "changed-time", "bypassNonRefundable": True}
    answer = http.delete(url(waiting), json=body)
    assert (answer.status_code, type(answer.json())) == (200, str)
    old = http.get(url(waiting)).json()
    assert (old["status"], old["statusReason"]) == ("Cancelled", "Ill")
    listed = http.get(
        f"{sandbox.url}/v1/installs/{waiting['installSid']}/enrollments/{waiting['enrollmentSid']}"
        f"/exams/{waiting['examSid']}/sessions"
    ).json()
    assert sorted(r["status"] for r in listed["results"]) == ["Cancelled", "Needs Proctor"]
    new = next(r["sid"] for r in listed["results"] if r["status"] == "Needs Proctor")
    assert sandbox.bookings()[-1]["new_session_sid"] == new != waiting["sessionSid"]
    assert book(waiting | {"sessionSid": new}).status_code == 200
    assert [(c["kind"], c["amount"]) for c in sandbox.charges()] == [("charge", 20), ("refund", 20)]


def test_cancelling_needs_a_memo_and_a_scheduled_session(
    http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    conflict(http.delete(url(waiting), json={"cancellationMemo": "x"}))
    book(waiting)
    assert http.delete(url(waiting), json={}).json()["errors"][0]["field"] == "cancellationMemo"
    assert http.delete(url(waiting)).status_code == 400
    http.delete(url(waiting), json={"cancellationMemo": "x"})
    conflict(http.delete(url(waiting), json={"cancellationMemo": "x"}))


def test_the_vendors_loop_over_appointments_meets_each_once(sandbox: Sandbox, http: requests.Session) -> None:
    seen: list[str] = []
    offset = 0
    while rows := http.get(
        f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments",
        params={"offset": offset, "limit": 170},
    ).json()["results"]:
        seen += [row["sid"] for row in rows]
        offset += 170
    open_ones = [s["sessionSid"] for s in sandbox.sessions() if s["status"] not in ("Closed", "Cancelled")]
    assert seen == open_ones


def test_the_links_of_an_envelope_lead_from_page_to_page(sandbox: Sandbox, http: requests.Session) -> None:
    base = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    page = http.get(base, params={"limit": 300, "sortKeys": "appointmentDate", "sortOrder": "DESC"}).json()
    assert (page["prev"], page["count"], page["offset"]) == (None, 300, 0)
    last, pages = page, 1
    while last["next"]:
        last, pages = http.get(last["next"]).json(), pages + 1
    assert pages == -(-page["total"] // 300)
    assert last["first"] == page["first"] and http.get(page["last"]).json() == last
    assert http.get(base, params={"limit": 0}).json()["results"] == []
    assert http.get(base, params={"offset": 10**30}).json()["results"] == []


def test_lists_sort_and_filter(sandbox: Sandbox, http: requests.Session, waiting: dict) -> None:
    for _ in range(2):
        sandbox.place(like=waiting["sessionSid"])
    base = (
        f"{sandbox.url}/v1/installs/{waiting['installSid']}/enrollments/{waiting['enrollmentSid']}"
        f"/exams/{waiting['examSid']}/sessions"
    )
    up, down = (
        [
            r["createdDate"]
            for r in http.get(base, params={"sortKeys": "createdDate", "sortOrder": order}).json()["results"]
        ]
        for order in ("ASC", "DESC")
    )
    assert up == sorted(up) == down[::-1] and len(up) >= 3
    assert http.get(base, params={"status": ["Closed", "Scheduled"]}).json()["results"] == []


def test_a_session_under_way_is_listed_only_when_asked_for(sandbox: Sandbox, http: requests.Session) -> None:
    where = sandbox.sessions(status="In Progress")[0]
    base = (
        f"{sandbox.url}/v1/installs/{where['installSid']}/enrollments/{where['enrollmentSid']}"
        f"/exams/{where['examSid']}/sessions"
    )
    assert http.get(base).json()["total"] == 0
    assert http.get(base, params={"includeActive": "true"}).json()["total"] == 1


def test_a_closed_session_drops_out_of_the_report(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting)
    base = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    sids = {r["sid"] for r in http.get(base, params={"limit": 2000}).json()["results"]}
    assert waiting["sessionSid"] in sids
    sandbox.place(sid=waiting["sessionSid"], status="Closed")
    sids = {r["sid"] for r in http.get(base, params={"limit": 2000}).json()["results"]}
    assert waiting["sessionSid"] not in sids
    assert http.get(url(waiting)).json()["status"] == "Closed"


def test_onboarding_links_differ_each_time(http: requests.Session, url: Callable, waiting: dict) -> None:
    first, second = (http.get(url(waiting, "/onboard")).json()["url"] for _ in range(2))
    assert first.startswith("https://onboarding.") and first != second


def test_installs_are_apart(sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict) -> None:
    other = "AIa0000000000000000000000000000002"
    assert http.get(url(waiting | {"installSid": other})).status_code == 404
    settings = http.get(f"{sandbox.url}/v1/installs/{other}/settings").json()
    assert (settings["name"], settings["defaultTimezone"]) == ("Lakeside College", "America/New_York")
    assert len(settings["proctorTypes"]) == 21
