"""Who finds what in the log:
looking a learner up is noted, and nothing of another institution is shown.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model

from scheduling.access.roles import grant
from scheduling.audit import event_reader
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, ProviderId
from scheduling.session_commands import PORTAL
from tests.support import client
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.log_page import numbers
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal


def test_looking_up_a_learner_is_an_event_once_a_person_and_day(
    desk: Desk, auditor: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    story = "/audit/story/learner/?" + urlencode({"name": learner["learner"]} | learner)
    for one in (desk, auditor):
        for path in (
            "/audit/?" + urlencode(learner),
            story,
            "/audit/?" + urlencode(learner | {"before": "9"}),
        ):
            assert one.get(path).status_code == 200
    looked = AuditEvent.objects.filter(kind="looked_up").order_by("number")
    said = [
        event_reader.fill_sentence(one, event_reader.load_personal_values([one.number])[one.number])
        for one in looked
    ]
    name = session.learner_name
    assert said == [
        f"Ana Ruiz looked up the log of {name}.",
        f"Lena Marsh looked up the log of {name}.",
    ]
    assert [name in one.sentence + one.details for one in looked] == [False, False]
    assert [(one.role, one.install_sid) for one in looked] == [
        ("coordinator", learner["install"]),
        ("auditor", learner["install"]),
    ]


def test_a_learner_nobody_knows_is_no_look_up(desk: Desk, learner: dict[str, str]) -> None:
    unknown = learner | {"learner": "Nobody At All"}
    assert numbers(desk.get("/audit/?" + urlencode(unknown)).text) == []
    assert (
        desk.get(
            "/audit/story/learner/?" + urlencode(unknown | {"name": "Nobody At All"})
        ).status_code
        == 404
    )
    assert not AuditEvent.objects.filter(kind="looked_up").exists()


def test_people_of_another_institution_find_nothing(
    portal: Portal, session: ExamSession, learner: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = Attempt.objects.get(action="reschedule")
    address = session.address
    monkeypatch.setattr(client, "PASSWORDS", dict(client.PASSWORDS))
    solo = get_user_model().objects.create_user("solo", first_name="Zacharias", last_name="Solo")
    grant(username="solo", role="auditor", institution=session.institution, actor=PORTAL)
    with someone(portal.url, "elsewhere") as stranger:
        pages = {
            "story": stranger.get(
                f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
            ).status_code,
            "request": stranger.get(f"/audit/story/attempt/{attempt.attempt_id}/").status_code,
            "learner": stranger.get(
                "/audit/story/learner/?" + urlencode(learner | {"name": "x"})
            ).status_code,
        }
        assert pages == {"story": 403, "request": 404, "learner": 403}
        queries = (
            session.sid[:5],
            session.learner_email,
            str(attempt.attempt_id)[:8],
            session.enrollment_sid,
        )
        for query in (
            *queries,
            ProviderId.objects.all()[0].value,
            "zacharias",
        ):
            page = stranger.get("/audit/?" + urlencode({"q": query}))
            assert (page.status_code, numbers(page.text), "found__link" in page.text) == (
                200,
                [],
                False,
            ), query
        namesake = ExamSession.objects.filter(
            institution__sid=LAKESIDE, learner_name=session.learner_name
        ).values_list("user_sid", flat=True)
        their_own = urlencode({"install": LAKESIDE, "learner": namesake[0]})
        found = stranger.get("/audit/?" + urlencode({"q": session.learner_name}))
        assert (found.status_code, found.headers["Location"]) == (302, f"/audit/?{their_own}")
        for filters in (
            learner,
            {"person": str(solo.pk)},
            {"session": session.sid},
            {"exam": session.exam_sid},
        ):
            page = stranger.get("/audit/?" + urlencode(filters))
            assert (page.status_code, numbers(page.text)) == (200, [])
            assert "Zacharias" not in page.text
            assert session.learner_name not in plain_text(page.text).replace(
                f"Learner: {session.learner_name}", ""
            )


def test_sign_ins_are_seen_by_those_who_inspect_every_institution_alone(
    desk: Desk,
    auditor: Desk,
    portal: Portal,
    institution: Institution,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = AuditEvent.objects.filter(kind="signed_in", install_sid="").latest("number").number
    get_user_model().objects.create_user("here", password="practice-extra-1")
    grant(username="here", role="auditor", institution=institution, actor=PORTAL)
    monkeypatch.setitem(client.PASSWORDS, "here", "practice-extra-1")
    with Desk(portal.url, "here") as only_here:
        got = [one.get(f"/audit/{number}/").status_code for one in (auditor, desk, only_here)]
        listed = [number in numbers(one.get("/audit/").text) for one in (auditor, desk, only_here)]
    assert (got, listed) == ([200, 404, 404], [True, False, False])


def test_what_happened_at_an_institution_that_is_out_of_use_stays_readable(
    desk: Desk, auditor: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    Institution.objects.filter(pk=session.institution.pk).update(is_active=False)
    address = session.address
    story = f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
    case = "/audit/case/?" + urlencode({"install": address.install_sid, "session": session.sid})
    number = AuditEvent.objects.filter(session_sid=session.sid).latest("number").number
    paths = (f"/audit/{number}/", f"/audit/?session={session.sid}", story, case)
    assert [auditor.get(path).status_code for path in paths] == [200] * 4
    assert numbers(auditor.get("/audit/?" + urlencode(learner)).text)
    assert (
        desk.get(f"/sessions/{address.install_sid}/{address.exam_sid}/{session.sid}/").status_code
        == 403
    )
