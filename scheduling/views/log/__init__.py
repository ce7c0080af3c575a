"""Pages of the audit log: events, timelines, case files, verification, export.

Searching and verifying themselves are in `scheduling/log/` and `scheduling/audit/`.
"""
