"""Personal values of events that are reasons: what a person typed, or the provider said, in which a
learner may be named. The event has their salted hashes; erasing the learner takes them.

Events of before have them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

# Of its details, each under its own name there.
REASON, PROVIDER_WORDS, PRICE_REASON = "told.reason", "told.provider_words", "told.price_reason"
# Of its sentence: why something was asked for all the same, or at all; the provider's words.
BECAUSE, WORDS = "because", "words"
ALL = (REASON, PROVIDER_WORDS, PRICE_REASON, BECAUSE, WORDS)


def referred(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What an event's details have in the place of these; nothing for one that is blank."""
    return {
        name.removeprefix("told."): {"personal": name} for name, value in values.items() if value
    }
