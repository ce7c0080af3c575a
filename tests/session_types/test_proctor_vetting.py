"""What makes one look twice at an individual proctor, before anything is emailed to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.session_types import proctor_vetting as vetting
from scheduling.session_types.proctor_vetting import (
    PastProctor,
    Proctor,
    VettedLearner,
    flags_of_place,
)

NOBODY, WORK = VettedLearner(), "jonas.berg@camp-ripley.example"
KAMAU = VettedLearner("Kamau Mwangi", "kamau.mwangi@northfield.example")


def flags(proctor: Proctor, learner: VettedLearner, past: Iterable[PastProctor]) -> list[str]:
    """What is said, without what each is about."""
    return [said for _, said in vetting.flags(proctor, learner, past)]


def past(name: str, email: str) -> PastProctor:
    return PastProctor(
        key=UUID(int=1), name=name, email=email, last=datetime(2026, 1, 1, tzinfo=UTC)
    )


def of_email(email: str) -> list[str]:
    return flags(Proctor("Jonas", "Berg", email), NOBODY, ())


def of_address(address: str) -> list[str]:
    return flags_of_place(Proctor(address=address))


@pytest.mark.parametrize(
    "domain", ["gmail.com", "GMAIL.com", "yahoo.co.uk", "hotmail.fr", "outlook.com", "proton.me"]
)
def test_an_address_that_anybody_can_have_is_flagged(domain: str) -> None:
    assert of_email(f"jonas@{domain}") == [vetting.FREE_MAIL.format(domain=domain.lower())]


@pytest.mark.parametrize(
    "email",
    [
        WORK,
        "j@outlook.example.edu",
        "j@yahoo.school.k12.us",
        "j@gmailing.com",
        "",
        "gmail.com",
        "@",
        "j@",
    ],
)
def test_an_address_at_an_organization_and_one_that_is_none_are_not(email: str) -> None:
    assert of_email(email) == []


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
    ],
)
def test_a_slip_in_a_well_known_domain_is_named_with_what_is_meant(domain: str, meant: str) -> None:
    assert of_email(f"jonas@{domain}") == [vetting.MISTYPED.format(domain=domain, meant=meant)]


@given(st.sampled_from(vetting.OFTEN_MEANT), st.data())
def test_every_single_slip_is_one_and_two_are_none(meant: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(meant) - 2))
    letter = data.draw(st.sampled_from("qxz"))
    slips = {
        meant[:at] + meant[at + 1 :],
        meant[:at] + letter + meant[at:],
        meant[:at] + letter + meant[at + 1 :],
        meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :],
    } - {meant}
    assert all(vetting.is_one_slip(one, meant) and vetting.is_one_slip(meant, one) for one in slips)
    assert not vetting.is_one_slip(meant, meant)
    assert not vetting.is_one_slip(f"{letter}{letter}{meant}", meant)


@given(st.sampled_from([*vetting.SERVICES, *vetting.OFTEN_MEANT]))
def test_no_well_known_domain_is_taken_for_a_slip_of_another(domain: str) -> None:
    assert vetting.meant_domain(domain) == ""
    assert vetting.is_free(domain)


@given(st.tuples(*[st.text(max_size=40)] * 6))
def test_whatever_is_typed_is_read_and_what_is_blank_says_nothing(texts: tuple[str, ...]) -> None:
    first, last, email, address, name, other = texts
    assert flags(Proctor(), VettedLearner(name, other), [past(name, other)]) == []
    found = flags(
        Proctor(first, last, email, address), VettedLearner(name, other), [past(name, other)]
    )
    assert all(isinstance(one, str) for one in found)
    without = flags(Proctor(first, last, email, address), NOBODY, ())
    assert set(without) <= {*found}
    assert flags_of_place(Proctor(address=address)) in ([], [vetting.PO_BOX])


@pytest.mark.parametrize(
    ("last_name", "learner"),
    [
        ("Mwangi", "Kamau Mwangi"),
        ("MWANGI", "mwangi, kamau"),
        ("Núñez", "Ana Maria Nunez Ortega"),
        ("Nunez Lopez", "Ana Núñez"),
        ("van Dijk", "Daan van Dijk"),
        ("O’Shea", "Niamh O'Shea"),
    ],
)
def test_a_last_name_that_the_learner_has_too_is_flagged(last_name: str, learner: str) -> None:
    found = flags(Proctor("Jo", last_name, WORK), VettedLearner(learner), ())
    assert found == [vetting.LEARNERS_NAME.format(name=last_name)]


@pytest.mark.parametrize(
    ("last_name", "learner"),
    [
        ("Berg", "Kamau Mwangi"),
        ("Kamau", "Kamau Mwangi"),
        ("van Beek", "Daan van Dijk"),
        ("Berg", ""),
    ],
)
def test_another_last_name_and_one_that_is_not_known_are_not(last_name: str, learner: str) -> None:
    assert flags(Proctor("Jo", last_name, WORK), VettedLearner(learner), ()) == []


@pytest.mark.parametrize(
    ("email", "learners"),
    [
        ("kamau.mwangi@northfield.example", "Kamau.Mwangi@Northfield.example"),
        ("kamau.mwangi+proctor@northfield.example", "kamau.mwangi@northfield.example"),
    ],
)
def test_the_learner_s_own_address_is_flagged(email: str, learners: str) -> None:
    assert flags(Proctor("Jo", "Berg", email), VettedLearner("", learners), ()) == [
        vetting.LEARNERS_EMAIL
    ]


def test_dots_at_gmail_make_no_other_address() -> None:
    found = flags(
        Proctor("Jo", "Berg", "k.am.au@gmail.com"), VettedLearner("", "kamau@gmail.com"), ()
    )
    assert vetting.LEARNERS_EMAIL in found


@pytest.mark.parametrize(
    "address",
    [
        "PO Box 12",
        "P.O. Box 12",
        "p o box 1",
        "Post Office Box 7",
        "Boîte postale 3",
        "12 Elm St, PO BOX 4",
    ],
)
def test_a_po_box_is_flagged(address: str) -> None:
    assert of_address(address) == [vetting.PO_BOX]


@pytest.mark.parametrize(
    "address", ["12 Boxwood Rd", "Pob Street 4", "Box Elder Ave", "", "Podbox 3"]
)
def test_a_street_is_not(address: str) -> None:
    assert of_address(address) == []


def test_who_was_booked_before_under_another_address_or_name_is_flagged() -> None:
    before = [past("Jonas Berg", "jonas@old.example"), past("Ana Lee", "office@camp.example")]
    jonas = Proctor("jonas", "BERG", WORK)
    assert flags(jonas, NOBODY, before) == [
        vetting.OTHER_EMAIL.format(name="Jonas Berg", email="jonas@old.example")
    ]
    shared = Proctor("Jonas", "Moe", "Office@camp.example")
    assert flags(shared, NOBODY, before) == [
        vetting.OTHER_NAME.format(name="Ana Lee", email="office@camp.example")
    ]
    assert flags(jonas, NOBODY, [*before, past("Jonas Berg", WORK.upper())]) == []
    assert flags(Proctor("Jonas", "", ""), NOBODY, before) == []


def test_the_directory_offers_first_whose_name_begins_as_it_was_typed() -> None:
    one = past("Jonas Berg", "jb@camp.example")
    assert vetting.is_near(Proctor(last_name="be"), one)
    assert vetting.is_near(Proctor(email="jb@"), one)
    assert not vetting.is_near(Proctor(), one)
    assert not vetting.is_near(Proctor("Ana", "Lee"), one)


def test_all_that_there_is_to_say_is_said_at_once() -> None:
    proctor = Proctor("Jo", "Mwangi", "jo@gmial.com", "PO Box 3")
    assert len(flags(proctor, KAMAU, [past("Jo Mwangi", "jo@gmail.com")])) == 3
    assert flags_of_place(proctor) == [vetting.PO_BOX]


def test_each_flag_is_told_with_what_it_is_about() -> None:
    proctor = Proctor("Pat", "Mwangi", "pat@gmial.com")
    before = [past("Pat Mwangi", "pat@gmail.com")]
    told = [concern.value for concern, _ in vetting.flags(proctor, KAMAU, before)]
    assert told == ["address", "learner", "other"]
    free = Proctor("Pat", "Mwangi", "pat@gmail.com")
    assert [concern.value for concern, _ in vetting.flags(free, NOBODY, ())] == ["other"]
