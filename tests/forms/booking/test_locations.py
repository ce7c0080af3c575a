"""Which places a type offers by name, and what is said of one that was pasted all the same."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scheduling.institutions.catalogue import NamedSid
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import OPTIONS, answers_for, command_of, schedule_form
from tests.support.form_html import html_of, page_of

CENTER, PARTNER, ONLINE, UNSAID = (f"PL{number:032x}" for number in (0xA, 0xB, 0xC, 0xD))
SOMEWHERE = replace(
    OPTIONS,
    locations=(
        NamedSid(CENTER, "Duluth Testing Center", "America/Chicago", kind="testing-center"),
        NamedSid(PARTNER, "Partner in Phoenix", "America/Phoenix", kind="partner"),
        NamedSid(ONLINE, "Live Online", kind="online"),
        NamedSid(UNSAID, "Somewhere", kind=""),
    ),
)
# Contract §4: SmarterProctoring's own calendar has centers and live proctors; RegisterBlast centers
# of an institution or a partner; a service is online; a thread agrees on any place.
OFFERED = {
    "smarter-scheduling": [CENTER, PARTNER, UNSAID, ONLINE],
    "register-blast": [CENTER, PARTNER, UNSAID],
    "b-virtual": [ONLINE, UNSAID],
    "proctoru": [ONLINE, UNSAID],
    "examity": [ONLINE, UNSAID],
    "vtc": [ONLINE, UNSAID],
    "automated": [ONLINE, UNSAID],
    "messaging": [CENTER, PARTNER, ONLINE, UNSAID],
}
UNFIT = "Live Online is not a location for “RegisterBlast center”. Check the location."


def offered(wire_name: str, **answers: str) -> list[str]:
    form = schedule_form(wire_name, data=answers, options=SOMEWHERE, unchecked=True)
    sids = [option.get("value", "") for option in page_of(form).all("option")]
    return [sid for sid in sids if sid.startswith("PL0")]


def test_every_type_that_takes_a_place_offers_those_of_its_kinds() -> None:
    taking = {
        name
        for name, one in SESSION_TYPES.items()
        if "proctor_location_sid" in one.must() | one.may()
    }
    assert {name: offered(name) for name in taking} == OFFERED


@pytest.mark.parametrize(
    ("wire_name", "first"),
    [("proctoru", "Proctor-U East"), ("vtc", "Our Virtual Center"), ("register-blast", "Duluth")],
)
def test_what_is_called_as_the_type_stands_first(wire_name: str, first: str) -> None:
    names = ("Another", "Examity", "Proctor-U East", "Our Virtual Center")
    online = [NamedSid(f"PL{n:032x}", name, kind="online") for n, name in enumerate(names)]
    there = [NamedSid(CENTER, "Duluth", kind="partner")]
    options = replace(OPTIONS, locations=(*online, *there))
    form = schedule_form(wire_name, options=options)
    assert form.choices_for("proctor_location_sid")[0].label == first


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Duluth", "Duluth · 12 Main St"),
        ("Montréal", "Montréal · 12 Main St"),
        ("מרכז", "מרכז\u200e · 12 Main St"),
        ("مركز", "مركز\u200e · 12 Main St"),
    ],
)
def test_a_name_from_right_to_left_turns_no_address_around(name: str, shown: str) -> None:
    there = NamedSid(CENTER, name, detail="12 Main St", kind="testing-center")
    form = schedule_form("smarter-scheduling", options=replace(OPTIONS, locations=(there,)))
    assert re.findall(r'<option value="PL0[^>]*>([^<]+)<', html_of(form)) == [shown]


def test_where_learners_come_to_a_center_what_is_online_stands_last_and_says_so() -> None:
    places = (SOMEWHERE.locations[2], *SOMEWHERE.locations[:2])
    options = replace(SOMEWHERE, locations=places)

    def named(wire_name: str) -> list[str]:
        html = html_of(schedule_form(wire_name, options=options))
        return re.findall(r'<option value="PL0[^>]*>([^<]+)<', html)

    centers = ["Duluth Testing Center", "Partner in Phoenix"]
    assert named("smarter-scheduling") == [*centers, "Live Online (online)"]
    assert named("messaging") == ["Live Online", *centers]
    booked = {"proctor_location_sid": ONLINE}
    form = schedule_form("smarter-scheduling", data=booked, options=options, unchecked=True)
    assert form.preview.where == "Live Online"


@pytest.mark.parametrize(
    ("sid", "warnings"), [(ONLINE, [UNFIT]), (UNSAID, []), ("PL" + "0e" * 16, [])]
)
def test_any_pasted_place_is_booked_and_a_known_one_of_another_kind_is_warned_of(
    sid: str, warnings: list[str]
) -> None:
    answers = answers_for(
        "register-blast", proctor_location_sid=CENTER, proctor_location_sid_other=sid
    )
    form = schedule_form("register-blast", data=answers, options=SOMEWHERE)
    assert [one for one in form.preview.warnings if "year" not in one] == warnings
    assert command_of(form).proctor_location_sid == sid


def test_a_place_chosen_for_another_type_stays_chosen_by_its_name() -> None:
    chosen = {"session_type": "smarter-scheduling", "proctor_location_sid": CENTER}
    assert offered("vtc", **chosen) == [CENTER, ONLINE, UNSAID]
    page = html_of(schedule_form("vtc", data=chosen, options=SOMEWHERE, unchecked=True))
    assert f'<option value="{CENTER}" selected>Duluth Testing Center</option>' in page


def test_where_no_place_fits_its_sid_is_asked_for_and_what_is_lacking_is_told() -> None:
    nowhere_online = replace(SOMEWHERE, locations=SOMEWHERE.locations[:2])
    pages = [
        page_of(schedule_form(kind, options=nowhere_online))
        for kind in ("vtc", "register-blast", "messaging")
    ]
    assert pages[0].named("proctor_location_sid")[0]["type"] == "text"
    lacking = "No online location is set up. Paste a SID, or ask an administrator to add one."
    assert [page.texts.get("id_proctor_location_sid_hint", "") for page in pages] == [
        lacking,
        "",
        "",
    ]
    nowhere = page_of(schedule_form("messaging", options=replace(SOMEWHERE, locations=())))
    assert nowhere.texts["id_proctor_location_sid_hint"].startswith(
        "No location is set up. Paste a SID"
    )
