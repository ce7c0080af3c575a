"""The worklist's page: the day first, its views, and the place that is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.models import ExamSession, Institution, RoleGrant
from scheduling.spoken_time import say
from scheduling.views.sealed_query import query_of
from tests.support.booking_form import DULUTH, EXAM_DAY, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.known_sessions import known_session, user
from tests.support.midday import set_clocks_to_midday
from tests.support.outcomes import page_of
from tests.support.people import LAKESIDE

LINK = re.compile(r'<a class="rows__link" href="([^"]+)"')
CURRENT = re.compile(r'<a class="counts__item" href="([^"]+)" aria-current="page">')
CRUMB = re.compile(r'<a class="crumb" href="([^"]+)">Back to list: ([^<]+)</a>')


@pytest.fixture
def today(institution: Institution) -> dict[str, ExamSession]:
    """Two sessions of today, and none besides: one in Duluth, one nobody knows where."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    set_clocks_to_midday()
    institution.refresh_from_db()
    about = {"status": "Scheduled", "appointment_at": timezone.now() + timedelta(seconds=30)}
    return {
        "here": known_session(
            institution, learner_name="Ana Here", location_sid=DULUTH, location_name="D", **about
        ),
        "unread": known_session(institution, learner_name="Ben Unread", **about),
        "to book": known_session(institution, learner_name="Cy Waits", status="Needs Proctor"),
    }


def listed(desk: Desk, path: str) -> list[str]:
    """The sessions that a list shows, by their SIDs."""
    return [address.split("/")[-2] for address in LINK.findall(desk.get(path).text)]


def test_the_list_opens_on_the_day_and_steps_from_day_to_day(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    page = desk.get("/").text
    day = list_filters.today_at(institution)
    assert full_day(day) in plain_text(page)
    assert sorted(listed(desk, "/")) == sorted([today["here"].sid, today["unread"].sid])
    steps = [day + timedelta(days=days) for days in (-1, 1)]
    for one, rel in zip(steps, ("prev", "next"), strict=True):
        assert f'href="?view=all&amp;day={one.isoformat()}" rel="{rel}"' in page
        assert full_day(one) in plain_text(desk.get(f"/?view=all&day={one.isoformat()}").text)
    assert listed(desk, f"/?day={steps[0].isoformat()}") == []
    assert listed(desk, "/?view=to-book") == [today["to book"].sid]
    assert len(listed(desk, "/?view=all")) == len(listed(desk, "/?view=nonsense&state=")) + 1 == 3


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "?view=today"),
        ("/?view=tomorrow", "?view=tomorrow"),
        ("/?state=needs", "?view=all"),
        ("/?view=all", "?view=all"),
        ("/?q=ana", None),
        ("/?day=2027-01-14", None),
        ("/?day=2027-01-32", "?view=all"),
    ],
)
def test_the_view_that_is_shown_is_marked(
    today: dict[str, ExamSession], desk: Desk, path: str, current: str | None
) -> None:
    marked = [unescape(one) for one in CURRENT.findall(desk.get(path).text)]
    assert marked == ([current] if current else [])


