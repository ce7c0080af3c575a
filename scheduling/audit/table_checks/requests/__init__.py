"""Requests to the provider, and what was approved together, compared with the events that made
them so.

What stands beside a session (check-ins, accommodations) is compared in `session_marks`.
"""
