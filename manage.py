#!/usr/bin/env python
"""Run a management command of the portal."""

import os
import sys


def main() -> None:
    """The stand-in is a program of its own: it starts without settings and secrets."""
    if sys.argv[1:2] == ["sandbox"]:
        from portal.sandbox.__main__ import main as run_sandbox

        run_sandbox(sys.argv[2:])
    else:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from portal.command_trouble import exit_with_storage_trouble, is_storage_trouble
        from portal.environment import stop

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        try:
            try:
                execute_from_command_line(sys.argv)
            finally:
                sys.stdout.flush()  # a full disk shows here, while it can be told
        except ImproperlyConfigured as refused:
            stop(refused)
        except Exception as error:
            if "--traceback" in sys.argv or not is_storage_trouble(error):
                raise
            exit_with_storage_trouble(error)


if __name__ == "__main__":
    main()
