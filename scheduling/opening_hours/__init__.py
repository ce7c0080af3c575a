"""Opening hours by a place's own wall clock: what counts on a day, and what speaks against a time.

Not here: the rows people type (`forms/opening_hours_rows.py`), and the tables (`models/`).
"""
