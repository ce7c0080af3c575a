"""Exports of the log as files, with what is needed to check them away from the portal.

How a case file is put together is in `log/`; the pages that ask are in `views/log/`.
"""
