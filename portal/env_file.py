"""The file `.env`: variables of the environment, read strictly. What can't be read of it stops the
start, and is named by its line alone: there may be a secret in it.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_LINE = re.compile(r"(?:export )?([A-Za-z_][A-Za-z_0-9]*)=([^\0]*)")
_ESCAPED = re.compile(r"\\([^rnt])")


def load(path: Path, environment: MutableMapping[str, str]) -> None:
    """Put the file's variables into the environment; what is set there already stays. Without a
    file nothing is.

    Raises:
        ImproperlyConfigured: it can't be read, or a line of it.
    """
    for name, value in read(path).items():
        environment.setdefault(name, value)


def read(path: Path) -> dict[str, str]:
    """What the file says, by name. Raises as above."""
    found: dict[str, str] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ImproperlyConfigured(
                f"Line {number} of {path} can’t be read: write NAME=value, without blanks around"
                " the name, or # before a remark."
            )
        name, value = match[1], _unquoted(match[2])
        if found.setdefault(name, value) != value:
            raise ImproperlyConfigured(
                f"Line {number} of {path} sets {name} once more, to something else: leave one."
            )
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ImproperlyConfigured(f"{path} can’t be read ({why}).") from None
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(
            f"{path} can’t be read: save it as UTF-8. Byte {error.start + 1} is none of that."
        ) from None


def _unquoted(value: str) -> str:
    """Without the quotes around it; within double ones a backslash goes, but for \\r, \\n, \\t."""
    if len(value) > 1 and value[0] == value[-1] == "'":
        value = value[1:-1]
    if len(value) > 1 and value[0] == value[-1] == '"':
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value
