"""What the lists hold, page by page, and that installs are apart."""

from __future__ import annotations

from collections.abc import Callable

import requests

from portal.sandbox.server import Sandbox


def test_the_vendors_loop_over_appointments_meets_each_once(
    sandbox: Sandbox, http: requests.Session
) -> None:
    seen: list[str] = []
    offset = 0
    while rows := http.get(
        f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments",
        params={"offset": offset, "limit": 170},
    ).json()["results"]:
        seen += [row["sid"] for row in rows]
        offset += 170
    open_ones = [
        s["sessionSid"] for s in sandbox.sessions() if s["status"] not in ("Closed", "Cancelled")
    ]
    assert seen == open_ones


def test_the_links_of_an_envelope_lead_from_page_to_page(
    sandbox: Sandbox, http: requests.Session
) -> None:
    base = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    page = http.get(
        base, params={"limit": 300, "sortKeys": "appointmentDate", "sortOrder": "DESC"}
    ).json()
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
            for r in http.get(base, params={"sortKeys": "createdDate", "sortOrder": order}).json()[
                "results"
            ]
        ]
        for order in ("ASC", "DESC")
    )
    assert up == sorted(up) == down[::-1] and len(up) >= 3
    assert http.get(base, params={"status": ["Closed", "Scheduled"]}).json()["results"] == []


def test_a_session_under_way_is_listed_only_when_asked_for(
    sandbox: Sandbox, http: requests.Session
) -> None:
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


def test_onboarding_links_differ_each_time(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    first, second = (http.get(url(waiting, "/onboard")).json()["url"] for _ in range(2))
    assert first.startswith("https://onboarding.") and first != second


def test_installs_are_apart(
    sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict
) -> None:
    other = "AIa0000000000000000000000000000002"
    assert http.get(url(waiting | {"installSid": other})).status_code == 404
    settings = http.get(f"{sandbox.url}/v1/installs/{other}/settings").json()
    assert (settings["name"], settings["defaultTimezone"]) == (
        "Lakeside College",
        "America/New_York",
    )
    assert len(settings["proctorTypes"]) == 21
