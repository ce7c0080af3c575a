"""What is typed into a search stands in no address: it is posted, and addresses have it sealed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import LazySettings

from scheduling.models import Institution
from scheduling.views.sealed_query import opened, query_of, seal
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.portal_server import Portal

USER = "US0123456789abcdef0123456789abcdef"
CARD = "4242 4242 4242 4242"


@pytest.mark.parametrize("text", ["jaeger", "Götz Jäger", "a@b.example", "~tilde", "x" * 300])
def test_a_seal_hides_a_text_and_gives_it_back(text: str) -> None:
    sealed = seal(text)
    assert text not in sealed
    assert opened(sealed) == text
    assert seal(text) == sealed == seal(sealed)


@pytest.mark.parametrize("text", ["", USER, USER[:10]])
def test_nothing_and_an_id_of_the_provider_need_no_seal(text: str) -> None:
    assert seal(text) == text


@pytest.mark.parametrize("text", ["jaeger", "~short", f"~{'A' * 40}"])
def test_what_is_under_no_seal_of_ours_is_what_it_says(text: str) -> None:
    assert opened(text) == text


def test_a_seal_of_an_earlier_key_opens_while_that_key_is_kept(settings: LazySettings) -> None:
    sealed = seal("jaeger")
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another key" * 5
    assert opened(sealed) == sealed
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert opened(sealed) == "jaeger"


def test_only_what_may_name_a_learner_is_sealed_in_a_query() -> None:
    asked = parse_qs(query_of({"view": "all", "q": "jaeger", "learner": USER, "day": "2027-01-14"}))
    assert asked == {
        "view": ["all"],
        "q": [seal("jaeger")],
        "learner": [USER],
        "day": ["2027-01-14"],
    }


@pytest.mark.parametrize("path", ["/", "/find/", "/audit/"])
def test_a_search_that_is_posted_leads_to_an_address_that_does_not_say_it(
    desk: Desk, path: str
) -> None:
    answer = desk.post(path, {"q": "jaeger", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{path}?q={seal('jaeger')}"


@pytest.mark.parametrize("typed", ["Zebediah", seal("Zebediah")])
def test_a_search_finds_the_same_under_its_seal(
    desk: Desk, institution: Institution, typed: str
) -> None:
    known_session(institution, learner_name="Zebediah Quick", status="Scheduled")
    page = desk.get("/", params={"q": typed}).text
    assert "Zebediah Quick" in page
    assert 'value="Zebediah"' in page


def test_no_link_of_a_search_s_page_says_what_was_typed(
    desk: Desk, institution: Institution
) -> None:
    known_session(institution, learner_name="Zebediah Quick", status="Scheduled")
    for path in ("/", "/find/", "/audit/"):
        page = desk.get(path, params={"q": seal("zebediah")}).text.lower()
        assert "=zebediah" not in page, path


def test_a_search_sent_after_the_sign_in_lapsed_is_there_after_it(portal: Portal) -> None:
    answer = requests.post(f"{portal.url}/", {"q": "jaeger"}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302
    [wanted] = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
    assert wanted == f"/?q={seal('jaeger')}"


def test_a_card_number_in_a_search_reaches_no_address_and_is_told(desk: Desk) -> None:
    answer = desk.post("/", {"q": f"jaeger {CARD}"})
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert CARD not in opened(asked["q"][0])
    assert 'id="card-taken-out"' in desk.get(answer.headers["Location"]).text


@pytest.mark.parametrize("path", ["/", "/find/", "/audit/"])
def test_a_name_that_is_a_card_number_reaches_no_address_either(desk: Desk, path: str) -> None:
    where = desk.post(path, {CARD.replace(" ", ""): "x"}).headers["Location"]
    assert where == f"{path}?without_card=1"
