"""The notice of accounts that no event made: what it says, and the button that ends it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from scheduling.access import unexplained_accounts
from scheduling.access.middleware import PortalRequest
from scheduling.access.unexplained_accounts import Alarm
from scheduling.audit.event_reader import say_time

ACKNOWLEDGED = "The account is acknowledged, and the log says by whom."
NOT_ALL = "only an administrator of all institutions can acknowledge an account"


@dataclass(frozen=True, slots=True)
class AlarmNotice:
    """An alarm with its time in words."""

    alarm: Alarm
    when: str


def notices() -> list[AlarmNotice]:
    """One for each account that waits to be acknowledged."""
    return [
        AlarmNotice(one, say_time(one.at.replace(second=0, microsecond=0), "UTC").dated)
        for one in unexplained_accounts.open_alarms()
    ]


@require_POST
def acknowledge(request: PortalRequest, number: int) -> HttpResponse:
    """Acknowledge the account of the alarm that this event is."""
    if not request.access.administers_all:
        raise PermissionDenied(NOT_ALL)
    try:
        is_done = unexplained_accounts.acknowledge(number=number, actor=request.actor)
    except unexplained_accounts.AcknowledgmentRefused as refused:
        raise PermissionDenied(str(refused)) from refused
    if not is_done:
        raise Http404("There is no such alarm, or it was acknowledged already.")
    messages.success(request, ACKNOWLEDGED)
    return HttpResponseRedirect(reverse("audit_event", args=(number,)))
