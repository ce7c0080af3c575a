"""The app: booking proctored exam sessions, and the record of every booking.

Beside this file stand values that need no table, the queue's one task, the addresses, and the
backup; everything else has a package of its own. What belongs to the project rather than the app
(settings, health, the stand-in) is in `portal/`.
"""
