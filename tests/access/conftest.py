"""People who signed in by the form, and who work at one institution alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.client import Desk
from tests.support.people import someone
from tests.support.portal_server import Portal


@pytest.fixture
def elsewhere(portal: Portal) -> Iterator[Desk]:
    """A coordinator of Lakeside alone."""
    with someone(portal.url, "elsewhere") as desk:
        yield desk


@pytest.fixture
def desk(portal: Portal) -> Iterator[Desk]:
    with Desk(portal.url, "coordinator") as signed_in:
        yield signed_in


@pytest.fixture
def administrator(portal: Portal) -> Iterator[Desk]:
    with Desk(portal.url, "administrator") as signed_in:
        yield signed_in


@pytest.fixture
def auditor(portal: Portal) -> Iterator[Desk]:
    with Desk(portal.url, "auditor") as signed_in:
        yield signed_in
