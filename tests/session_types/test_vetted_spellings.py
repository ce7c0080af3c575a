"""What a vetted proctor's name, address and email are told by, however they are spelled."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scheduling.session_types import proctor_vetting as vetting
from scheduling.session_types.proctor_vetting import (
    PastProctor,
    Proctor,
    VettedLearner,
    flags_of_place,
)


def flags(proctor: Proctor, learner: VettedLearner, past: Iterable[PastProctor]) -> list[str]:
    """What is said, without what each is about."""
    return [said for _, said in vetting.flags(proctor, learner, past)]


@pytest.mark.parametrize(
    ("proctors", "learners"),
    [
        ("Lovgren", "Ana Løvgren"),
        ("Mueller", "Ana Müller"),
        ("Soerensen", "Bo Sørensen"),
        ("Yıldız", "Ana Yildiz"),
        ("Lukasz", "Ana Łukasz"),
        ("O Brien", "Ana O'Brien"),
        ("O`Brien", "Ana O'Brien"),
        ("Vanderberg", "Ana van der Berg"),
        ("Mc Donald", "Ana McDonald"),
        ("Le", "Minh Le"),
        ("Do", "Anh Do"),
    ],
)
def test_the_same_last_name_is_seen_however_it_is_written(proctors: str, learners: str) -> None:
    found = flags(Proctor("Jo", proctors, "jo@school.edu"), VettedLearner(learners), [])
    assert found == [vetting.LEARNERS_NAME.format(name=proctors)]


@pytest.mark.parametrize(
    ("proctors", "learners"),
    [
        ("Smith Jr.", "Ana Jones Jr."),
        ("Smith III", "Ana Jones III"),
        ("de Wit", "Ana de Jong"),
        ("Dela Rosa", "Juan de la Cruz"),
    ],
)
def test_what_stands_beside_many_last_names_is_none(proctors: str, learners: str) -> None:
    assert flags(Proctor("Jo", proctors, "jo@school.edu"), VettedLearner(learners), []) == []


@pytest.mark.parametrize(
    "address",
    [
        *("PO Box12", "POBox12", "PO-Box 12", "P/O Box 12", "POB 12", "P0 Box 12", "GPO Box 12"),
        *("Box 12", "12 Main St, PMB 4", "Post Box 12", "Postal Box 12", "P.O. Drawer 3"),
        *("Postbus 12", "Postboks 12", "Case postale 12", "B.P. 12", "BP 12", "C.P. 12"),
        *("Casilla 12", "Apdo. 12", "Cx. Postal 9", "Locked Bag 12", "Private Bag 12"),
        *("Schließfach 12", "Skrytka pocztowa 12", "а/я 12", "私書箱12", "邮政信箱12"),
    ],
)
def test_a_box_is_flagged_in_every_spelling(address: str) -> None:
    found = flags_of_place(Proctor("Jo", "Berg", "jo@school.edu", address))
    assert found == [vetting.PO_BOX]


@pytest.mark.parametrize(
    "address",
    [
        *("12 Box Road", "Box Elder, SD", "12 Mailbox Lane", "Hotel Postbuss", "1 Bag End"),
        *("Av. Juárez 123, C.P. 06600", "Calle Mayor 5, CP 28013"),  # postal codes
    ],
)
def test_a_street_is_no_box(address: str) -> None:
    assert flags_of_place(Proctor("Jo", "Berg", "jo@school.edu", address)) == []


@pytest.mark.parametrize(
    "domain",
    [
        *("rocketmail.com", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "mac.com"),
        *("pm.me", "fastmail.com", "mail.ru", "web.de", "t-online.de", "126.com", "naver.com"),
    ],
)
def test_other_free_mail_is_told(domain: str) -> None:
    found = flags(Proctor("Jo", "Berg", f"jo@{domain}"), VettedLearner(), [])
    assert found == [vetting.FREE_MAIL.format(domain=domain)]


@pytest.mark.parametrize(
    ("domain", "meant"), [("aol.con", "aol.com"), ("msn.con", "msn.com"), ("gmail.org", "")]
)
def test_a_mistyped_ending_of_a_short_domain_is_told(domain: str, meant: str) -> None:
    found = flags(Proctor("Jo", "Berg", f"jo@{domain}"), VettedLearner(), [])
    told = vetting.MISTYPED.format(domain=domain, meant=meant)
    assert found == ([told] if meant else [])
