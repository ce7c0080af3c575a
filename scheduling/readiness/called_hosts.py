"""Whether the hosts in API_HOSTS can be called at all."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.conf import settings

from scheduling.proctoring_api.http.web_addresses import is_loopback, is_public
from scheduling.readiness.fault import ReadinessFault


def faults() -> Iterator[ReadinessFault]:
    """That one is this machine, or an address of no public network: outside practice nothing is
    ever sent there.
    """
    never = [one for one in settings.API_HOSTS if _is_never_called(one)]
    if never and not settings.PRACTICE:
        yield ReadinessFault(
            "API_HOSTS names what is never called: this machine, or an address that is not of the"
            " public network.",
            "leave only the names of SmarterProctoring’s hosts in API_HOSTS",
            where=f"It is {', '.join(never)}.",
            stops_pages=False,
        )


def _is_never_called(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return is_loopback(host)  # by a name: what another leads to is found out when it is called
    return not is_public(host)
