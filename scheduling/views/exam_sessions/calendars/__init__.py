"""Calendars that people's own programs read: one session's file, and feeds that need no sign-in.

How a calendar file is written is in `scheduling/icalendar_writer.py`; who may read a feed in
`scheduling/access/calendar_feeds.py`.
"""
