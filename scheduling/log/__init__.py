"""Reading the audit log, and erasing from it: search, groups of events, cases and case files,
retention.

Events of bookings are not written here, but those of looking up, exporting and erasing; how any
event is written is in `audit/`.
"""