def test_a_place_is_kept_until_another_is_chosen_and_hides_nothing_unsaid(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    chosen = desk.post("/place/", {"place": f"{institution.sid}/{DULUTH}", "next": "/?view=today"})
    assert (chosen.status_code, chosen.headers["Location"]) == (302, "/?view=today")
    assert listed(desk, "/") == [today["here"].sid]
    page = plain_text(desk.get("/").text)
    assert "Place: Duluth Testing Center" in page
    assert "1 more session: location not known. Show all locations" in page
    everywhere = f"/?view=today&install={institution.sid}"
    assert len(listed(desk, everywhere)) == 2
    assert "Place: Duluth Testing Center" in plain_text(desk.get("/audit/").text)
    assert listed(desk, "/?q=unread") == [today["unread"].sid]  # a search looks everywhere

    desk.post("/place/", {"place": ""})
    assert len(listed(desk, "/")) == 2


@pytest.mark.parametrize(
    ("left", "leads"),
    [
        ("/?view=all&type=proctoru&state=pending&page=3", "/?view=all&type=proctoru&state=pending"),
        ("/?q=ES1234&day=2027-01-14&location=PL1&install=AI1", "/?q=ES1234&day=2027-01-14"),
        ("/?by=4", "/"),
        ("/", "/"),
    ],
)
def test_another_place_shows_the_same_list_there(
    institution: Institution, desk: Desk, left: str, leads: str
) -> None:
    chosen = desk.post("/place/", {"place": f"{institution.sid}/{DULUTH}", "next": left})
    assert (chosen.status_code, chosen.headers["Location"]) == (302, leads)


def test_a_search_goes_on_at_another_place_and_stays_under_its_seal(
    institution: Institution, desk: Desk
) -> None:
    left = f"/?{query_of({'q': 'Ana Ruiz'})}"
    chosen = desk.post("/place/", {"place": institution.sid, "next": left})
    assert ("Ruiz" in left, chosen.headers["Location"]) == (False, left)


def test_no_place_is_kept_where_somebody_does_not_work(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    for place in (f"AI{0:032x}", f"AI{0:032x}/{DULUTH}", "/nonsense", f"/PL{0:032x}"):
        assert desk.post("/place/", {"place": place}).headers["Location"] == "/"
        assert len(listed(desk, "/")) == 2


def test_a_session_leads_back_to_the_very_list_and_on_to_the_next_to_book(
    sandbox: Sandbox, desk: Desk
) -> None:
    where = sandbox.needs_proctor()[0]
    Institution.objects.update(synced_at=None)
    assert CRUMB.search(desk.get(session_path(where)).text)
    for path, told in (
        ("/?view=to-book&page=2", "To book"),
        ("/?q=smith&page=1", "“smith”"),
        ("/?view=all&type=proctoru", "All"),
    ):
        desk.get(path)
        back = CRUMB.search(desk.get(session_path(where)).text)
        assert back and back[2] == told
        again = desk.get(unescape(back[1]))
        assert again.status_code == 200
        assert CRUMB.search(desk.get(session_path(where)).text)[1] == back[1]
    assert "Next to book" not in page_of(desk, where)
    assert desk.book(where).status_code == 302
    onward = re.search(r'href="([^"]+)" data-key="\."', desk.get(session_path(where)).text)
    assert onward
    form = desk.get(unescape(onward[1]))
    assert "You are about to book" in plain_text(form.text)
    begun = form_on(form)
    assert (begun["proctor_location_sid"], begun["appointment_date_time"]) == (DULUTH, EXAM_DAY)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("to-book", "No listed session needs a proctor"),
        ("decide", "Nothing waits for a decision"),
        ("approval", "No listed session waits for approval"),
        ("incidents", "No listed session has an incident"),
        ("tomorrow", "No listed session is on this day"),
        ("all", "No sessions yet"),
    ],
)
def test_an_empty_view_says_what_was_looked_for(
    institution: Institution, desk: Desk, view: str, said: str
) -> None:
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    assert said in plain_text(desk.get(f"/?view={view}").text)


def test_the_table_is_called_as_the_view_is(today: dict[str, ExamSession], desk: Desk) -> None:
    def caption(query: str) -> str:
        [found] = re.findall(
            r"<caption[^>]*>(.*?)</caption>", desk.get(f"/{query}").text, re.DOTALL
        )
        return plain_text(found)

    assert re.fullmatch(r"\w+day, \w+ \d+, \d{4} · Today", caption(""))
    assert caption("?view=to-book") == "Sessions · To book"
    name = ExamSession.objects.filter(pk=today["here"].pk).values_list("learner_name", flat=True)[0]
    assert caption(f"?q={name}") == f"“{name}”"


