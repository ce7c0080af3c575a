"""An institution whose sessions the test makes itself."""

from __future__ import annotations

import pytest

from scheduling.models import ExamSession, Institution


@pytest.fixture
def empty(institution: Institution) -> Institution:
    """The institution without any session."""
    ExamSession.objects.all().delete()
    return institution
