"""Asking the log through its pages: the search box, the filters, stories, and who may see what."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.commands import PORTAL
from scheduling.models import Attempt, AuditEvent, ExamSession, Install, LearnerWord, ProviderId
from scheduling.services import audit, finding, sync
from scheduling.services.access import grant
from tests import desk as people
from tests.desk import Desk, Portal
from tests.services.booked import book, cancel, move
from tests.services.walking import someone

TAGS = re.compile(r"<[^>]+>")


def words(page: str) -> str:
    return " ".join(html.unescape(TAGS.sub(" ", page.split("<main", 1)[-1])).split())


def numbers(page: str) -> list[int]:
    """The events of a list, in its order; those folded into another are not in it."""
    return [int(one) for one in re.findall(r'class="log__number" href="/audit/(\d+)/"', page)]


def asked(answer: object) -> dict[str, str]:
    """The filters that a redirect leads to."""
    where = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
    assert where.path == "/audit/"
    return {name: one for name, [one] in parse_qs(where.query).items()}


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox, install: Install) -> dict[str, str]:
    """A session at Northfield, booked and moved by Ana Ruiz, its learner known from the list."""
    assert sync.refresh(install, patience=30)
    place = book(desk, sandbox)
    assert move(desk, place).status_code == 302
    return place


@pytest.fixture
def session(where: dict[str, str]) -> ExamSession:
    return ExamSession.objects.get(sid=where["sessionSid"])


@pytest.fixture
def learner(session: ExamSession) -> dict[str, str]:
    """The learner as the filters name one."""
    return {"install": session.install.sid, "learner": session.learner_name, "email": session.learner_email}


def test_a_name_that_means_one_learner_leads_to_what_happened_with_them(
    desk: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    query = f"{session.learner_email.upper()} {session.learner_name.split()[0].lower()}"
    answer = desk.get("/audit/?" + urlencode({"q": query, "outcome": ""}))
    assert (answer.status_code, asked(answer)) == (302, learner)
    page = desk.get(answer.headers["Location"]).text
    assert f"Learner: {session.learner_name} ×" in words(page)
    assert [AuditEvent.objects.get(pk=one).session_sid for one in numbers(page)] == [session.sid] * 2


def test_a_name_that_means_several_is_a_choice_and_keeps_the_other_filters(desk: Desk, session: ExamSession) -> None:
    ExamSession.objects.exclude(pk=session.pk).filter(install=session.install).update(learner_name="Never Found")
    start = session.learner_name.split()[0][:2]
    get_user_model().objects.filter(username="auditor").update(first_name=f"{start}xyz")
    page = desk.get("/audit/?" + urlencode({"q": start, "outcome": "accepted"})).text
    assert f"Which one do you mean by “{start}”?" in words(page)
    links = [parse_qs(urlsplit(html.unescape(one)).query) for one in re.findall(r'found__link" href="([^"]+)"', page)]
    assert {"person": [str(get_user_model().objects.get(username="auditor").pk)], "outcome": ["accepted"]} in links
    assert [one["learner"] for one in links if "learner" in one] == [[session.learner_name]]
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
        "lakeside coll": {"install": Install.objects.get(name="Lakeside College").sid},
    }
    got = {query: asked(desk.get("/audit/?" + urlencode({"q": query}))) for query in meant}
    assert got == meant
    found = {query: numbers(desk.get("/audit/?" + urlencode(filters)).text) for query, filters in meant.items()}
    assert found[provider_id.value] == [provider_id.event_number]
    assert {query for query, events in found.items() if not events} == set()


def test_every_sid_and_its_beginning_finds_its_events_at_once(desk: Desk, session: ExamSession) -> None:
    address = session.address
    link = (
        f"https://x.example/v1/installs/{address.install_sid}/exams/{address.exam_sid}/sessions/{address.session_sid}"
    )
    sids = (session.sid, session.sid[:9].lower(), session.exam_sid, session.enrollment_sid, link)
    found = {sid: numbers(desk.get("/audit/?" + urlencode({"q": sid})).text) for sid in sids}
    of_session = AuditEvent.objects.filter(session_sid=session.sid, kind="outcome").order_by("-number")
    told = list(of_session.values_list("number", flat=True))
    assert {sid for sid, listed in found.items() if listed != told} == set()
    assert set(found[session.sid]) < set(numbers(desk.get(f"/audit/?q={address.install_sid}").text))


def test_filters_stay_with_the_pages_and_every_chip_takes_one_away(
    desk: Desk, session: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding.page, "__kwdefaults__", finding.page.__kwdefaults__ | {"size": 1})
    filters = {"session": session.sid[:6], "outcome": "accepted", "from": "2026-01-01", "zone": "America/Chicago"}
    page = desk.get("/audit/?" + urlencode(filters)).text
    older = html.unescape(re.search(r'href="(\?[^"]+)" rel="next"', page)[1])  # type: ignore[index]
    assert {name: one for name, [one] in parse_qs(older[1:]).items() if name != "before"} == filters
    [second] = numbers(desk.get(f"/audit/{older}").text)
    newer = html.unescape(re.search(r'href="(\?[^"]+)" rel="prev"', desk.get(f"/audit/{older}").text)[1])  # type: ignore[index]
    assert numbers(desk.get(f"/audit/{newer}").text) == numbers(page) != [second]
    off = [html.unescape(one) for one in re.findall(r'chips__off" href="/audit/\??([^"]*)"', page)]
    assert sorted(name for one in off for name in set(filters) - set(parse_qs(one)) - {"zone"}) == [
        "from",
        "outcome",
        "session",
    ]


FAULTS = {
    "from=9+December": "Enter a date like 2026-12-09.",
    "to=2026-02-30": "Enter a date like 2026-12-09.",
    "from=0001-01-01": "Enter a year from 2000 on.",
    "to=9999-12-31": "Enter a date like 2026-12-09.",
    "from=2026-12-09&to=2026-12-08": "This is before the first day. Choose the same day or a later one.",
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
        assert (answer.status_code, told in words(answer.text)) == (200, True), query
        assert "can’t be read" in answer.text
        assert numbers(answer.text) == []
        for name, [typed] in parse_qs(query).items():
            kept = typed if name in ("person", "outcome", "type") else f'value="{html.escape(typed)}"'
            assert name == "install" or kept in html.unescape(answer.text) or kept in answer.text, query


def test_nothing_in_an_address_breaks_the_page(desk: Desk) -> None:
    odd = ("q=%00%ff", "zone=Nowhere", "before=x&after=-1", "q=%F0%9F%98%80", "after=0", f"q={'x' * 999}", "q=ES")
    for query in (*odd, "session=ES", "enrollment=EN", f"before={'9' * 18}", "learner=%00", "from=2026-W01", "x="):
        assert desk.browser.get(f"{desk.url}/audit/?{query}").status_code == 200, query


def test_days_are_those_of_the_install_and_the_address_says_so(desk: Desk, session: ExamSession) -> None:
    said = desk.get("/audit/?" + urlencode({"install": session.install.sid, "from": "2026-01-01", "to": ""}))
    assert asked(said) == {"install": session.install.sid, "from": "2026-01-01", "zone": session.install.time_zone}
    newest = AuditEvent.objects.filter(session_sid=session.sid).latest("number")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        day = newest.at.astimezone(ZoneInfo(zone)).date()
        listed = {
            shift: newest.number
            in numbers(desk.get("/audit/?" + urlencode({"from": one, "to": one, "zone": zone})).text)
            for shift in (-1, 0, 1)
            for one in [day + timedelta(days=shift)]
        }
        assert listed == {-1: False, 0: True, 1: False}


def test_one_booking_is_told_once_with_its_asking_folded_in(desk: Desk, session: ExamSession) -> None:
    known = AuditEvent.objects.filter(session_sid=session.sid).order_by("-number")
    page = desk.get("/audit/").text
    listed = set(numbers(page))
    assert [one.kind for one in known] == ["outcome", "intent", "outcome", "intent"]
    assert [one.number in listed for one in known] == [True, False, True, False]
    assert all(f'href="/audit/{one.number}/"' in page for one in known)


def test_an_asking_without_an_outcome_stands_by_itself(desk: Desk, session: ExamSession) -> None:
    intent = AuditEvent.objects.filter(session_sid=session.sid, kind="intent").latest("number")
    page = desk.get("/audit/?" + urlencode({"session": session.sid, "before": str(intent.number + 1)})).text
    assert numbers(page)[0] == intent.number
    assert "log__item--lesser" in page


def test_a_move_shows_before_and_after(desk: Desk, where: dict[str, str]) -> None:
    cancel(desk, where)
    path = f"/audit/story/session/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"
    said = words(desk.get(path).text)
    before, after = (
        "Thursday, 14 January 2027, 9:30 AM CST (15:30 UTC)",
        "Friday, 15 January 2027, 1:00 PM CST (19:00 UTC)",
    )
    assert f"Start {before} → , then {after}" in said
    assert f"Start {after} → , then none" in said
    assert said.index("booked") < said.index("moved") < said.index("cancelled")


def test_stories_tell_everything_in_order_of_time(desk: Desk, session: ExamSession, learner: dict[str, str]) -> None:
    attempt = Attempt.objects.get(action="reschedule")
    of_session = list(AuditEvent.objects.filter(session_sid=session.sid).order_by("number"))
    outcomes = [one.number for one in of_session if one.kind == "outcome"]
    address = session.address
    same_exam = replace(address, session_sid=f"ES{'0' * 32}")
    audit.record(audit.Entry(kind="outcome", sentence="Somebody else.", actor=PORTAL, address=same_exam))
    by_session = f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
    assert numbers(desk.get(by_session).text) == outcomes
    assert numbers(desk.get(f"/audit/story/attempt/{attempt.attempt_id}/").text) == outcomes[1:]
    query = urlencode({"install": learner["install"], "name": learner["learner"], "email": learner["email"]})
    assert numbers(desk.get(f"/audit/story/learner/?{query}").text) == outcomes
    assert by_session in desk.get(f"/sessions/{address.install_sid}/{address.exam_sid}/{address.session_sid}/").text


def test_a_long_story_is_read_page_by_page(
    desk: Desk, where: dict[str, str], session: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding.page, "__kwdefaults__", finding.page.__kwdefaults__ | {"size": 2})
    path = f"/audit/story/session/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"
    first = desk.get(path).text
    later = html.unescape(re.search(r'href="(\?[^"]+)" rel="next"', first)[1])  # type: ignore[index]
    second = desk.get(path + later).text
    earlier = html.unescape(re.search(r'href="(\?[^"]+)" rel="prev"', second)[1])  # type: ignore[index]
    assert numbers(desk.get(path + earlier).text) == numbers(first)
    whole = AuditEvent.objects.filter(session_sid=session.sid, kind="outcome").order_by("number")
    assert numbers(first) + numbers(second) == [one.number for one in whole]


def test_looking_up_a_learner_is_an_event_once_a_person_and_day(
    desk: Desk, auditor: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    story = "/audit/story/learner/?" + urlencode({"name": learner["learner"]} | learner)
    for one in (desk, auditor):
        for path in ("/audit/?" + urlencode(learner), story, "/audit/?" + urlencode(learner | {"before": "9"})):
            assert one.get(path).status_code == 200
    looked = AuditEvent.objects.filter(kind="looked_up").order_by("number")
    said = [audit.said(one, audit.personal_values([one.number])[one.number]) for one in looked]
    name = session.learner_name
    assert said == [f"Ana Ruiz looked up the log of {name}.", f"Lena Marsh looked up the log of {name}."]
    assert [name in one.sentence + one.details for one in looked] == [False, False]
    assert [(one.role, one.install_sid) for one in looked] == [
        ("coordinator", learner["install"]),
        ("auditor", learner["install"]),
    ]


def test_a_learner_nobody_knows_is_no_look_up(desk: Desk, learner: dict[str, str]) -> None:
    unknown = learner | {"learner": "Nobody At All"}
    assert numbers(desk.get("/audit/?" + urlencode(unknown)).text) == []
    assert desk.get("/audit/story/learner/?" + urlencode(unknown | {"name": "Nobody At All"})).status_code == 404
    assert not AuditEvent.objects.filter(kind="looked_up").exists()


def test_people_of_another_install_find_nothing(
    portal: Portal, session: ExamSession, learner: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = Attempt.objects.get(action="reschedule")
    address = session.address
    monkeypatch.setattr(people, "PASSWORDS", dict(people.PASSWORDS))
    solo = get_user_model().objects.create_user("solo", first_name="Zacharias", last_name="Solo")
    grant(username="solo", role="auditor", install=session.install, actor=PORTAL)
    with someone(portal.url, "elsewhere") as stranger:
        pages = {
            "story": stranger.get(
                f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
            ).status_code,
            "request": stranger.get(f"/audit/story/attempt/{attempt.attempt_id}/").status_code,
            "learner": stranger.get("/audit/story/learner/?" + urlencode(learner | {"name": "x"})).status_code,
        }
        assert pages == {"story": 403, "request": 404, "learner": 403}
        queries = (session.sid[:5], session.learner_email, str(attempt.attempt_id)[:8], session.enrollment_sid)
        for query in (*queries, ProviderId.objects.all()[0].value, session.learner_name, "zacharias"):
            page = stranger.get("/audit/?" + urlencode({"q": query}))
            assert (page.status_code, numbers(page.text), "found__link" in page.text) == (200, [], False), query
        for filters in (learner, {"person": str(solo.pk)}, {"session": session.sid}, {"exam": session.exam_sid}):
            page = stranger.get("/audit/?" + urlencode(filters))
            assert (page.status_code, numbers(page.text)) == (200, [])
            assert "Zacharias" not in page.text
            assert session.learner_name not in words(page.text).replace(f"Learner: {session.learner_name}", "")


def test_sign_ins_are_seen_by_those_who_inspect_every_install_alone(
    desk: Desk, auditor: Desk, portal: Portal, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = AuditEvent.objects.filter(kind="signed_in", install_sid="").latest("number").number
    get_user_model().objects.create_user("here", password="practice-extra-1")
    grant(username="here", role="auditor", install=install, actor=PORTAL)
    monkeypatch.setitem(people.PASSWORDS, "here", "practice-extra-1")
    with Desk(portal.url, "here") as only_here:
        got = [one.get(f"/audit/{number}/").status_code for one in (auditor, desk, only_here)]
        listed = [number in numbers(one.get("/audit/").text) for one in (auditor, desk, only_here)]
    assert (got, listed) == ([200, 404, 404], [True, False, False])


def test_a_provider_id_is_kept_with_the_event_that_tells_of_it(desk: Desk, session: ExamSession) -> None:
    for one in ProviderId.objects.all():
        event = AuditEvent.objects.get(pk=one.event_number)
        assert (event.kind, event.session_sid, one.value in event.details) == ("outcome", session.sid, True)
    assert ProviderId.objects.count() >= 2


def test_learners_become_findable_when_first_listed_and_when_renamed(install: Install, sandbox: Sandbox) -> None:
    assert sync.refresh(install, patience=30)
    names = set(ExamSession.objects.filter(install=install).values_list("learner_name", "learner_email"))
    assert set(LearnerWord.objects.values_list("name", "email")) == names
    count = LearnerWord.objects.count()
    assert sync.refresh(install, patience=30)
    assert LearnerWord.objects.count() == count


def test_what_happened_at_an_install_that_is_out_of_use_stays_readable(
    desk: Desk, auditor: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    Install.objects.filter(pk=session.install.pk).update(is_active=False)
    address = session.address
    story = f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
    case = "/audit/case/?" + urlencode({"install": address.install_sid, "session": session.sid})
    number = AuditEvent.objects.filter(session_sid=session.sid).latest("number").number
    paths = (f"/audit/{number}/", f"/audit/?session={session.sid}", story, case)
    assert [auditor.get(path).status_code for path in paths] == [200] * 4
    assert numbers(auditor.get("/audit/?" + urlencode(learner)).text)
    assert desk.get(f"/sessions/{address.install_sid}/{address.exam_sid}/{session.sid}/").status_code == 403
