"""A path that can’t be asked about stops the start in one line, or is told by readiness."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from portal.environment import Variables
from scheduling.readiness import files

TOO_LONG = f"/{'x' * 300}"


def test_certificates_of_a_path_too_long_are_refused_by_their_variable() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^API_CA_BUNDLE is .*a file that is there"):
        Variables({"API_CA_BUNDLE": TOO_LONG}).authorities("API_CA_BUNDLE")


def test_a_database_of_a_path_too_long_ends_in_no_traceback() -> None:
    read = Variables({"DATABASE_URL": f"sqlite:///{TOO_LONG}"}).database("DATABASE_URL", "")
    assert read["NAME"] == TOO_LONG


def test_a_folder_of_codes_of_a_path_too_long_is_told(settings: Settings) -> None:
    settings.ANCHORS_FOLDER = TOO_LONG
    assert ["ANCHORS_FOLDER" in fault.mend for fault in files.missing_folder()] == [True]
