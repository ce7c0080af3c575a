"""Characters of a typed text that did not arrive whole: half of one, or the mark that a program put
in place of what it could not read. Nobody can tell which character was meant.
"""

from __future__ import annotations

import re

UNREAD_CHARACTER = "A character could not be read: it is shown as �. Type it again, or remove it."
_UNREAD = re.compile("[\ufffd\ud800-\udfff]")


def is_unread(text: str) -> bool:
    """Whether a character of the text did not arrive whole."""
    return not text.isascii() and _UNREAD.search(text) is not None


def as_shown(text: str) -> str:
    """The text as a page can show it: with � for half a character."""
    return _UNREAD.sub("\ufffd", text)
