"""Whether style sheets and scripts were collected, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, StaticFilesStorage

from scheduling.readiness.fault import ReadinessFault

COLLECT = "run `manage.py collectstatic --noinput`, then restart the web processes"

# A list that can't be read keeps it from collecting, too.
ANEW = f"delete static/staticfiles.json in the folder of VAR_DIR, {COLLECT}"


def faults() -> Iterator[ReadinessFault]:
    """That there is no manifest, that it is of another version, or that files of it are gone."""
    try:
        storage = _as_it_stands()
        if not isinstance(storage, ManifestFilesMixin):
            return
        entries, is_there = dict(storage.hashed_files), storage.read_manifest() is not None
    except (ValueError, TypeError, AttributeError, OSError):
        yield ReadinessFault("The list of the collected static files can’t be read.", ANEW)
        return
    if not is_there:
        yield ReadinessFault("The static files have not been collected.", COLLECT)
        return
    wanted = {
        path.replace("\\", "/") for finder in finders.get_finders() for path, _ in finder.list([])
    }
    if unknown := sorted(wanted - entries.keys()):
        yield ReadinessFault(f"Static files are not collected, such as {unknown[0]}.", COLLECT)
    root = Path(settings.STATIC_ROOT)
    if gone := sorted(name for name in entries.values() if not (root / name).is_file()):
        yield ReadinessFault(f"Collected static files are gone, such as {gone[0]}.", COLLECT)


def _as_it_stands() -> StaticFilesStorage:
    """The storage anew: the one in use has read its manifest when the process began."""
    from django.core.files.storage import storages

    made: StaticFilesStorage = storages.create_storage(settings.STORAGES["staticfiles"])
    return made
