"""Asking the log through its pages: the search box and the filters."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.codes.short_code import code_of
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.search import word_index
from scheduling.log.search import event_search
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    Location,
    ProviderId,
    SearchWord,
)
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL, Actor
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.log_page import asked, numbers
from tests.support.long_cases import mostly_long
from tests.support.polling import PATIENCE


def test_a_name_that_means_one_learner_leads_to_what_happened_with_them(
    desk: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    query = f"{session.learner_email.upper()} {session.learner_name.split()[0].lower()}"
    answer = desk.get("/audit/?" + urlencode({"q": query, "outcome": ""}))
    key = {"install": learner["install"], "learner": session.learner_key}
    assert (answer.status_code, asked(answer)) == (302, key)
    page = desk.get(answer.headers["Location"]).text
    assert f"Learner: {session.learner_name} ×" in plain_text(page)
    assert [AuditEvent.objects.get(pk=one).session_sid for one in numbers(page)] == [
        session.sid
    ] * 2


def test_a_name_that_means_several_is_a_choice_and_keeps_the_other_filters(
    desk: Desk, session: ExamSession
) -> None:
    SearchWord.objects.exclude(key=session.learner_key).delete()
    start = session.learner_name.split()[0][:2]
    get_user_model().objects.filter(username="auditor").update(first_name=f"{start}xyz")
    page = desk.get("/audit/?" + urlencode({"q": start, "outcome": "accepted"})).text
    assert f"Which one do you mean by “{start}”?" in plain_text(page)
    links = [
        parse_qs(urlsplit(html.unescape(one)).query)
        for one in re.findall(r'found__link" href="([^"]+)"', page)
    ]
    assert {
        "person": [str(get_user_model().objects.get(username="auditor").pk)],
        "outcome": ["accepted"],
    } in links
    assert [one["learner"] for one in links if "learner" in one] == [[session.learner_key]]
    assert numbers(page) == []


def test_every_number_that_staff_know_finds_its_events(desk: Desk, session: ExamSession) -> None:
    attempt = Attempt.objects.get(action="reschedule")
    provider_id = ProviderId.objects.order_by("pk")[0]
    ana = get_user_model().objects.get(username="coordinator")
    meant = {
        str(attempt.attempt_id): {"request": str(attempt.attempt_id)},
        str(attempt.attempt_id)[:8]: {"request": str(attempt.attempt_id)},
        provider_id.value: {"provider": provider_id.value},
        "ruiz an": {"person": str(ana.pk)},
        "lakeside coll": {"install": Institution.objects.get(name="Lakeside College").sid},
    }
    got = {query: asked(desk.get("/audit/?" + urlencode({"q": query}))) for query in meant}
    assert got == meant
    found = {
        query: numbers(desk.get("/audit/?" + urlencode(filters)).text)
        for query, filters in meant.items()
    }
    assert found[provider_id.value] == [provider_id.event_number]
    assert {query for query, events in found.items() if not events} == set()


def test_every_sid_and_its_beginning_finds_its_events_at_once(
    desk: Desk, session: ExamSession
) -> None:
    address = session.address
    link = f"https://x.example/v1/installs/{address.install_sid}/exams/{address.exam_sid}/sessions/{address.session_sid}"
    sids = (session.sid, session.sid[:9].lower(), session.exam_sid, session.enrollment_sid, link)
    found = {sid: numbers(desk.get("/audit/?" + urlencode({"q": sid})).text) for sid in sids}
    of_session = AuditEvent.objects.filter(session_sid=session.sid, kind="outcome").order_by(
        "-number"
    )
    told = list(of_session.values_list("number", flat=True))
    assert {sid for sid, listed in found.items() if listed != told} == set()
    assert set(found[session.sid]) < set(numbers(desk.get(f"/audit/?q={address.install_sid}").text))


def test_filters_stay_with_the_pages_and_every_chip_takes_one_away(
    desk: Desk, session: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        event_search.page, "__kwdefaults__", event_search.page.__kwdefaults__ | {"size": 1}
    )
    filters = {
        "session": session.sid[:6],
        "outcome": "accepted",
        "from": "2026-01-01",
        "zone": "America/Chicago",
    }
    page = desk.get("/audit/?" + urlencode(filters)).text
    older = html.unescape(re.search(r'href="(\?[^"]+)" rel="next"', page)[1])  # type: ignore[index]
    assert {name: one for name, [one] in parse_qs(older[1:]).items() if name != "before"} == filters
    [second] = numbers(desk.get(f"/audit/{older}").text)
    newer = html.unescape(
        re.search(r'href="(\?[^"]+)" rel="prev"', desk.get(f"/audit/{older}").text)[1]
    )  # type: ignore[index]
    assert numbers(desk.get(f"/audit/{newer}").text) == numbers(page) != [second]
    off = [html.unescape(one) for one in re.findall(r'chips__off" href="/audit/\??([^"]*)"', page)]
    assert sorted(name for one in off for name in set(filters) - set(parse_qs(one)) - {"zone"}) == [
        "from",
        "outcome",
        "session",
    ]


FAULTS = {
    "from=last+week": "Enter a date like 2026-12-09.",
    "to=2026-02-30": "Check the day: February has 28 days in 2026, no day 30.",
    "from=0001-01-01": "Enter a year from 2000 to 2199.",
    "to=9999-12-31": "Enter a year from 2000 to 2199.",
    "from=2026-12-09&to=2026-12-08": (
        "This is before the first day. Choose the same day or a later one."
    ),
    "person=nobody": "“nobody” is not in the list. Choose one of them.",
    f"person={'9' * 30}": "is not in the list.",
    "outcome=fine": "“fine” is not in the list.",
    "type=%3Cb%3E": "“<b>” is not in the list.",
    f"install=AI{'9' * 32}": "is not in the list.",
    "session=ES-1": "Enter ES and 32 characters 0–9 a–f, or the first of them.",
    "exam=ES12": "Enter EX and 32 characters 0–9 a–f, or the first of them.",
    "request=12": "Enter a request’s number, or at least its first 8 characters.",
    "learner=Maya": "Search for the learner by name and choose one of those found.",
}


def test_a_filter_that_cannot_be_read_is_told_beside_its_field_and_stays(desk: Desk) -> None:
    for query, told in FAULTS.items():
        answer = desk.get(f"/audit/?{query}&zone=America/Chicago")
        assert (answer.status_code, told in plain_text(answer.text)) == (200, True), query
        assert "not valid" in answer.text
        assert numbers(answer.text) == []
        for name, [typed] in parse_qs(query).items():
            kept = (
                typed if name in ("person", "outcome", "type") else f'value="{html.escape(typed)}"'
            )
            assert name == "install" or kept in html.unescape(answer.text) or kept in answer.text, (
                query
            )


def test_whose_events_are_asked_for_is_offered_though_they_work_here_no_longer(
    desk: Desk, institution: Institution
) -> None:
    zoe = get_user_model().objects.create(username="zoe", first_name="Zoe", last_name="Gone")
    actor = Actor(user_id=zoe.pk, name="Zoe Gone", username="zoe", role="coordinator")
    event_writer.append(
        Entry(
            kind=Kind.FIGURES_EXPORTED,
            sentence="Zoe Gone exported it.",
            actor=actor,
            install_sid=institution.sid,
        )
    )
    page = desk.get(f"/audit/?person={zoe.pk}").text
    assert f'<option value="{zoe.pk}" selected>Zoe Gone</option>' in page
    assert "Zoe Gone" not in desk.get("/audit/?person=").text.split("</form>")[0]


def test_nothing_in_an_address_breaks_the_page(desk: Desk) -> None:
    odd = (
        "q=%00%ff",
        "zone=Nowhere",
        "before=x&after=-1",
        "q=%F0%9F%98%80",
        "after=0",
        f"q={'x' * 999}",
        "q=ES",
    )
    for query in (
        *odd,
        "session=ES",
        "enrollment=EN",
        f"before={'9' * 18}",
        "learner=%00",
        "from=2026-W01",
        "x=",
    ):
        assert desk.browser.get(f"{desk.url}/audit/?{query}").status_code == 200, query


def found_by(desk: Desk, query: str) -> tuple[str, list[int]]:
    """What the one thing that a query may mean is called in its chip, and its events."""
    answer = desk.get("/audit/", params={"q": query})
    assert answer.status_code == 302, plain_text(answer.text)[:2000]
    page = desk.get(answer.headers["Location"]).text
    [chip] = re.findall(r"(?:Location|Said in the log|Title): [^×]+ ×", plain_text(page))
    return chip, numbers(page)


def test_what_an_exam_was_called_before_finds_the_events_that_say_it(
    desk: Desk, session: ExamSession
) -> None:
    before = session.exam_title
    told = AuditEvent.objects.filter(sentence__contains=before).order_by("-number")
    assert told.exists()
    ExamSession.objects.update(exam_title="Quite another name", indexed_by=0)
    word_index.catch_up()
    chip, found = found_by(desk, before.upper())
    assert chip == f"Said in the log: {before.upper()} ×"
    assert set(found) <= set(told.values_list("number", flat=True)) and found
    assert "Nothing in the log matches" in plain_text(desk.get("/audit/?q=Zyx%25wvu").text)


@pytest.mark.parametrize(
    "form", mostly_long(["{} moved", "moved {}", "{} moved ruiz", "ana moved {}"], everyday=2)
)
def test_a_learner_s_name_and_words_of_an_event_find_the_events_that_say_them_of_the_learner(
    desk: Desk, session: ExamSession, form: str
) -> None:
    told = AuditEvent.objects.filter(session_sid=session.sid, sentence__contains=" moved ")
    right = list(told.order_by("-number").values_list("number", flat=True))
    for name in (session.learner_name, session.learner_name.split()[-1].upper()):
        answer = desk.get("/audit/", params={"q": form.format(name)})
        found = desk.get(answer.headers["Location"])
        assert numbers(found.text) == right
        assert f"Learner: {session.learner_name} ×" in plain_text(found.text)
    for more in ("zyxwvu", "moved moved moved moved moved moved moved zyxwvu"):
        nothing = desk.get("/audit/", params={"q": f"{session.learner_name} {more}"})
        assert "Nothing in the log matches" in plain_text(nothing.text)


@pytest.mark.parametrize("form", ["event {}", "Event #{} ", "#{}", "event no. {}"])
def test_an_event_is_found_by_the_number_that_pages_say(
    desk: Desk, session: ExamSession, form: str
) -> None:
    number = AuditEvent.objects.filter(session_sid=session.sid).latest("number").number
    answer = desk.get("/audit/", params={"q": form.format(number)})
    assert answer.headers["Location"] == f"/audit/{number}/"
    unseen = AuditEvent.objects.exclude(install_sid=session.institution.sid).first()
    for other in (unseen.number, 10**17):
        answer = desk.get("/audit/", params={"q": form.format(other)})
        assert answer.headers.get("Location", "") != f"/audit/{other}/"


def test_an_event_is_found_by_its_code_and_by_no_other(desk: Desk, session: ExamSession) -> None:
    event = AuditEvent.objects.filter(session_sid=session.sid).latest("number")
    code = code_of(event.number, event.hash)
    for typed in (code, code.lower().replace("-", " ")):
        answer = desk.get("/audit/", params={"q": typed})
        assert answer.headers["Location"] == f"/audit/{event.number}/"
    other = code_of(event.number, "f" * 64)
    nothing = desk.get("/audit/", params={"q": other})
    assert "Nothing in the log matches" in plain_text(nothing.text)


def test_words_that_an_event_says_apart_are_found_together(
    desk: Desk, session: ExamSession
) -> None:
    chip, found = found_by(desk, "moved Ruiz")
    assert chip == "Said in the log: moved Ruiz ×"
    said = [AuditEvent.objects.get(number=number).sentence for number in found]
    assert said and all("Ana Ruiz moved" in one for one in said)


def test_a_reason_is_found_by_its_quotation_marks_and_in_other_capitals(
    desk: Desk, session: ExamSession
) -> None:
    entry = Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence="Ana Ruiz closed the Élysée Hall.",
        actor=PORTAL,
        install_sid=session.institution.sid,
        details={"reason": 'They said "nix"'},
    )
    number = event_writer.record(entry)
    for query in ("élysée hall", "ÉLYSÉE", '"Nix"', 'said "nix"'):
        assert found_by(desk, query) == (f"Said in the log: {query} ×", [number])


def test_a_location_is_found_by_its_name_or_address_and_what_was_booked_there(
    administrator: Desk, desk: Desk, session: ExamSession
) -> None:
    place = Location.objects.get(pl_sid=DULUTH)
    Location.objects.filter(pk=place.pk).update(name="Zugspitze Hall", address="4 Watzmann Way")
    there = AuditEvent.objects.filter(details__contains=DULUTH)
    assert there.exists()
    for query in ("zugspitze", "Watzmann Way 4"):
        chip, found = found_by(desk, query)
        assert chip == "Location: Zugspitze Hall ×"
        assert set(found) <= set(there.values_list("number", flat=True)) and found
    with_title = desk.get("/audit/", params={"location": DULUTH, "outcome": "refused"})
    assert (with_title.status_code, numbers(with_title.text)) == (200, [])
    assert 'name="location" value="PL' in with_title.text
    assert "Choose one of them." in plain_text(desk.get("/audit/?location=PL00").text)


def test_an_address_that_was_asked_from_is_found(desk: Desk, session: ExamSession) -> None:
    asked_for = desk.get("/audit/?q=127.0.0.1").headers["Location"]
    assert "said=~" in asked_for  # it may be a name
    chip, found = found_by(desk, "127.0.0.1")
    assert (chip, bool(found)) == ("Said in the log: 127.0.0.1 ×", True)


def test_days_are_those_of_the_institution_and_the_address_says_so(
    desk: Desk, session: ExamSession
) -> None:
    said = desk.get(
        "/audit/?" + urlencode({"install": session.institution.sid, "from": "2026-01-01", "to": ""})
    )
    assert asked(said) == {
        "install": session.institution.sid,
        "from": "2026-01-01",
        "zone": session.institution.time_zone,
    }
    newest = AuditEvent.objects.filter(session_sid=session.sid).latest("number")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        day = newest.at.astimezone(ZoneInfo(zone)).date()
        listed = {
            shift: (
                newest.number
                in numbers(
                    desk.get("/audit/?" + urlencode({"from": one, "to": one, "zone": zone})).text
                )
            )
            for shift in (-1, 0, 1)
            for one in [day + timedelta(days=shift)]
        }
        assert listed == {-1: False, 0: True, 1: False}


def test_a_day_is_read_in_the_order_of_the_institution_and_told_in_full(desk: Desk) -> None:
    for locale, day, told in (
        ("en_GB", "2026-12-09", "From: Wed, 9 Dec 2026"),
        ("en_US", "2026-09-12", "From: Sat, Sep 12, 2026"),
    ):
        Institution.objects.update(locale=locale)
        page = desk.get("/audit/?from=09/12/2026&outcome=accepted").text
        assert told in plain_text(page)
        assert f'name="from" value="{day}"' in page
        assert f"from={day}" in page


def test_a_provider_id_is_kept_with_the_event_that_tells_of_it(
    desk: Desk, session: ExamSession
) -> None:
    for one in ProviderId.objects.all():
        event = AuditEvent.objects.get(pk=one.event_number)
        assert (event.kind, event.session_sid, one.value in event.details) == (
            "outcome",
            session.sid,
            True,
        )
    assert ProviderId.objects.count() >= 2


def test_learners_become_findable_when_first_listed_and_no_word_comes_twice(
    institution: Institution, sandbox: Sandbox
) -> None:
    listed = ExamSession.objects.all()
    facts = ("user_sid", "learner_name", "learner_email")
    words = SearchWord.objects.filter(kind=SearchWord.Kind.LEARNER)
    assert set(words.values_list("key", "name", "email")) == set(listed.values_list(*facts))
    count = SearchWord.objects.count()
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert SearchWord.objects.count() == count
