"""Whether the institutions' secrets can be read with the keys of this environment."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.institutions.queries import institutions_by_name
from scheduling.readiness.fault import Fault

MEND = (
    "put the key that they were encrypted with behind the others in FIELD_ENCRYPTION_KEYS, or"
    " enter them again under Admin → Institutions"
)


def faults() -> Iterator[Fault]:
    """Those that no key opens. Only their institutions stop, unless that is all of them."""
    institutions = [one for one in institutions_by_name() if one.is_active]
    shut = [one.name for one in institutions if one.has_unreadable_secret]
    if shut:
        many = f"{len(shut)} institution{'s' if len(shut) > 1 else ''}"
        yield Fault(
            f"The secrets of {many} can’t be decrypted: nothing can be sent there.",
            MEND,
            whom=f"{', '.join(shut)}.",
            stops_pages=False,
        )