def test_a_list_of_a_time_says_so_and_one_that_cannot_be_read_narrows_nothing(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    start = timezone.now().astimezone(today["here"].zone).replace(hour=9, minute=30, second=0)
    for name, later in (("here", 0), ("unread", 7)):
        moved = start + timedelta(minutes=later)
        ExamSession.objects.filter(pk=today[name].pk).update(appointment_at=moved)
    day = start.date().isoformat()
    assert listed(desk, f"/?day={day}&at=09:30") == [today["here"].sid]
    page = desk.get(f"/?day={day}&at=09:30").text
    said = f"Only {full_day(start)}, starting at 9:30 AM. Clear"
    assert said in plain_text(page)
    assert "&amp;at=09%3A30" in page  # the days beside it are asked for the same time
    for unreadable in ("25:00", "9:30", "nonsense", "10:30,"):
        path = f"/?day={day}&at={unreadable}"
        assert set(listed(desk, path)) == {today["here"].sid, today["unread"].sid}
    assert len(listed(desk, "/?view=all&at=09:30")) == 3


def test_the_session_that_an_address_opens_is_marked_or_told_where_it_is(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    elsewhere = "The session that this address opens is not on this page of the list."
    page = desk.get(f"/?view=today&open={today['here'].sid}").text
    assert re.findall(r'<tr id="row-(\d+)" class="is-beside"', page) == [str(today["here"].pk)]
    assert elsewhere not in plain_text(page)
    page = desk.get(f"/?view=today&open={today['to book'].sid}").text
    assert f"{elsewhere} Open Cy Waits" in plain_text(page)
    assert f'/{today["to book"].sid}/">Open' in page
    page = desk.get(f"/?view=today&open=ES{9:032x}").text
    assert elsewhere in plain_text(page) and "Cy Waits" not in page
    for text in ("", "ES1", "x"):
        page = desk.get(f"/?view=today&open={text}").text
        assert (elsewhere in plain_text(page), "is-beside" in page) == (False, False)


def test_a_session_of_an_institution_where_the_person_does_not_work_is_not_told_of(
    today: dict[str, ExamSession], desk: Desk
) -> None:
    other = known_session(
        Institution.objects.get(sid=LAKESIDE), learner_name="Secret", status="Needs Proctor"
    )
    page = f"/?view=today&open={other.sid}"
    assert "Open Secret" in plain_text(desk.get(page).text)
    RoleGrant.objects.filter(user__username="coordinator", institution=other.institution).delete()
    RoleGrant.objects.filter(user__username="coordinator", institution=None).delete()
    assert "Secret" not in desk.get(page).text


FOUND = re.compile(r"<mark>(.*?)</mark>")


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("lukasz", ["Łukasz"]),
        ("muell", ["Müll"]),
        ("chem322", ["CHEM 322", "CHEM 322"]),  # the heading of what was found, and its row
        ("obr final", ["O’Br", "Final"]),
        ("zoe", ["Zoë"]),
    ],
)
def test_what_a_search_matched_is_marked_in_its_rows(
    institution: Institution, desk: Desk, query: str, matched: list[str]
) -> None:
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    for name, title in (
        ("Łukasz Müller", "Algebra <Midterm>"),
        ("Zoë O’Brien", "Final Exam"),
        ("Ben Kim", "CHEM 322"),
    ):
        known_session(institution, learner_name=name, exam_title=title, status="Scheduled")
    page = desk.get("/", params={"q": query}).text
    assert FOUND.findall(page) == matched
    assert "&lt;Midterm&gt;" in page or query not in ("lukasz", "muell")


