"""Checking a code of the log on the page, and comparing the file of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scheduling.audit import event_writer, verification_jobs
from scheduling.audit.codes import code_check, codes_file, short_code
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, ChainHead, Verification
from tests.support.audit_log import SOME_KIND
from tests.support.client import Desk
from tests.support.log_verification import ANA, PAGE, change, events, verify_now, words, work


def test_a_code_that_still_holds_is_said_to_only_after_a_whole_walk(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    verify_now(log)
    answer = log.post(PAGE, {"code": code.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"{PAGE}?code={code}"
    before = words(log.get(answer.headers["Location"]).text)
    assert "still matches this code" in before
    assert "The log has not changed" not in before
    work()
    after = words(log.get(answer.headers["Location"]).text)
    assert "The log has not changed since" in after
    assert f"everything up to event {short_code.read_code(code).number}" in after
    assert f"checked the log’s code {code}" in " ".join(events())


def test_a_code_in_an_address_is_checked_only_as_an_event(log: Desk, administrator: Desk) -> None:
    code = codes_file.write(reason="noted").code
    before = AuditEvent.objects.count()
    told = log.get(f"{PAGE}?code={code}").text
    assert ("matches this code" in words(told), f'value="{code}"' in told) == (False, True)
    assert "This code was not checked yet" in words(told)
    assert AuditEvent.objects.count() == before
    log.post(PAGE, {"code": code})
    assert "matches this code" in words(log.get(f"{PAGE}?code={code}").text)
    assert "matches this code" not in words(administrator.get(f"{PAGE}?code={code}").text)


def test_a_code_that_stands_in_a_name_alone_was_not_checked(log: Desk) -> None:
    code = codes_file.write(reason="one").code
    event_writer.record(Entry(kind=SOME_KIND, sentence="One more.", actor=ANA))
    other = codes_file.write(reason="two").code
    named = replace(ANA, name=f"Ana code {code}: ")
    code_check.check(code=other, actor=named)
    assert code_check.was_checked(other, ANA.user_id)
    assert not code_check.was_checked(code, ANA.user_id)


def test_a_code_that_was_checked_before_events_kept_it_was_checked(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    said = f"Ana Ruiz checked the log’s code {code}: event 3 is the one it was made from."
    event_writer.record(Entry(kind=Kind.VERIFIED, sentence=said, actor=ANA))
    assert code_check.was_checked(code, ANA.user_id)


def test_a_code_tells_a_break_before_it_from_one_after_it(log: Desk) -> None:
    number = AuditEvent.objects.filter(kind=SOME_KIND).order_by("number")[3].number
    code = short_code.code_of(number, AuditEvent.objects.get(pk=number).hash)
    change(number + 2)
    log.post(PAGE, {"code": code})
    work()
    assert "The log was changed after" in words(log.get(f"{PAGE}?code={code}").text)
    change(number - 1)
    verify_now(log)
    told = words(log.get(f"{PAGE}?code={code}").text)
    assert f"but before it event {number - 1} is damaged: its content was changed" in told


def test_a_chopped_tail_with_its_head_put_right_is_found_by_a_code(log: Desk) -> None:
    early = codes_file.write(reason="early")
    event_writer.record(Entry(kind=SOME_KIND, sentence="The last.", actor=ANA))
    late = codes_file.write(reason="late")
    AuditEvent.objects.filter(number__gt=early.number).delete()
    ChainHead.objects.update(number=early.number, hash=early.hash)
    assert code_check.check_code(late).last == early.number
    log.post(PAGE, {"code": late.code})
    told = words(log.get(f"{PAGE}?code={late.code}").text)
    assert f"Event {late.number} no longer matches this code" in told
    assert f"The code of event {early.number} still matches" in told
    assert "Some of these codes do not match this log" in told
    assert short_code.read_code(early.code).fits(early.hash)
    verdict = verification_jobs.run(verification_jobs.start(actor=ANA).pk)
    assert verdict and (verdict.broken_at, "it was changed" in verdict.why) == (
        late.number,
        True,
    )
    assert late.code in words(log.get(PAGE).text)


def test_what_held_once_is_not_said_of_a_log_that_is_another(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    log.post(PAGE, {"code": code})
    work()
    assert "The log has not changed since" in words(log.get(f"{PAGE}?code={code}").text)
    Verification.objects.update(finished_at=timezone.now() - timedelta(minutes=11))
    assert "Only this one event was checked." in words(log.get(f"{PAGE}?code={code}").text)

    newest = Verification.objects.get().head_number
    AuditEvent.objects.filter(number=newest).delete()
    assert "The log is not the one that was verified" in words(log.get(PAGE).text)


def test_a_mistyped_code_comes_back_with_what_was_typed(log: Desk) -> None:
    answer = log.post(PAGE, {"code": "0001-g4c8"})
    assert answer.status_code == 422
    assert 'value="0001-g4c8"' in answer.text
    assert "A code has 20 characters; this has 8. Some are missing." in answer.text
    assert Verification.objects.count() == 0


def test_how_many_codes_were_compared_is_told_and_a_cut_file_is_never_green(guarded: Desk) -> None:
    first = codes_file.write(reason="first").number
    event_writer.record(Entry(kind=SOME_KIND, sentence="One more.", actor=ANA))
    last = codes_file.write(reason="last").number
    verify_now(guarded)
    page = guarded.get(PAGE).text
    said = f"2 saved codes compared: the oldest of event {first}, the newest of event {last}."
    assert said in words(page)
    assert ("● The log is intact" in words(page), "verify__held" in page) == (True, True)
    file = Path(settings.ANCHORS_FILE)
    file.write_text(file.read_text().splitlines(keepends=True)[0])
    verify_now(guarded)
    page = guarded.get(PAGE).text
    assert "it had 2 codes, and it ends with line 1" in words(page)
    assert ("✕ The log is intact" in words(page), "verify__held" in page) == (True, False)


def test_a_walk_of_before_the_clock_was_put_back_proves_no_code_now(log: Desk) -> None:
    code = codes_file.write(reason="noted").code
    address = log.post(PAGE, {"code": code}).headers["Location"]
    verify_now(log)
    assert "The log has not changed since" in words(log.get(address).text)
    ahead = timezone.now() + timedelta(hours=3)
    Verification.objects.update(started_at=ahead, seen_at=ahead, finished_at=ahead)
    told = words(log.get(address).text)
    assert "still matches this code" in told
    assert "The log has not changed" not in told
