"""Every setting of the portal, by what it is about: the only place that reads the environment.

Belongs: a value that an operator or Django needs. Doesn't: a rule of the domain.
With `DEBUG` off, a missing or weak secret stops the start and names its variable.
"""

from __future__ import annotations

from portal.settings.application import *  # noqa: F403
from portal.settings.audit_codes import *  # noqa: F403
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DEBUG, PRACTICE
from portal.settings.browser_security import *  # noqa: F403
from portal.settings.card_payment import *  # noqa: F403
from portal.settings.databases import *  # noqa: F403
from portal.settings.file_permissions import refuse_open_files
from portal.settings.log_output import *  # noqa: F403
from portal.settings.proctoring_api import *  # noqa: F403
from portal.settings.read_ahead import *  # noqa: F403
from portal.settings.read_back_pauses import *  # noqa: F403
from portal.settings.retention import *  # noqa: F403
from portal.settings.secret_keys import *  # noqa: F403
from portal.settings.serving import *  # noqa: F403
from portal.settings.sign_in import *  # noqa: F403
from portal.settings.task_queue import *  # noqa: F403

if not (DEBUG or PRACTICE):  # `make run` puts them right by itself
    refuse_open_files()
