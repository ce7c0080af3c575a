"""Rosters of a location and day: who is expected when, what was printed of it, what changed since.

Not here: how a page or a sheet of paper looks.
"""