def test_the_other_name_that_was_found_is_marked_and_a_list_without_a_search_has_no_marks(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    known_session(
        institution,
        learner_name="Bo Lee",
        learner_email="maria@north.edu",
        user_sid=user(1),
        status="Needs Proctor",
    )
    ExamSession.objects.filter(learner_name="Bo Lee").update(learner_email="")
    page = desk.get("/?q=maria").text
    assert "also recorded as maria @north.edu" in plain_text(page)
    assert FOUND.findall(page) == ["maria"]
    assert "<mark>" not in desk.get("/?view=all").text


def test_a_search_by_a_learners_id_names_the_learner_and_its_address_keeps_the_id(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    one = known_session(
        institution, learner_name="Maya Diaz", user_sid=user(4), status="Needs Proctor"
    )
    page = desk.get(f"/?q={user(4)}").text
    assert 'value="Maya Diaz"' in page and "<title>“Maya Diaz” · Proctor desk</title>" in page
    assert "Only “Maya Diaz”." in plain_text(page)
    assert listed(desk, f"/?q={user(4)}") == [one.sid]
    where = {"installSid": institution.sid, "examSid": one.exam_sid, "sessionSid": one.sid}
    back = CRUMB.search(desk.get(session_path(where)).text)
    assert back and (unescape(back[2]), user(4) in back[1]) == ("“Maya Diaz”", True)
    crumbs = desk.get(f"{session_path(where)}schedule/").text
    assert "Back to list: “Maya Diaz”</a>" in crumbs and "Back to session</a>" in crumbs
    assert f'value="{user(9)}"' in desk.get(f"/?q={user(9)}").text  # nobody we know


def test_what_should_have_ended_is_not_told_as_going_on(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    began = timezone.now() - timedelta(minutes=1)
    about = {"status": "In Progress", "appointment_at": began}
    known_session(institution, learner_name="Dee Late", duration_minutes=1, **about)
    known_session(institution, learner_name="Eve Unknown", **about)
    early = about | {"appointment_at": timezone.now() + timedelta(minutes=30)}
    known_session(institution, learner_name="Flo Early", duration_minutes=1, **early)
    known_session(institution, learner_name="Gil Booked", status="Scheduled", appointment_at=began)
    page = plain_text(
        desk.get("/?view=all&day=" + list_filters.today_at(institution).isoformat()).text
    )
    told = ("Now 1", "Should have ended, not closed 1", "Started, end not known 1")
    headings = [page.index(one) for one in told]
    assert headings == sorted(headings)
    start = say(began, institution.time_zone).time
    assert f"{start} – ? end not known In progress" in page[headings[0] : headings[1]]
    assert f"{start} – ? end not known Scheduled Gil Booked" in page[headings[2] :]
    assert page.count("end not known") == 3
    assert "In progress, early" not in page[headings[0] : headings[1]]
    assert "In progress, early" in page[headings[1] :]
    assert "Dee Late" in page[headings[1] :]


def test_the_filter_offers_single_states_under_what_they_make_together(
    today: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    for status in ("In Progress", "In Progress", "Approval Denied", "Cancelled"):
        known_session(institution, learner_name="Dee", status=status)
    page = desk.get("/?view=all").text
    select = page.partition('id="id_state"')[2].partition("</select>")[0]
    assert re.findall(r'<optgroup label="([^"]+)">|<option value="([^"]*)"', select) == [
        ("", ""),
        ("", "needs"),
        ("", "scheduled"),
        ("Other", ""),
        ("", "other"),
        ("", "denied"),
        ("", "in-progress"),
        ("Over", ""),
        ("", "over"),
        ("", "cancelled"),
    ]
    assert "All of them (3) Approval denied (1) In progress (2)" in plain_text(select)
    running = {one.sid for one in ExamSession.objects.filter(status="In Progress")}
    assert set(listed(desk, "/?view=all&state=in-progress")) == running
    assert "Only in progress." in plain_text(desk.get("/?view=all&state=in-progress").text)
    assert len(listed(desk, "/?view=all&state=other")) == 3


@pytest.mark.parametrize("text", ["2027-02-30", "1999-01-01", "x", "9" * 5000])
def test_a_day_that_is_none_is_said_and_does_not_narrow_the_list(desk: Desk, text: str) -> None:
    page = words(desk.get("/", params={"view": "all", "day": text}))
    said = f"“{text[:20]}” is no day that can be shown. The list is of every day."
    assert said in page and said not in words(desk.get("/?view=all&day=2027-01-14"))
    late = words(desk.get("/?view=all&day=2027-01-14&at=25:99"))
    assert "“25:99” is no time of a day. The list is of every time." in late
