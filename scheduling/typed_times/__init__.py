"""Dates and times as people type them, read one way only, with a remark where another was possible.

Not here: times on a zone's clock (`wall_time`), nor how dates are told (`date_formats`).
"""
