"""Properties of what the chain is made of."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.audit.chain import canonical
from scheduling.audit.event_writer import storable_text
from scheduling.booking.redaction import redacted

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)))
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
JSON = st.recursive(
    LEAVES, lambda kids: st.lists(kids, max_size=4) | st.dictionaries(TEXT, kids, max_size=4)
)


@given(JSON)
def test_canonical_json_reads_back_and_stays_the_same(value: object) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.dictionaries(TEXT, LEAVES))
def test_both_libraries_write_the_same_bytes(value: dict[str, object]) -> None:
    assert canonical(value).encode() == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@given(st.dictionaries(TEXT, TEXT, min_size=1))
def test_the_order_of_keys_does_not_matter(value: dict[str, str]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("value", [1.5, [1.5], {"a": {"b": [1.5]}}])
def test_a_float_is_refused_at_any_depth(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(st.text())
def test_stored_text_has_nothing_that_a_database_refuses(text: str) -> None:
    kept = storable_text(text)
    assert "\x00" not in kept
    assert kept.encode().decode() == kept


@given(
    st.dictionaries(
        st.sampled_from(["cardToken", "voucherCode", "accessKey", "token", "notes", "x"]), JSON
    )
)
def test_a_kept_request_holds_no_secret(body: dict[str, object]) -> None:
    kept = redacted(body)
    assert set(kept) <= {"cardToken", "voucherCode", "notes"}
    for name in {"cardToken", "voucherCode"} & set(kept):
        assert kept[name].startswith("…")
        assert len(kept[name]) <= 5
