"""Which texts are publishable keys of Stripe, and what is said of the others."""

from __future__ import annotations

import pytest

from scheduling.card_payment.publishable_keys import IS_SECRET, OTHER_SHAPE, key_fault


@pytest.mark.parametrize("key", ["", "pk_test_TYooMQauvdEDq54NiTphI7jx", "pk_live_" + "aB3" * 33])
def test_a_publishable_key_and_a_blank_are_fine(key: str) -> None:
    assert key_fault(key) == ""


@pytest.mark.parametrize("start", ["sk_test_", "sk_live_", " sk_live_", "rk_live_", "whsec_"])
def test_a_secret_key_is_called_one(start: str) -> None:
    assert key_fault(f"{start}4eC39HqLyjWDarjtT1zdp7dc") == IS_SECRET


@pytest.mark.parametrize(
    "key", ["pk_", "pk_test_", "pk_prod_0123456789", "pk_test_012345678 9", "pk_test_01234567é"]
)
def test_anything_else_is_told_what_it_should_be(key: str) -> None:
    assert key_fault(key) == OTHER_SHAPE
