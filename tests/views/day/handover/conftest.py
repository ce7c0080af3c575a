"""A handover that was signed."""

from __future__ import annotations

import pytest

from scheduling.models import Handover
from tests.support.client import Desk
from tests.support.handover_page import page, sign


@pytest.fixture
def signed(desk: Desk) -> Handover:
    assert sign(desk, page(desk)).status_code == 302
    return Handover.objects.get()
