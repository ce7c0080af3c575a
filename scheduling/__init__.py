"""The app: booking proctored exam sessions, and the record of every booking.

Values that need no table stand beside this file; everything else has a package of its own. What
belongs to the project rather than the app (settings, health, the stand-in) is in `portal/`.
"""
