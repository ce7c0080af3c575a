"""Parts of a session’s page: how it stands, what can be done, its details."""
