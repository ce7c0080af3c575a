"""Whose name somebody may have: nobody is told in the log as somebody else, or as the portal."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from scheduling.models import AuditEvent, Institution, InstructorEntry, Location
from tests.support.admin_forms import change_page
from tests.support.client import Desk
from tests.support.html import own_form_on, plain_text, words
from tests.support.long_cases import mostly_long
from tests.support.people_form import ADD, GOOD, form, page_of, person

TAKEN_NAME = "Another account has this name, or one that reads like it"
SIGN = "Leave “{}” out of a name."
SIGNED = (
    *(("Ana", "Ru!z", "!"), ("Ana", "Ru¡z", "¡"), ("Eva", "$ruiz", "$"), ("Eva", "Berg°", "°")),
    *(("Ana", "Berg, administrator", ","), ("Eva", "Berg’s deputy: Tom", ":"), ("An@", "Li", "@")),
    *(("Eva", "BergⅠ", "Ⅰ"), ("Eva", "Berg²", "²")),
)
SENTENCE = "This reads like a sentence of the log"
STORIES = (
    *(("Ana", "Ruiz booked Tom Okafor"), ("Ana", "Ruiz administrator"), ("Tom", "booked Zed")),
    *(("Ana", "Ruiz-administrator"), ("Ana-Ruiz", "booked Tom"), ("AnaRuiz", "booked")),
    *(("Ana", "Rui z booked"), ("Ana", "Ruiz B00KED Tom"), ("Lena", "Moved")),
    *(("Ana", "Ruiz took it"), ("Tom", "gave Ana"), ("Zed", "Okafor And Eva Li")),
)
OURS = "The portal uses this name for itself"


def test_nobody_changes_their_own_name_or_user_name(administrator: Desk, local: Desk) -> None:
    for desk, username in ((administrator, "administrator"), (local, "administrator-here")):
        own = person(username)
        page = desk.get(page_of(own))
        assert "or your name" in words(page)
        stands = {one: getattr(own, one) for one in ("username", "first_name", "last_name")}
        for box in stands:
            assert f'name="{box}"' not in page.text
            assert desk.post(page_of(own), stands | {box: "Ana", "email": ""}).status_code == 403
        changed = stands | {"email": "own@northfield.example"}
        assert desk.post(page_of(own), changed).status_code == 302
        own.refresh_from_db()
        assert ({one: getattr(own, one) for one in stands}, own.email) == (
            stands,
            "own@northfield.example",
        )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("The portal", OURS), ("SmarterProctoring", OURS)),
        ("Lakeside College; Ana Ruiz approved it", SENTENCE),
        ("Testing Room. Ana Ruiz checked in", SENTENCE),
        ("Hall 4 Ana Ruiz moved Tom", SENTENCE),
        *((f"Hall{char}4", "a character that can’t be seen") for char in "\u2060\u200b\u00ad"),
    ],
)
def test_what_people_choose_by_name_tells_no_story_by_it(
    administrator: Desk, here: Institution, name: str, said: str
) -> None:
    location = Location.objects.filter(institution=here).first()
    entry = InstructorEntry.objects.filter(institution=here).first()
    assert location and entry
    before = AuditEvent.objects.count()
    for one in (here, location, entry):
        path = change_page(one)
        answer = administrator.post(path, own_form_on(administrator.get(path)) | {"name": name})
        assert (answer.status_code, said in plain_text(answer.text)) == (200, True)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("name", ["St. Mary’s Hall", "Bldg. 4, Room 12", "Switched On Center"])
def test_a_name_with_a_short_word_s_period_is_one(
    administrator: Desk, here: Institution, name: str
) -> None:
    location = Location.objects.filter(institution=here).first()
    assert location
    path = change_page(location)
    administrator.post(path, own_form_on(administrator.get(path)) | {"name": name})
    assert Location.objects.get(pk=location.pk).name == name


@pytest.mark.parametrize(
    ("first", "last", "said"),
    mostly_long(
        [
            *(("Ana", "Ruiz", TAKEN_NAME), ("Аna", "Ru\u200biz", TAKEN_NAME)),
            *(("", "ANA  RUIZ", TAKEN_NAME), ("Ana Ruiz", "", TAKEN_NAME)),
            *(("coordinator", "2", TAKEN_NAME), ("The", "Portal", OURS), ("Тhe", "роrtal", OURS)),
            *(("Someone", "", OURS), ("SmarterProctoring", "Support", OURS)),
            *(
                ("the command", "line", OURS),
                ("The practice", "set-up", OURS),
                ("System", "", OURS),
            ),
            ("Tom", "Okafor (coordinator2)", "Leave brackets out of a name"),
            *(("Proctor", "Desk", OURS), ("Ana", "Rui2", TAKEN_NAME), ("Ana", "Ruɪz", TAKEN_NAME)),
            *(
                ("Ruiz", "Ana", TAKEN_NAME),
                ("Ruiz,", "Ana", TAKEN_NAME),
                ("Ɐna", "Ruiz", TAKEN_NAME),
            ),
            *((first, last, SIGN.format(sign)) for first, last, sign in SIGNED),
            ("Ꮖngrid", "Li", "one alphabet in each word"),
            *((first, last, TAKEN_NAME) for first, last in (("Ana", "Ruizـ"), ("Ana", "Ruiz ໆ"))),
            *(("The", "Learner", OURS), ("The", "Provider", OURS), ("SmarterServices", "", OURS)),
            *((first, last, TAKEN_NAME) for first, last in (("Ruiz-Ana", ""), ("", "Ruiz/Ana"))),
            *((first, last, SENTENCE) for first, last in STORIES),
            *((first, "Ana Ruiz", TAKEN_NAME) for first in ("The", "an")),
            ("The Ruiz", "Ana", TAKEN_NAME),
            ("The", "Administrator", OURS),
            *(("Support", "Desk", OURS), ("Portal", "Administrator", OURS), ("Help", "Desk", OURS)),
            *(("Tom", "Okafor Approved", SENTENCE), ("Tom", "Oka / Ana Ruiz", SIGN.format("/"))),
        ],
        everyday=20,
    ),
)
def test_a_name_that_is_another_s_or_the_portal_s_is_refused_beside_its_field(
    administrator: Desk, first: str, last: str, said: str
) -> None:
    lena, before = person("auditor"), AuditEvent.objects.count()
    sent = form(lena, "all-auditor", first_name=first, last_name=last)
    answer = administrator.post(page_of(lena), sent)
    assert (answer.status_code, said in plain_text(answer.text)) == (200, True)
    lena.refresh_from_db()
    assert (lena.get_full_name(), AuditEvent.objects.count()) == ("Lena Marsh", before)


@pytest.mark.parametrize(
    ("username", "said"),
    [
        *(("coordinat0r", "reads like another account’s"), ("соordinator", "one alphabet")),
        *(("administrαtor", "one alphabet"), ("portal", OURS), ("the.command.line", OURS)),
        *(("root", OURS), ("ROOT", OURS), ("manage.py", OURS), ("manage-py", OURS)),
        *(("anaruiz", "reads like another account’s"), ("be\u1160rg", "can’t be seen")),
        *((one, "reads like another account’s") for one in ("auditor.", "aud-itor", "auditor@")),
        ("ana.ruiz", "reads like another account’s"),
        ("Tom", ""),
    ],
)
def test_a_user_name_that_reads_like_another_s_is_refused(
    administrator: Desk, here: Institution, username: str, said: str
) -> None:
    new = User(username=username, first_name="Eva", last_name="Berg")
    answer = administrator.post(ADD, form(new, f"{here.pk}-auditor", password=GOOD, again=GOOD))
    is_made = User.objects.filter(username=username).exists()
    assert (answer.status_code, is_made) == ((200, False) if said else (302, True))
    assert said in plain_text(answer.text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *(("Ana B.", "Ruiz"), ("Seán", "O’Neil-Łukasz"), ("Ravi", "a/l Kumar"), ("Desk", "2")),
        *(("Ana", "Ruiz Lopez"), ("Mary", "Ana Ruiz"), ("Ana Ruiz", "Jr."), ("Ana Ruiz,", "Jr.")),
        *(("Ana", "Ruiz, III"), ("ana", "lopez"), ("Zia", "ul Haq"), ("Juan", "de la Cruz")),
        *(("Marie", "d'Angelo Roux"), ("Wim", "in 't Veld"), ("Nur", "binti Ali"), ("李 明", "华")),
        *(("محمد علي", "حسن"), ("צ׳רלי", "לוי"), ("བསྟན་འཛིན", "རྒྱ་མཚོ"), ("ნინო ბერ", "იძე")),
        *(("Made", "Wijaya"), ("James", "Took"), ("Robert", "Saw May"), ("Ahmed", "Reed Jared")),
        *(("はなこ", "山田"), ("Анна", "Smith"), ("Bjørn", "Ångström"), ("मुकेश", "कुमार")),
    ],
)
def test_names_as_people_have_them_are_taken(administrator: Desk, first: str, last: str) -> None:
    lena = person("auditor")
    sent = form(lena, "all-auditor", first_name=first, last_name=last)
    answer = administrator.post(page_of(lena), sent)
    assert (answer.status_code, person("auditor").get_full_name()) == (302, f"{first} {last}")


@pytest.mark.parametrize("order", [1, -1])
def test_whoever_comes_first_a_longer_name_is_another_name(administrator: Desk, order: int) -> None:
    names = [("Ana", "Lopez"), ("Ana", "Lopez Vega")][::order]
    for username, (first, last) in zip(("auditor", "coordinator2"), names, strict=True):
        sent = form(person(username), "all-auditor", first_name=first, last_name=last)
        assert administrator.post(page_of(person(username)), sent).status_code == 302
        assert person(username).get_full_name() == f"{first} {last}"


def test_the_first_steps_refuse_such_names_too(administrator: Desk, here: Institution) -> None:
    asked = {"step": "person", "role": "coordinator", "password": GOOD, "again": GOOD}
    for names, said in (
        ({"username": "berg", "first_name": "Ana", "last_name": "Ruiz"}, TAKEN_NAME),
        ({"username": "соordinator"}, "one alphabet"),
        ({"username": "berg", "first_name": "SmarterProctoring"}, OURS),
    ):
        answer = administrator.post(f"/start/{here.sid}/", asked | names)
        assert (answer.status_code, said in plain_text(answer.text)) == (422, True)
    assert not User.objects.filter(username__in=("berg", "соordinator")).exists()


def test_who_has_a_double_name_already_can_still_be_changed_otherwise(
    administrator: Desk,
) -> None:
    User.objects.filter(username="auditor").update(first_name="Ana", last_name="Ruiz")
    lena = person("auditor")
    sent = form(lena, "all-auditor", email="lena@northfield.example")
    assert administrator.post(page_of(lena), sent).status_code == 302
    assert person("auditor").email == "lena@northfield.example"
