"""Django's PostgreSQL backend that waits only so long for a database that says nothing.

Which database is used, and how long is waited, is in `portal/settings/databases.py`.
"""
