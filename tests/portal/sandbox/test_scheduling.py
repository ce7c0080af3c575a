"""The rules by which an exam session is scheduled:
who may, where there is room, and what pays for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from portal.sandbox.server import Sandbox
from tests.support.sandbox_bookings import PLACE, START, TYPES, conflict


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_can_be_scheduled(
    sandbox: Sandbox, book: Callable, waiting: dict, kind: str
) -> None:
    answer = book(waiting, type=kind).json()
    assert (answer["status"], answer["sessionType"], answer["appointmentDate"]) == (
        "Scheduled",
        kind,
        START,
    )
    assert answer == sandbox.session(waiting["sessionSid"])


def test_what_was_asked_is_stored_and_answered(book: Callable, waiting: dict) -> None:
    answer = book(
        waiting, notes="Quiet room", amount=25.5, currency="USD", voucherCode="PRACTICE-OK"
    ).json()
    assert answer["notes"] == "Quiet room"
    assert answer["location"]["sid"] == PLACE
    assert answer["location"]["timeZone"] == "America/Chicago"
    assert (answer["appointment"]["amount"], answer["appointment"]["currency"]) == (25.5, "USD")
    assert answer["dateApproved"] == answer["dateScheduled"] == answer["editDate"]


def test_a_booking_with_no_fields_at_all_is_taken(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    answer = http.post(url(waiting), json={}).json()
    assert (answer["status"], answer["sessionType"], answer["appointmentDate"]) == (
        "Scheduled",
        None,
        None,
    )


def test_the_end_follows_the_exams_length(book: Callable, waiting: dict) -> None:
    answer = book(waiting).json()
    hours, minutes = divmod(answer["duration"], 60)
    assert answer["appointmentEndDate"] == f"2031-03-12T{15 + hours}:{minutes:02}:00.000Z"


def test_a_scheduled_session_cannot_be_scheduled_again(
    sandbox: Sandbox, book: Callable, waiting: dict
) -> None:
    book(waiting)
    assert "Scheduled" in conflict(book(waiting, notes="again"))
    assert len(sandbox.bookings()) == 1


@pytest.mark.parametrize(
    "status", ["Pending Approval", "In Progress", "Closed", "Cancelled", "Incident"]
)
def test_only_a_session_that_needs_a_proctor_can_be_scheduled(
    sandbox: Sandbox, book: Callable, status: str
) -> None:
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
    fields = {
        "instructorProctorSid": f"CP{4:032x}",
        "appointmentDateTime": "2031-05-01T15:00:00.000Z",
    }
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
    assert [(c["kind"], c["amount"], c["voucherCode"]) for c in sandbox.charges()] == [
        ("charge", 25.5, "SPRING-7")
    ]


def test_a_card_token_is_charged_once(sandbox: Sandbox, book: Callable) -> None:
    first, second = sandbox.needs_proctor()[:2]
    paid = {"amount": 30, "currency": "USD", "cardToken": "tok_practice_visa"}
    assert book(first, **paid).status_code == 200
    assert "already used" in conflict(book(second, **paid))
    assert book(second, **paid | {"cardToken": "tok_practice_visa_2"}).status_code == 200
    assert [c["session_sid"] for c in sandbox.charges()] == [
        first["sessionSid"],
        second["sessionSid"],
    ]


def test_a_declined_card_books_and_charges_nothing(
    sandbox: Sandbox, book: Callable, waiting: dict
) -> None:
    answer = book(waiting, amount=30, currency="USD", cardToken="tok_practice_declined")
    assert (answer.status_code, answer.json()["code"]) == (402, "CARDDECLINED")
    assert (sandbox.bookings(), sandbox.charges()) == ([], [])


def test_a_refused_booking_leaves_the_voucher_good(sandbox: Sandbox, book: Callable) -> None:
    taken, free = sandbox.needs_proctor()[:2]
    book(taken)
    assert book(taken, voucherCode="SPRING-8").status_code == 409
    assert book(free, voucherCode="SPRING-8").status_code == 200
