"""Reading the audit log: search, groups of events, cases and case files.

Nothing here writes what happened (`audit/`), except that somebody looked it up.
"""
