"""Whoever names something of an institution that is not theirs, in a query or a form, leaves an
event that says so, whatever the field is called and whatever is answered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from portal.sandbox.server import Sandbox
from scheduling.access import granting_rules
from scheduling.access.roles import grant
from scheduling.audit import denials
from scheduling.forms.booking.answers import OTHER
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    Location,
    Price,
    RefusalCount,
    Role,
)
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal
from tests.support.refusals import refused, said
from tests.support.switching import switch

# Of Northfield, as the portal lists them.
SMALL = DULUTH.lower()
SLOT, POLICY = "CP" + "1".zfill(32), "CV" + "1".zfill(32)
Way = Callable[[Desk, ExamSession], object]
WAYS: dict[str, Way] = {
    "the place": lambda desk, there: desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"}),
    "a location": lambda desk, there: desk.get(f"/?location={DULUTH}"),
    "a location of the board": lambda desk, there: desk.get(f"/board/?location={DULUTH}"),
    "a handover": lambda desk, there: desk.post("/handover/", {"install": NORTHFIELD}),
    "a no-show": lambda desk, there: desk.post("/no-shows/", {"session": str(there.pk)}),
    "no-shows": lambda desk, there: desk.get(f"/no-shows/?session={there.pk}&session=0"),
    "a rescue": lambda desk, there: desk.get(f"/rescues/new/?session={there.pk}"),
    "the log of a session": lambda desk, there: desk.get(f"/audit/?session={there.sid}"),
    "the log of an exam": lambda desk, there: desk.get(f"/audit/?exam={there.exam_sid}"),
    "a search": lambda desk, there: desk.get(f"/find/?q={there.sid}"),
    "the log of a request": lambda desk, there: desk.get(
        f"/audit/?request={Attempt.objects.get().attempt_id}"
    ),
    "a slot": lambda desk, there: desk.get(f"/?q=x&slot={SLOT}"),
    "a policy": lambda desk, there: desk.get(f"/?policy={POLICY}"),
    "a learner": lambda desk, there: desk.get(f"/?user={there.user_sid}"),
    "a calendar": lambda desk, there: desk.post("/calendars/", {"place": NORTHFIELD}),
    "a calendar of a location": lambda desk, there: desk.post(
        "/calendars/", {"what": f"{NORTHFIELD}.{DULUTH}"}
    ),
    "a location in small letters": lambda desk, there: desk.get(f"/board/?location={SMALL}"),
    "a location in groups": lambda desk, there: desk.get(
        f"/board/?location={DULUTH[:10]}-{DULUTH[10:]}"
    ),
    "a location that nobody sees begin": lambda desk, there: desk.get(
        f"/board/?location=\u200b“{DULUTH}”."
    ),
    "an address in a field": lambda desk, there: desk.get(
        f"/find/?q=x&list=install%3D{NORTHFIELD}%26location%3D{DULUTH}"
    ),
    "a session below one's own institution": lambda desk, there: desk.post(
        f"/sessions/{LAKESIDE}/{there.exam_sid}/{there.sid}/attendance/", {"mark": "came"}
    ),
    "its page there": lambda desk, there: desk.get(below_lakeside(there)),
    "its form there": lambda desk, there: desk.get(f"{below_lakeside(there)}schedule/"),
    "its look there": lambda desk, there: desk.get(f"{below_lakeside(there)}looked/"),
    "a button that is opened there": lambda desk, there: desk.get(
        f"{below_lakeside(there)}attendance/"
    ),
    "its story there": lambda desk, there: desk.get(
        below_lakeside(there).replace("/sessions/", "/audit/story/session/")
    ),
    "in the name of a field": lambda desk, there: desk.get(f"/rescues/new/?new-{there.sid}=09:00"),
    "behind much else": lambda desk, there: desk.get(f"/find/?q={'x ' * 600}{there.sid}"),
    "a saved view": lambda desk, there: desk.post(
        "/views/save/", {"name": "", "query": f"q={'x' * 600}&location={DULUTH}"}
    ),
}


def below_lakeside(there: ExamSession) -> str:
    """The address of a session of Northfield as if it were one of Lakeside's."""
    return f"/sessions/{LAKESIDE}/{there.exam_sid}/{there.sid}/"


@pytest.fixture
def there(desk: Desk, sandbox: Sandbox) -> ExamSession:
    """A session at Northfield that was booked."""
    where = book(desk, sandbox)
    return ExamSession.objects.get(sid=where["sessionSid"])


