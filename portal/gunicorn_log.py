"""gunicorn's own log: of a request that it refuses it repeats what was sent."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from portal.log_redaction import WithoutSecrets


class Log(Logger):
    """gunicorn's, without what may not stand in the portal's: its log of requests too, where it is
    switched on.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(WithoutSecrets())
