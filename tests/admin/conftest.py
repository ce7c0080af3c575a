"""Two institutions, and an administrator of one of them."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.models import Institution
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal


@pytest.fixture
def here(institution: Institution) -> Institution:
    return institution


@pytest.fixture
def elsewhere(database: object) -> Institution:
    return Institution.objects.get(sid=LAKESIDE)


@pytest.fixture
def local(portal: Portal) -> Any:
    """An administrator of Northfield only, signed in."""
    with someone(portal.url, "administrator-here") as desk:
        yield desk
