"""How long something is past, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.templatetags.counts import ago


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "Just now"), (59, "Just now"), (61, "1 minute ago"), (7200, "2 hours ago")],
)
def test_what_is_less_than_a_minute_past_is_just_now(seconds: int, said: str) -> None:
    assert ago(timezone.now() - timedelta(seconds=seconds)).replace("\xa0", " ") == said
