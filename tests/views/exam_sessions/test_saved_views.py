"""Saved views as pages and tabs: saving the list as it is, finding, changing, sharing, offering."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.contrib.auth import get_user_model

from scheduling.models import Institution, SavedView
from scheduling.views.sealed_query import seal
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, plain_text, words
from tests.support.outcomes import kinds
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal

CARD = "4242 4242 4242 4242"
LIST = "/?view=to-book&type=proctoru"
BOOKED = "/?view=approval&type=proctoru"
TAB = re.compile(r'<a class="counts__item" href="([^"]+)"( aria-current="page")?>\s*<bdi>([^<]+)')
CONTROL = re.compile(r'views__save" href="([^"]+)">([^<]+)<')


def tabs(desk: Desk, path: str = "/") -> dict[str, str]:
    """The saved views above a list: address by name."""
    found = TAB.findall(desk.get(path).text)[7:]
    return {unescape(name): unescape(url) for url, _, name in found}


def current(desk: Desk, path: str) -> list[str]:
    return [unescape(name) for _, is_it, name in TAB.findall(desk.get(path).text) if is_it]


def save(desk: Desk, path: str, name: str, **answers: str) -> str:
    """Save the list at this address; where the portal leads then."""
    control = CONTROL.search(desk.get(path).text)
    assert control, "there is nothing to save it with"
    form = desk.get(unescape(control[1]))
    listed = {"list_query": re.search(r'name="list_query" value="([^"]*)"', form.text)[1]}
    listed = {one: unescape(text) for one, text in listed.items()}
    answer = desk.post("/views/save/", listed | {"name": name} | answers)
    assert answer.status_code == 302, words(answer)
    return str(answer.headers["Location"])


def view_of(name: str) -> SavedView:
    return SavedView.objects.get(name=name, institution=None)


def test_the_list_is_saved_as_it_is_and_found_beside_the_views(desk: Desk) -> None:
    assert tabs(desk) == {}
    leads_to = save(desk, LIST, "  ProctorU   to book ")
    assert leads_to == LIST
    page = desk.get(leads_to).text
    assert "Saved as “ProctorU to book”." in plain_text(page)
    assert "<title>ProctorU to book · Proctor desk</title>" in page
    assert tabs(desk) == {"ProctorU to book": LIST.removeprefix("/")}
    assert current(desk, LIST) == ["ProctorU to book"]
    assert current(desk, "/?view=to-book") == ["To book"]
    assert kinds().count("view_saved") == 1
    listed = words(desk.get("/views/"))
    assert "ProctorU to book To book · ProctorU · at the place chosen in the bar Change" in listed


def test_a_view_knows_what_the_list_knows_and_no_more(desk: Desk) -> None:
    path = "/?view=nonsense&q=smith&type=telepathy&state=asleep&by=abc&page=3&at=09:30&more=1"
    assert parse_qs(save(desk, path, "Smith").removeprefix("/?")) == {
        "view": ["all"],
        "q": [seal("smith")],
    }
    answer = desk.post("/views/save/", {"name": "x", "list_query": "view=all&next=//evil&state=hm"})
    assert answer.headers["Location"] == "/?view=all"


ANA = {"q": [seal("ana")]}


@pytest.mark.parametrize(
    ("kept", "path", "ticked", "expected"),
    [
        ("", LIST, False, {}),
        ("", LIST, True, {"install": ["all"]}),
        (f"{NORTHFIELD}/{DULUTH}", BOOKED, True, {"install": [NORTHFIELD], "location": [DULUTH]}),
        (f"{NORTHFIELD}/{DULUTH}", LIST, True, {"install": [NORTHFIELD]}),  # at no location yet
        (f"{NORTHFIELD}/{DULUTH}", LIST, False, {}),
        (LAKESIDE, f"{LIST}&install={NORTHFIELD}", True, {"install": [NORTHFIELD]}),
        (f"{NORTHFIELD}/{DULUTH}", f"{LIST}&q=ana", True, {"install": [NORTHFIELD]} | ANA),
    ],
)
def test_a_view_stays_at_the_list_s_place_or_goes_with_the_bar(
    desk: Desk, kept: str, path: str, ticked: bool, expected: dict[str, list[str]]
) -> None:
    desk.post("/place/", {"place": kept})
    asked = parse_qs(save(desk, path, "Mine", **({"keeps_place": "on"} if ticked else {})))
    assert {name: asked[name] for name in expected} == expected
    assert asked.keys() & {"install", "location"} == expected.keys() & {"install", "location"}
    assert view_of("Mine").install_sid == expected.get("install", [""])[0].replace("all", "")


def test_a_place_that_the_address_names_is_offered_to_stay(desk: Desk) -> None:
    named = own_fields(desk, f"/views/save/{BOOKED[1:]}&install={NORTHFIELD}&location={DULUTH}")
    assert "Always at Duluth Testing Center" in named and "checked" in named
    assert "checked" not in own_fields(desk, f"/views/save/{BOOKED[1:]}")


def own_fields(desk: Desk, path: str) -> str:
    _, _, fields = desk.get(path).text.partition("<legend>View</legend>")
    return fields.partition("</form>")[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter a name, such as “Math finals”."),
        ("x" * 61, "Shorten this to 60 characters: it has 61."),
        (f"paid by {CARD}", "Do not enter card numbers."),
        ("needs a  Decision", "“needs a Decision” is one of the portal’s own views."),
        ("mine", "You have a view named “mine”. Choose another name."),
    ],
)
def test_a_name_that_can_not_be_kept_comes_back_with_the_reason_beside_it(
    desk: Desk, name: str, said: str
) -> None:
    save(desk, "/?view=approval", "Mine")
    answer = desk.post("/views/save/", {"name": name, "list_query": "view=all"})
    assert answer.status_code == 422
    assert f'id="id_name_error">{said}' in answer.text.replace("&#x27;", "’")
    assert f"Nothing was saved. Please fix: Name: {said}" in words(answer)
    assert CARD not in answer.text
    typed = re.search(r'<input type="text" name="name"([^>]*)>', answer.text)
    assert typed and (f'value="{name}"' in typed[1]) == (name not in ("", f"paid by {CARD}"))
    assert [one.name for one in SavedView.objects.all()] == ["Mine"]


def test_what_was_typed_is_kept_while_signed_out(desk: Desk) -> None:
    page = desk.get(f"/views/save/{LIST[1:]}")
    hidden = dict(re.findall(r'name="(filled_by|list_query)" value="([^"]*)"', page.text))
    desk.browser.cookies.pop("sessionid")
    answers = {name: unescape(text) for name, text in hidden.items()}
    assert desk.post("/views/save/", answers | {"name": "Finals"}).status_code == 302
    desk.sign_in()
    again = desk.get("/views/save/")
    assert "Nothing was sent. Your answers are still here." in words(again)
    assert 'value="Finals"' in again.text
    assert "To book · ProctorU" in words(again)


def test_a_view_is_renamed_and_removed_by_who_saved_it_alone(
    desk: Desk, second_desk: Desk, administrator: Desk
) -> None:
    save(desk, LIST, "Mine")
    save(desk, "/?view=all&type=examity", "Others")
    control = CONTROL.search(desk.get(LIST).text)
    path = f"/views/{view_of('Mine').pk}/"
    assert control and (control[1], control[2]) == (path, "Change this view")
    assert own_form_on(desk.get(path))["name"] == "Mine"
    taken = desk.post(path, {"name": "others"})
    assert (taken.status_code, "You have a view named “others”." in words(taken)) == (422, True)
    for other in (second_desk, administrator):
        assert other.get(path).status_code == 404
        assert other.post(path, {"name": "Theirs"}).status_code == 404
        assert other.post(path, {"do": "remove"}).status_code == 404
        assert tabs(other) == {}
    assert desk.post(path, {"name": "Finals"}).status_code == 302
    assert list(tabs(desk)) == ["Finals", "Others"]
    assert desk.post(path, {"do": "remove"}).headers["Location"] == "/views/"
    assert "“Finals” was removed." in words(desk.get("/views/"))
    assert list(tabs(desk)) == ["Others"]
    assert [kinds().count(f"view_{one}") for one in ("saved", "renamed", "removed")] == [2, 1, 1]


def test_its_address_opens_for_anybody_and_shows_only_their_own_institutions(
    portal: Portal, desk: Desk, second_desk: Desk
) -> None:
    url = save(desk, f"/?view=all&install={NORTHFIELD}", "Ours", keeps_place="on")
    assert f"{portal.url}{url}" in unescape(desk.get(f"/views/{view_of('Ours').pk}/").text)
    said = "This address names a place where you have no role"
    Institution.objects.update(synced_at=None)
    assert said not in words(second_desk.get(url))
    with someone(portal.url, "elsewhere") as stranger:
        page = stranger.get(url)
        assert said in words(page)
        assert f"/sessions/{NORTHFIELD}/" not in page.text
        assert f"/sessions/{LAKESIDE}/" in page.text


def test_an_administrator_offers_a_view_to_everybody_there_and_takes_it_back(
    portal: Portal, desk: Desk
) -> None:
    with someone(portal.url, "administrator-here") as chief:
        save(chief, LIST, "For all")
        path = f"/views/{view_of('For all').pk}/"
        offered = chief.post(path, {"offer": NORTHFIELD})
        assert (offered.status_code, offered.headers["Location"]) == (302, path)
        page = words(chief.get(path))
        assert "Everybody at Northfield University sees “For all” beside their views." in page
        assert "Northfield University offers it as For all" in page
        assert chief.post(path, {"offer": LAKESIDE}).status_code == 403
        assert list(tabs(chief)) == ["For all"]
        assert tabs(desk) == {"For all": LIST.removeprefix("/")}
        there = SavedView.objects.get(institution__sid=NORTHFIELD)
        assert "For everybody at Northfield University For all To book" in words(
            desk.get("/views/")
        )
        assert desk.get(f"/views/{there.pk}/").status_code == 404
        with someone(portal.url, "elsewhere") as stranger:
            assert tabs(stranger) == {}
        chief.post(path, {"do": "remove"})
        assert list(tabs(chief)) == list(tabs(desk)) == ["For all"]
        assert "Take it back" in words(chief.get(f"/views/{there.pk}/"))
        chief.post(f"/views/{there.pk}/", {"do": "remove"})
        assert tabs(chief) == tabs(desk) == {}
    assert kinds().count("view_offered") == kinds().count("view_taken_back") == 1


def test_who_administers_nothing_is_offered_no_way_to_offer(desk: Desk) -> None:
    save(desk, LIST, "Mine")
    path = f"/views/{view_of('Mine').pk}/"
    assert "Offer it to everybody" not in words(desk.get(path))
    assert desk.post(path, {"offer": NORTHFIELD}).status_code == 403
    assert desk.post(path, {"offer": "nonsense"}).status_code == 404


def test_a_view_of_one_institution_can_be_offered_only_there_and_a_name_only_once(
    administrator: Desk, institution: Institution
) -> None:
    save(administrator, f"{LIST}&install={NORTHFIELD}", "Here", keeps_place="on")
    path = f"/views/{view_of('Here').pk}/"
    page = words(administrator.get(path))
    assert "Offer at Northfield University" in page and "Offer at Lakeside" not in page
    SavedView.objects.create(institution=institution, name="here", query="view=all")
    answer = administrator.post(path, {"offer": NORTHFIELD})
    said = "Not offered. Northfield University offers another view named “Here”."
    assert (answer.status_code, said in words(answer)) == (409, True)


def test_there_are_at_most_twelve(desk: Desk) -> None:
    person = get_user_model().objects.get(username="coordinator")
    for number in range(12):
        SavedView.objects.create(person=person, name=f"View {number}", query=f"q={number}")
    answer = desk.post("/views/save/", {"name": "One more", "list_query": "view=all"})
    assert answer.status_code == 422
    assert "You have 12 saved views, the most there can be. Remove one first." in words(answer)
    assert "12 of at most 12." in words(desk.get("/views/"))
