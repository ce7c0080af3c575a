"""Hosts in API_HOSTS that are never called are told at the start, outside practice."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from scheduling.readiness import all_checks, called_hosts

VENDORS = ["api.smarterproctoring.com"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.7", "127.9.9.9"]
)
def test_this_machine_and_addresses_of_no_public_network_are_told(
    database: object, settings: Settings, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    caplog.set_level("ERROR")
    settings.API_HOSTS, settings.PRACTICE = [*VENDORS, host], False
    [fault] = called_hosts.faults()
    assert (fault.where, fault.stops_pages) == (f"It is {host}.", False)
    all_checks.log_faults_at_start()
    assert "in API_HOSTS" in caplog.text
    settings.PRACTICE = True
    assert [*called_hosts.faults()] == []


def test_names_and_public_addresses_are_not(settings: Settings) -> None:
    settings.API_HOSTS, settings.PRACTICE = [*VENDORS, "8.8.8.8"], False
    assert [*called_hosts.faults()] == []
