"""Two installs, and an administrator of one of them."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.models import Install
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal


@pytest.fixture
def here(install: Install) -> Install:
    return install


@pytest.fixture
def elsewhere(database: object) -> Install:
    return Install.objects.get(sid=LAKESIDE)


@pytest.fixture
def local(portal: Portal) -> Any:
    """An administrator of Northfield only, signed in."""
    with someone(portal.url, "administrator-here") as desk:
        yield desk
