"""Whoever names something of an institution that is not theirs, in a query or a form, leaves an
event that says so, whatever the field is called and whatever is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit import denials
from scheduling.models import Attempt, AuditEvent, ExamSession, RefusalCount
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal
from tests.support.refusals import refused, said

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
    "a calendar": lambda desk, there: desk.post("/calendars/", {"place": NORTHFIELD}),
}


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


@pytest.mark.parametrize("what", WAYS)
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


@pytest.mark.parametrize("what", WAYS)
def test_who_works_there_leaves_none(
    there: ExamSession, portal: Portal, administrator: Desk, what: str
) -> None:
    with someone(portal.url, "administrator-elsewhere-coordinator-here") as both:
        for desk in (administrator, both):
            WAYS[what](desk, there)
    assert not [one for one in refused() if denials.NAMED in said(one)]


def test_what_is_their_own_or_nobody_s_leaves_none(elsewhere: Desk) -> None:
    for named in (LAKESIDE, "AI" + "9" * 32, "ES" + "9" * 32, "PL" + "9" * 32, "x"):
        elsewhere.get(f"/?install={named}&location={named}&session={named}&session=999999")
    elsewhere.get("/?request=00000000-0000-0000-0000-000000000000&session=" + "9" * 18)
    assert refused() == []
