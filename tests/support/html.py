"""Pages as they are read."""

from __future__ import annotations

import re
from html import unescape


def words(page: str) -> str:
    """What a page or a part of one says, without its tags, as one line."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
