"""The portal's own settings with a test's environment: short pauses, a folder that goes away."""

import os
import tempfile

_VAR = os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
for _name, _value in {
    "DEBUG": "on",
    "DATABASE_URL": f"sqlite:///{_VAR}/start.sqlite3",
    "API_TIMEOUT": "2",
    "CONN_MAX_AGE": "0",
    "READ_BACK_PAUSES": "0.05,0.1,0.2,0.3",
    "READ_BACK_QUIET": "0.3",
    "LOG_LEVEL": "CRITICAL",
}.items():
    os.environ.setdefault(_name, _value)

from portal.settings import *  # noqa: E402, F403
