"""Strict JSON reads every object that JSON can write, and fails in one way only."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.proctoring_api.responses import strict_json

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), _values, max_size=5))
@settings(max_examples=50)
def test_strict_reading_takes_every_object_that_json_can_write(value: dict[str, Any]) -> None:
    assert strict_json.loads(json.dumps(value).encode()) == value
    assert (
        strict_json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        == value
    )


@given(st.binary(max_size=200))
def test_strict_reading_fails_in_one_way_only(body: bytes) -> None:
    try:
        assert isinstance(strict_json.loads(body), dict)
    except strict_json.NotStrict as error:
        assert str(error).startswith("it ")
