"""Whose sessions are, by which words learners are found, and what was erased of them, compared with
the log.

Erasing itself is in `scheduling/log/`.
"""
