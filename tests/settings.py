"""The portal's own settings with a test's environment: short pauses, a folder that goes away.

Each test process has a folder of its own; programs that a test starts get theirs from the test.
"""

import os
import tempfile

_MINE = f"PORTAL_TESTS_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
if _MINE not in os.environ:
    _folder = os.environ[_MINE] = tempfile.mkdtemp(prefix="portal-tests-")
    os.environ |= {
        "DEBUG": "on",
        "VAR_DIR": _folder,
        "DATABASE_URL": f"sqlite:///{_folder}/start.sqlite3",
        "API_TIMEOUT": "2",
        "CONN_MAX_AGE": "0",
        "READ_BACK_PAUSES": "0.05,0.1,0.2,0.3",
        "READ_BACK_QUIET": "0.3",
        "BACKGROUND_REQUESTS": "6000",
        "WORKER_GRACE": "86400",
        "LOG_LEVEL": "CRITICAL",
        "API_HOSTS": "api.smarterproctoring.com,api.smarterservices.com,api.example.edu,"
        "elsewhere.example.edu,no-such-host.invalid,slow-name.invalid,api.invalid",
    }

from portal.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["tests.support.password_hasher.QuickHasher"]

# The folder of the process that began the run, which the others' environment names.
RUN_DIR = os.environ.get("PORTAL_TESTS_main", VAR_DIR)  # noqa: F405, SIM112
