"""Card tokens pay once and are kept nowhere;
no secret reaches the database, its log, the queue or a log line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, PersonalValue
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import attempt_id_on, form_on, words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts, settled

PAID = {"amount": "25", "currency": "USD"}
LATER = {"appointment_date_time": "2027-01-15T09:30"}
PANS = ["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6011111111111117"]


@pytest.fixture
def every_log_line(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.faults(49)
def test_a_lost_answer_charges_once_and_says_do_not_pay_again(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    desk.book(where, **PAID, card_token="tok_practice_lost_answer")

    assert "The payment is not confirmed either. Do not pay again." in page_of(desk, where)
    assert settled(where).state == "accepted"
    assert [charge["cardToken"] for charge in sandbox.charges()] == ["tok_practice_lost_answer"]
    assert posts(sandbox) == 1
    assert "Do not pay again" not in page_of(desk, where)


@pytest.mark.faults(49)
@pytest.mark.parametrize(
    ("token", "first_state"),
    [("tok_practice_visa_49", "accepted"), ("tok_practice_500", "not-applied")],
)
def test_a_token_that_may_have_paid_is_never_sent_a_second_time(
    desk: Desk, sandbox: Sandbox, token: str, first_state: str
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    desk.book(first, **PAID, card_token=token)
    assert settled(first).state == first_state
    answer = desk.book(second, **PAID, **LATER, card_token=token)

    assert answer.status_code == 422
    assert "This card token was already used once. Nothing was sent. Get a new card token" in words(
        answer
    )
    assert token not in answer.text
    assert (posts(sandbox), kinds()[-1]) == (1, "card_token_spent")


@pytest.mark.faults(71)
@pytest.mark.parametrize(
    ("paid_with", "said", "shown"),
    mostly_long(
        [
            ({"voucher_code": "Duluth1"}, "Duluth1", "[hidden]"),
            ({"voucher_code": "Duluth1"}, "DULUTH1", "[hidden]"),
            ({"voucher_code": "Final"}, "Code Final accepted", "Code [hidden] accepted"),
            ({"voucher_code": "Final"}, "A final look, Finally", "A final look, Finally"),
            ({"card_token": "tok_practice_visa_r"}, "By tok_practice_visa_r.", "By [hidden]."),
            *(
                ({"voucher_code": "FALL26X"}, f"Paid {said}", f"Paid {shown}")
                for said, shown in (
                    ("[FALL26X]", "[[hidden]]"),
                    ("FALL26X-ok", "[hidden]-ok"),
                    ("*FALL26X*", "*[hidden]*"),
                    ("#fall26x, once", "#[hidden], once"),
                    ("code=FALL26X", "code=[hidden]"),
                    ("FALL26X/2", "[hidden]/2"),
                    ("FALL26X2 FALL26", "FALL26X2 FALL26"),
                )
            ),
            ({"voucher_code": "FALL-26"}, "*FALL-26*, AFALL-26", "*[hidden]*, AFALL-26"),
            ({"voucher_code": "FALL/26"}, "[FALL/26]", "[[hidden]]"),
            ({"voucher_code": "FALL-26"}, "By FALL\u201126", "By [hidden]"),
            ({"voucher_code": "FALL26X"}, "Voucher_FALL26X_used", "Voucher_[hidden]_used"),
            ({"voucher_code": "D'OR-26"}, "By D&#39;OR-26.", "By [hidden]."),
            ({"voucher_code": "R&D-26"}, "R%26D-26, R&amp;amp;D-26", "[hidden], [hidden]"),
            ({"voucher_code": "AB-12345"}, "Code_AB-12345_ok", "Code_[hidden]_ok"),
            ({"voucher_code": "AB-12345"}, "券AB-12345已使用", "券[hidden]已使用"),
            ({"voucher_code": "夏季2027"}, "券夏季2027已用", "券[hidden]已用"),
            ({"voucher_code": "AB12345"}, "Code AB 12345, once", "Code [hidden], once"),
            ({"voucher_code": "12"}, "Room 12, 12 seats", "Room 12, 12 seats"),
            ({"voucher_code": "A"}, "A seat, plan A", "A seat, plan A"),
        ],
        everyday=10,
    ),
)
def test_a_secret_that_a_later_look_echoes_is_hidden_where_it_stands_as_one(
    desk: Desk, sandbox: Sandbox, paid_with: dict[str, str], said: str, shown: str
) -> None:
    where = sandbox.needs_proctor()[0]
    fields = {"statusReason": said, "notes": said, "status": "Incident"}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    desk.book(where, **PAID, **paid_with)
    page = page_of(desk, where)

    assert f"“{shown}”" in page
    assert ExamSession.objects.get(sid=where["sessionSid"]).status_reason == shown
    assert (said in page) == (said == shown)


@pytest.mark.faults(71)
@pytest.mark.parametrize(
    ("code", "said", "shown"),
    [
        ("R&D-2027-FREE", "Ref R&amp;D-2027-FREE", "Ref [hidden]"),
        ("ETE-2027", "Ref ETE\u20112027", "Ref [hidden]"),
        ("A1B2", "Voucher_A1B2_used", "Voucher_[hidden]_used"),
    ],
)
def test_a_disguised_secret_in_the_answer_to_the_request_itself_is_on_no_page_and_in_no_log(
    desk: Desk, sandbox: Sandbox, code: str, said: str, shown: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("other_fields", method="POST", fields={"statusReason": said, "notes": said})
    sandbox.trouble("status", method="GET", code=503, times=None)
    desk.book(where, **PAID, voucher_code=code)
    page = page_of(desk, where)

    assert shown in page
    events = AuditEvent.objects.values_list("details", flat=True)
    kept = "\n".join([*events, *PersonalValue.objects.values_list("value", flat=True)])
    assert shown in kept
    for one in (code, said, unescape(said)):
        assert one not in page + kept


@pytest.mark.faults(49)
def test_one_token_in_two_forms_at_once_is_sent_once(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    places = sandbox.needs_proctor()[:2]
    sandbox.trouble("latency", ms=300, times=None)
    with ThreadPoolExecutor(2) as both:
        answers = list(
            both.map(
                lambda one: one[0].book(one[1], **PAID, card_token="tok_practice_visa_two"),
                zip((desk, second_desk), places, strict=True),
            )
        )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert (posts(sandbox), len(sandbox.charges())) == (1, 1)


@pytest.mark.faults(49)
def test_a_declined_card_brings_the_form_back_without_its_token(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = booking(**PAID, card_token="tok_practice_declined")
    answer = desk.post(form_path(where), form)
    assert (answer.status_code, form_on(answer)["card_token"]) == (422, "")
    assert "The card was declined." in words(answer)
    assert attempt_id_on(answer) != form["attempt_id"]

    unpaid = desk.post(form_path(where), form_on(answer))
    assert (unpaid.status_code, posts(sandbox)) == (422, 1)
    paid = desk.post(form_path(where), form_on(answer) | {"card_token": "tok_practice_visa_new"})
    assert (paid.status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.faults(49)
def test_the_record_keeps_a_fingerprint_and_four_characters_of_a_token(
    desk: Desk,
    sandbox: Sandbox,
    on_disk: Callable[[], bytes],
    every_log_line: pytest.LogCaptureFixture,
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, **PAID, card_token="tok_practice_visa_wxyz")
    attempt = attempt_of(where)

    assert len(attempt.card_fingerprint) == 64
    assert details("intent")["asked"]["cardToken"] == "…wxyz"
    assert b"tok_practice_visa" not in on_disk()
    assert "tok_practice_visa" not in every_log_line.text
    assert "tok_practice_visa" not in desk.get(session_path(where)).text


@pytest.mark.faults(50)
@pytest.mark.parametrize("pan", mostly_long(PANS, everyday=8))
@pytest.mark.parametrize(
    "field", ["notes", "voucher_code", "card_token", "external_appointment_id", "nonsense"]
)
def test_a_card_number_in_any_field_is_refused_and_neither_shown_nor_kept(
    desk: Desk,
    sandbox: Sandbox,
    on_disk: Callable[[], bytes],
    every_log_line: pytest.LogCaptureFixture,
    pan: str,
    field: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, **{field: f"card {pan} please"})

    assert answer.status_code == 422
    assert "card number" in words(answer)
    assert pan not in answer.text
    assert pan.encode() not in on_disk()
    assert pan not in every_log_line.text
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)


@pytest.mark.faults(50)
@pytest.mark.parametrize("kind", ["status", "field_errors"])
def test_a_card_number_in_a_providers_answer_is_masked(
    desk: Desk,
    sandbox: Sandbox,
    on_disk: Callable[[], bytes],
    every_log_line: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    said = f"Card {PANS[0]} was declined for voucher SECRET-VOUCHER-1."
    told = {"message": said} if kind == "status" else {"errors": {"voucherCode": said}}
    sandbox.trouble(kind, code=400, **told)
    answer = desk.book(where, **PAID, voucher_code="SECRET-VOUCHER-1")
    page = desk.get(session_path(where))

    assert "was declined for voucher" in words(answer)
    for place in (
        answer.text,
        page.text,
        on_disk().decode("utf-8", "replace"),
        every_log_line.text,
    ):
        assert PANS[0] not in place
        assert PANS[0].replace(" ", "") not in place
    assert "SECRET-VOUCHER-1" not in page.text
    assert b"SECRET-VOUCHER-1" not in on_disk()


@pytest.mark.faults(49, 50)
def test_nothing_secret_is_written_by_a_booking_with_every_kind_of_outcome(
    desk: Desk,
    sandbox: Sandbox,
    on_disk: Callable[[], bytes],
    every_log_line: pytest.LogCaptureFixture,
) -> None:
    places = sandbox.needs_proctor()[:5]
    for n, kind in enumerate(["", "status", "drop_after", "hang_before", "cut_body"]):
        if kind:
            sandbox.trouble(kind)
        paid = (
            {"voucher_code": f"SECRET-VOUCHER-{n}"}
            if n % 2
            else {"card_token": f"tok_practice_visa_secret{n}"}
        )
        desk.book(places[n], **PAID, **paid, appointment_date_time=f"2027-01-1{n + 1}T09:30")
    for where in places:
        settled(where)
        desk.get(session_path(where))
    written, logged = on_disk(), every_log_line.text
    keys = [
        str(sandbox.session(where["sessionSid"])[name])
        for where in places
        for name in ("accessKey", "URL")
    ]

    assert Attempt.objects.count() == 5
    for secret in [
        "SECRET-VOUCHER-",
        "tok_practice_visa_secret",
        sandbox.token,
        *filter(_is_told, keys),
    ]:
        assert secret.encode() not in written, secret
        assert secret not in logged, secret


def _is_told(key: str) -> bool:
    return key not in ("None", "")


@pytest.mark.faults(71)
@pytest.mark.parametrize(
    ("field", "secret"),
    [("voucher_code", "PRACTICE-OK"), ("card_token", "tok_practice_visa_notes")],
)
def test_a_secret_that_is_repeated_in_the_notes_is_neither_kept_nor_a_difference(
    desk: Desk, sandbox: Sandbox, on_disk: Callable[[], bytes], field: str, secret: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, notes=f"Paid with {secret}.", **PAID, **{field: secret})
    desk.get(session_path(where))

    attempt = attempt_of(where)
    assert (attempt.asked["notes"], attempt.differences) == ("Paid with [hidden].", [])
    assert secret.encode() not in on_disk()
    sent = sandbox.requests("POST")[-1]["body"]["notes"]
    assert sent == f"Paid with {secret}."
