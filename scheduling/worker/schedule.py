"""How often the worker does what: its periodic steps, each by the name of its lane, and its pauses.

What is due by the rows themselves (a booking to look at, a list to fetch) is found by `loop`; how
old a list may be is in `provider_list/list_age.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scheduling.worker import steps

# Seconds.
BEAT, LISTS, EACH_MINUTE, EACH_HOUR, EACH_DAY = 10.0, 3.0, 60.0, 3600.0, 86_400.0

Step = Callable[..., bool | None]
MINUTELY: Mapping[str, Step] = {
    "spool": steps.take_spool,
    "logs": steps.walk_the_logs,
    "index": steps.index_sessions,
    "refusals": steps.append_repeated_refusals,
    "codes": steps.send_codes,
}
HOURLY: Mapping[str, Step] = {
    "head": steps.note_head,
    "drafts": steps.purge_drafts,
    "tries": steps.purge_tries,
    "shown": steps.forget_shown_requests,
}
DAILY: Mapping[str, Step] = {
    "retention": steps.keep_retention,
    "sign-ins": steps.clear_lapsed_sign_ins,
}
