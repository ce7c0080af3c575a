"""Whether institutions' secrets, and answers that wait to be recorded, can still be decrypted; and
whether the database knows what they answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from scheduling.booking import outcome_spool
from scheduling.institutions.queries import institutions_by_name
from scheduling.readiness.fault import ReadinessFault

MEND = (
    "put the key that they were encrypted with behind the others in FIELD_ENCRYPTION_KEYS, or"
    " enter them again under Admin → Institutions"
)
SPOOL = "The file in {folder} begins with outcomes.spool."
OF_UNKNOWN = (
    "see that DATABASE_URL names the database that they were sent from. Where that is gone, compare"
    " with SmarterProctoring what it shows, and move the file away"
)
OF_ANSWERS = "put the key that it was encrypted with back into FIELD_ENCRYPTION_KEYS"


def faults() -> Iterator[ReadinessFault]:
    """What no key opens. Only the institutions whose secrets it is stop, unless that is all."""
    institutions = [one for one in institutions_by_name() if one.is_active]
    shut = [one.name for one in institutions if one.has_unreadable_secret]
    if shut:
        many = f"{len(shut)} institution{'s' if len(shut) > 1 else ''}"
        yield ReadinessFault(
            f"The secrets of {many} can’t be decrypted: nothing can be sent there.",
            MEND,
            whom=f"{', '.join(shut)}.",
            stops_pages=False,
        )
    if locked := outcome_spool.locked():
        many, they = (f"{locked} answers", "they are") if locked > 1 else ("1 answer", "it is")
        yield ReadinessFault(
            f"{many} from SmarterProctoring can’t be decrypted, so {they} not recorded.",
            OF_ANSWERS,
            where=SPOOL.format(folder=settings.VAR_DIR),
            stops_pages=False,
        )
    if unknown := outcome_spool.unknown():
        many, they = (f"{unknown} requests", "they are") if unknown > 1 else ("1 request", "it is")
        yield ReadinessFault(
            f"SmarterProctoring’s answer to {many} can’t be recorded: {they} not in this database.",
            OF_UNKNOWN,
            where=SPOOL.format(folder=settings.VAR_DIR),
            stops_pages=False,
        )
