"""`make run` on a fresh checkout: a `.env` for practice with secrets of its own.

One that is there is left alone.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

FILE = Path(__file__).resolve().parent.parent / ".env"
TEXT = """# Written by `make run` for practice on this machine.
# See .env.example for a real institution.
PRACTICE=on
SECRET_KEY={secret}
FIELD_ENCRYPTION_KEYS={key}
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
SECURE_COOKIES=off
"""


def main() -> None:
    """Write the file, readable by its owner only, unless there is one. Where it is, it is whole."""
    if FILE.exists():
        return
    aside = FILE.with_name(f"{FILE.name}.{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(
        TEXT.format(secret=secrets.token_urlsafe(60), key=Fernet.generate_key().decode())
    )
    aside.rename(FILE)


if __name__ == "__main__":
    main()
