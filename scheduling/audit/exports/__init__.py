"""Exports of the log as files, with what is needed to check them away from the portal."""
