"""No account is called as the log calls the portal, or nobody in particular."""

from __future__ import annotations

import pytest

from scheduling.access.account_names import NOBODIES, OURS, is_ours
from scheduling.session_commands import PORTAL


@pytest.mark.parametrize("before", ["", "the ", "The ", "a ", "An "])
@pytest.mark.parametrize("name", [*OURS, *NOBODIES, "No one"])
def test_a_name_of_the_portals_own_is_refused_with_any_article(name: str, before: str) -> None:
    assert is_ours(f"{before}{name}")


@pytest.mark.parametrize("before", ["By", "From", "Not"])
def test_what_the_portal_is_called_stands_in_no_name(before: str) -> None:
    assert is_ours(f"{before} {PORTAL.name}")
    assert is_ours(f"{before} {PORTAL.name} itself")


@pytest.mark.parametrize("name", ["Agathe Portal", "Ana Systema", "Theo Known", "Ann Nobodyson"])
def test_a_persons_name_that_only_has_its_letters_is_no_name_of_the_portals(name: str) -> None:
    assert not is_ours(name)
