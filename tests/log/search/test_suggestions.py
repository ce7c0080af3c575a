"""What a query in the log's search box may mean."""

from __future__ import annotations

import pytest

from scheduling.log.search import suggestions
from scheduling.models import Institution


@pytest.mark.parametrize("letters", ["ES", "EX", "EN"])
def test_a_sid_is_read_from_four_digits_on(letters: str) -> None:
    asked = {
        digits: suggestions.filter_by_sid(f"{letters}{digits}", ())
        for digits in ("1", "1a", "1a2", "1a2b", "1A2B3", "1a2g")
    }
    name = suggestions.FILTERS[letters]
    assert asked == {
        "1": {},
        "1a": {},
        "1a2": {},
        "1a2b": {name: f"{letters}1a2b"},
        "1A2B3": {name: f"{letters}1a2b3"},
        "1a2g": {},
    }


def test_an_institution_s_sid_is_one_that_the_person_sees(institution: Institution) -> None:
    begun = institution.sid[:6]
    assert suggestions.filter_by_sid(begun.lower(), [institution]) == {"install": institution.sid}
    assert suggestions.filter_by_sid(begun, []) == {}
