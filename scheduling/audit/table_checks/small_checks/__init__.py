"""Checks of a table or two beside the log, each a statement or a few."""