@pytest.fixture
def elsewhere(portal: Portal) -> Iterator[Desk]:
    """An administrator of Lakeside alone."""
    with someone(portal.url, "administrator-elsewhere-coordinator-here") as _:
        pass
    with someone(portal.url, "elsewhere") as desk:
        yield desk


@pytest.mark.parametrize("what", mostly_long(WAYS, everyday=10))
def test_naming_what_is_another_institution_s_is_an_event(
    there: ExamSession, elsewhere: Desk, what: str
) -> None:
    before = AuditEvent.objects.count()
    for _ in range(3):
        WAYS[what](elsewhere, there)
    [event] = refused()
    assert (event.actor_username, event.install_sid) == ("elsewhere", NORTHFIELD)
    assert f"but {denials.NAMED}; nothing of it was shown or changed." in said(event)
    assert AuditEvent.objects.count() == before + 1
    assert RefusalCount.objects.get().more == 2
    assert there.sid not in event.sentence + event.details


FILTERS = {
    "locations": "site/?institution__id__exact={institution}",
    "prices": "price/?institution={institution}",
    "closed days": "hoursbydate/?institution__id__exact={institution}",
    "closed days of a location": "hoursbydate/?location__id__exact={location}",
}


@pytest.mark.parametrize("what", FILTERS)
def test_narrowing_an_admin_list_to_another_institution_is_an_event(
    portal: Portal, administrator: Desk, what: str
) -> None:
    room = Location.objects.filter(institution__sid=LAKESIDE)[0]
    narrowed = FILTERS[what].format(institution=room.institution_id, location=room.pk)
    with someone(portal.url, "administrator-here") as here:
        before = AuditEvent.objects.count()
        for desk in (here, here, administrator):
            answer = desk.get(f"/admin/scheduling/{narrowed}")
            assert (answer.status_code, room.name in answer.text) == (200, desk is administrator)
    [event] = refused()
    assert (event.actor_username, event.install_sid) == ("administrator-here", LAKESIDE)
    assert f"but {denials.NAMED}; nothing of it was shown or changed." in said(event)
    assert AuditEvent.objects.count() == before + 1
    assert RefusalCount.objects.get().more == 1


@pytest.mark.parametrize("what", mostly_long(WAYS, everyday=10))
def test_who_works_there_leaves_none(
    there: ExamSession, portal: Portal, administrator: Desk, what: str
) -> None:
    with someone(portal.url, "administrator-elsewhere-coordinator-here") as both:
        for desk in (administrator, both):
            WAYS[what](desk, there)
    assert not [one for one in refused() if denials.NAMED in said(one)]


def room() -> str:
    return Location.objects.get(name="Lakeside Testing Room").pl_sid


