"""Whether the files of the checkout that pages are made of are there: an image may lack some."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from scheduling.readiness.fault import ReadinessFault

READ_BY_PAGES = ("docs/coordinator.md", "docs/verify_case.py", "templates/base.html")


def faults() -> Iterator[ReadinessFault]:
    """That one of them can't be read."""
    whole = {name: settings.BASE_DIR / name for name in READ_BY_PAGES}
    gone = [name for name, path in whole.items() if not _is_readable(path)]
    if gone:
        yield ReadinessFault(
            f"Files that pages are made of can’t be read: {', '.join(gone)}.",
            "install the whole checkout, its folders docs and templates included, for the portal’s"
            " account to read",
        )


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)
