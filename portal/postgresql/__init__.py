"""Django's PostgreSQL backend that waits only so long for a database that says nothing."""
