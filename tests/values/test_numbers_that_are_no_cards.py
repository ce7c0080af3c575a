"""How often what people really type is taken for a card number: measured on generated phone
numbers, ids, codes and times, and never.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from scheduling.card_numbers import contains_card_number, remove_card_numbers

MANY = 4_000
COUNTRIES = ("1", "7", "20", "33", "34", "44", "49", "52", "55", "61", "65", "351", "353", "420")
Chance = random.Random


def digits(chance: Chance, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def north_american(chance: Chance) -> str:
    area, office = (f"{chance.randint(2, 9)}{digits(chance, 2)}" for _ in range(2))
    line, before = digits(chance, 4), chance.choice(["", "1-", "+1 ", "1 ", "tel. "])
    style = chance.choice(["({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{} {} {}", "{}{}{}", "({}){}-{}"])
    end = chance.choice(["", " x{}", " ext. {}", ", ext {}", " {}", "#{}"])
    return f"{before}{style.format(area, office, line)}{end.format(digits(chance, 3))}"


def two_phones(chance: Chance) -> str:
    return chance.choice([", ", " / ", "; ", "\n"]).join(north_american(chance) for _ in range(2))


def from_abroad(chance: Chance) -> str:
    country, gap = chance.choice(COUNTRIES), chance.choice([" ", "-", "", " "])
    rest = digits(chance, chance.randint(7, min(15 - len(country), 11)))
    groups = [rest[:2], rest[2:6], rest[6:]]
    return f"{chance.choice(['+', '00 ', '011 ', '+'])}{country}{gap}{gap.join(groups)}"


def student_id(chance: Chance) -> str:
    number = digits(chance, chance.randint(5, 10))
    return f"{chance.choice(['', 'N', 'S', 'ID ', '900', 'u'])}{number}"


def id_list(chance: Chance) -> str:
    return ", ".join(digits(chance, 8) for _ in range(3))


def sid(chance: Chance) -> str:
    kind = chance.choice(["AI", "EX", "ES", "PL", "CP", "MT", "CV", "TS"])
    return f"{kind}{chance.getrandbits(128):032x}"


def uuid_of(chance: Chance) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def isbn(chance: Chance) -> str:
    text = f"{chance.choice(['978', '979'])}{digits(chance, 10)}"
    if chance.random() < 0.5:
        return text
    return f"{text[:3]}-{text[3]}-{text[4:8]}-{text[8:12]}-{text[12]}"


def time_of(chance: Chance) -> str:
    at = datetime(2020, 1, 1) + timedelta(seconds=chance.randrange(10**9))
    styles = ("%Y-%m-%dT%H:%M:%S-06:00", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M", "%Y%m%d%H%M%S")
    return at.strftime(chance.choice([*styles, "%Y-%m-%d %H:%M:%S.%f"]))


def place(chance: Chance) -> str:
    return f"{chance.uniform(-90, 90):.6f}, {chance.uniform(-180, 180):.6f}"


def external_number(chance: Chance) -> str:
    return f"{chance.choice(['RB-', 'A', 'appt '])}{digits(chance, chance.randint(4, 10))}"


GENERATED: tuple[Callable[[Chance], str], ...] = (
    *(north_american, two_phones, from_abroad, student_id, id_list, sid),
    *(uuid_of, isbn, time_of, place, external_number),
)


@pytest.mark.parametrize("generate", GENERATED)
def test_none_of_them_is_refused(generate: Callable[[Chance], str]) -> None:
    chance = Chance(2026)
    texts = {generate(chance) for _ in range(MANY)}
    refused = [text for text in texts if contains_card_number(text)]
    print(f"{generate.__name__}: {len(refused)} of {len(texts)} refused")
    assert (refused[:5], len(texts) > MANY / 2) == ([], True)
    assert [text for text in list(texts)[:500] if remove_card_numbers(text) != text] == []