def of_lakeside(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.sessions(status="Needs Proctor", install_sid=LAKESIDE)[0]


OTHERS = "Check which one it is"


def test_no_form_sends_the_location_of_another_institution(
    elsewhere: Desk, sandbox: Sandbox
) -> None:
    where = of_lakeside(sandbox)
    pasted = {"proctor_location_sid": "", f"proctor_location_sid{OTHER}": DULUTH}
    for sent in ({}, pasted):
        answer = elsewhere.book(where, **sent)
        assert (answer.status_code, OTHERS in plain_text(answer.text)) == (422, True)
    assert elsewhere.book(where, proctor_location_sid=room()).status_code == 302
    listed = len(sandbox.requests("POST"))
    answer = switch(elsewhere, where, "smarter-scheduling", proctor_location_sid=DULUTH)
    assert (answer.status_code, OTHERS in plain_text(answer.text)) == (422, True)
    assert [len(sandbox.requests("POST")), sandbox.requests("DELETE")] == [listed, []]
    assert {said(one).split(", but ")[1] for one in refused()} == {
        f"{denials.NAMED}; nothing of it was shown or changed."
    }


def test_no_rule_proposes_the_location_of_another_institution(portal: Portal) -> None:
    page, field = f"/campus/{LAKESIDE}/rules/smarter-scheduling/", "proctor_location_sid-default"
    with someone(portal.url, "administrator-elsewhere-coordinator-here") as desk:
        answer = desk.post(page, {"stands": "offered", field: DULUTH})
        assert (answer.status_code, OTHERS in plain_text(answer.text)) == (422, True)
        assert desk.post(page, {"stands": "offered", field: room()}).status_code == 302


def test_a_location_at_which_their_own_session_stands_is_theirs_to_name(
    elsewhere: Desk, sandbox: Sandbox
) -> None:
    where = of_lakeside(sandbox)
    elsewhere.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(location_sid=DULUTH)
    elsewhere.get(f"/board/?location={DULUTH}")
    assert refused() == []


def test_the_log_of_those_who_were_named_has_no_address_of_others(
    elsewhere: Desk, sandbox: Sandbox
) -> None:
    page = f"{session_path(of_lakeside(sandbox))}schedule/"
    elsewhere.get(f"{page}?proctor_location_sid={DULUTH}")
    [event] = refused()
    assert (event.install_sid, event.session_sid, event.exam_sid) == (NORTHFIELD, "", "")
    assert "elsewhere asked for /sessions/…/…/…/schedule/, but what it names" in said(event)
    asked = {"method": "GET", "path": "/sessions/…/…/…/schedule/"}
    assert json.loads(event.details).items() >= asked.items()
    assert page.split("/")[4] not in event.sentence + event.details


def test_a_search_is_one_refusal(there: ExamSession, elsewhere: Desk) -> None:
    answer = elsewhere.post("/find/", {"q": there.sid})
    assert (answer.status_code, refused()) == (303, [])
    assert elsewhere.get(answer.headers["Location"]).status_code == 200
    [event] = refused()
    assert "elsewhere asked for /find/" in said(event)


def test_so_much_beside_it_hides_nothing(there: ExamSession, elsewhere: Desk) -> None:
    beside = "".join(f"{number}/ES{number:032x}/" for number in range(2_000))
    elsewhere.post("/place/", {"place": beside + there.sid})
    [event] = refused()
    assert denials.NAMED in said(event)


def test_what_is_their_own_or_nobody_s_leaves_none(elsewhere: Desk) -> None:
    for named in (LAKESIDE, "AI" + "9" * 32, "ES" + "9" * 32, "PL" + "9" * 32, "x"):
        elsewhere.get(f"/?install={named}&location={named}&session={named}&session=999999")
    elsewhere.get("/?request=00000000-0000-0000-0000-000000000000&session=" + "9" * 18)
    assert refused() == []


@pytest.fixture
def administrator_elsewhere(portal: Portal) -> Iterator[Desk]:
    """An administrator of Lakeside and of nothing else."""
    with someone(portal.url, "elsewhere") as desk:
        lakeside = Institution.objects.get(sid=LAKESIDE)
        grant(username="elsewhere", role=Role.ADMINISTRATOR, institution=lakeside, actor=PORTAL)
        yield desk


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("auth/user/add/", {"roles": "{there}-administrator"}),
        ("scheduling/price/add/", {"institution": "{there}"}),
        ("scheduling/hoursbydate/add/", {"location": "{location}"}),
    ],
)
def test_a_form_of_the_admin_site_that_names_it_by_its_number_is_an_event(
    administrator_elsewhere: Desk, path: str, answers: dict[str, str]
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    numbers = {"there": location.institution_id, "location": location.pk}
    sent = {name: value.format(**numbers) for name, value in answers.items()}
    assert administrator_elsewhere.post(f"/admin/{path}", sent).status_code == 200
    [event] = refused()
    assert (event.actor_username, event.install_sid) == ("elsewhere", NORTHFIELD)
    assert f"but {denials.NAMED}; nothing of it was shown or changed." in said(event)


def test_giving_a_role_on_all_institutions_is_an_event(administrator_elsewhere: Desk) -> None:
    answers = {"username": "more", "roles": "all-administrator"}
    answer = administrator_elsewhere.post("/admin/auth/user/add/", answers)
    assert granting_rules.OUT_OF_REACH.replace("’", "'") in plain_text(answer.text)
    [event] = refused()
    assert (event.actor_username, event.install_sid) == ("elsewhere", "")
    assert f"but {denials.NAMED}; nothing of it was shown or changed." in said(event)


def test_ticking_what_is_another_institution_s_is_refused(administrator_elsewhere: Desk) -> None:
    there = Price.objects.exclude(institution__sid=LAKESIDE).first()
    assert there is not None
    answers = {"action": "delete_selected", "_selected_action": str(there.pk)}
    answer = administrator_elsewhere.post("/admin/scheduling/price/", answers)
    assert (answer.status_code, Price.objects.filter(pk=there.pk).exists()) == (403, True)
    [event] = refused()
    assert (event.actor_username, event.outcome) == ("elsewhere", "refused")
