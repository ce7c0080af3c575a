"""Django's SQLite backend with a fairer way of waiting for the one writer."""
