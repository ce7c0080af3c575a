"""Django's SQLite backend with a fairer way of waiting for the one writer.

Which database is used, and with which options, is in `portal/settings/databases.py`.
"""
