"""Django's place for commands; each stands in `commands/`."""
